/** What is loaded later comes with its own texts. */
export const controls = {};
export const grid = {};
export const lobby = {};
export const meeting = {};
export const notices = {};
export const people = {};
export const tile = {};
