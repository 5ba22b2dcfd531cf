/** Mails that tell of what has been done. */
export const notices = {} as const;
