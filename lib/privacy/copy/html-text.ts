const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** A text as HTML has it, in an element or in an attribute in quotes. */
export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? character);
}

/** What shows nothing, controls something, or turns the writing direction of what stands around it. */
const unseen = /[\p{Bidi_Control}\p{Cc}\p{Zl}\p{Zp}\uFFF9-\uFFFB]/gu;
const named = (character: string) => (character === "\n" || character === "\t" ? character : `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`);

/** What a spreadsheet takes for a formula at the beginning of a cell (security.md WP-08), also full-width and small, as some do. */
const formula = /^[\s\p{Cc}]*[=+\-@\u2212\uFE62\uFE63\uFE66\uFE6B\uFF0B\uFF0D\uFF1D\uFF20]/u;

/**
 * A text that somebody wrote, as text and nothing else: escaped, isolated, so that its writing direction turns nothing
 * around it, with characters that nobody sees named, and with the mark in front by which spreadsheets take for text what
 * would be a formula. As it was written, it is in the copy for machines.
 */
export function personText(text: string): string {
  return `<bdi>${formula.test(text) ? "&#39;" : ""}${escaped(text.replaceAll(unseen, named))}</bdi>`;
}
