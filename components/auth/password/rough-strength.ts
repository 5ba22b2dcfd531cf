/** How hard a password is to guess, from 0 to 4. */
export type StrengthLevel = 0 | 1 | 2 | 3 | 4;

/** Characters that are neither the same as nor the neighbour of the one before: "aaaa" and "1234" are worth one. */
function steps(characters: readonly string[]): number {
  return characters.filter((character, index) => {
    const before = characters[index - 1]?.codePointAt(0);
    return before === undefined || Math.abs((character.codePointAt(0) ?? 0) - before) > 1;
  }).length;
}

/**
 * A first guess while somebody types, from length and repetition alone (pure): the word lists that really judge stay
 * on the server. Never "good" below the length that is asked for.
 */
export function roughStrength(password: string, fewestCharacters: number): StrengthLevel {
  const characters = [...password.normalize("NFC")];
  const worth = Math.min(steps(characters), new Set(characters).size * 2);
  if (characters.length < fewestCharacters) return characters.length * 2 < fewestCharacters ? 0 : 1;
  if (worth < 8) return 1;
  if (worth < 12) return 2;
  return worth < 18 ? 3 : 4;
}
