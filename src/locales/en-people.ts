/** What is said of people and of the room: the list, the link, the password, who knocks. */
export const people = {} as const;
