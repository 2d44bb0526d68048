/** What is loaded later comes with its own texts. */
export const meeting = {};
export const notices = {};
