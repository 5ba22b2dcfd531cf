/** What `?done=` says was just done to a way in, in words. One line per deed. */
const done: Readonly<Record<string, string>> = {};

/** The words for a deed, or undefined for one that nobody knows. */
export function doneWords(deed: string | undefined): string | undefined {
  return deed !== undefined && Object.hasOwn(done, deed) ? done[deed] : undefined;
}
