/** What the controls of a call say. */
export const controls = {} as const;
