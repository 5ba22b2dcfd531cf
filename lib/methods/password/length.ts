/** How long a password may be. No rule says which characters it is made of. @see NIST SP 800-63B-4 section 3.1.1 */
export const passwordLength = { fewestCharacters: 15, mostCharacters: 256, mostBytes: 1_024 } as const;

/** Whether a text is longer than any password: cheap, for whatever comes. */
export function isOverlong(password: string): boolean {
  return password.length > passwordLength.mostBytes || Buffer.byteLength(password) > passwordLength.mostBytes;
}
