/** Signing in and up with a password, and changing it. */
export const password = {} as const;
