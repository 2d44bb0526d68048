/** What is loaded later comes with its own icons. */
export const controlIcons = {};
