/** What only a running call needs, in a file of its own that is loaded when a room is entered. */
export const loadInCall = () => import('./in-call.js');
