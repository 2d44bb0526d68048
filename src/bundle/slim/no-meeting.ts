/** The meeting comes with its own texts, in a file of its own. */
export const meeting = {};
