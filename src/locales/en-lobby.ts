/** What is said before a call: devices, preview, permissions. */
export const lobby = {} as const;
