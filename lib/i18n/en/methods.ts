/** The settings page of all ways to sign in. */
export const methods = {} as const;
