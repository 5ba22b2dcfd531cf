/** Passkeys. */
export const passkey = {} as const;
