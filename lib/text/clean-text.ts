/**
 * One line of text that a stranger chose, fit to stand on pages: control and direction characters removed, spaces
 * folded, in Unicode's composed form. Empty when nothing that can be seen is left.
 */
export function cleanText(value: string): string {
  const text = value
    .normalize("NFC")
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Bidi_Control}\ufeff]/gu, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
  // Joiners stay, because names and emoji need them; a text of nothing else would be an empty place on the page.
  return /\P{Default_Ignorable_Code_Point}/u.test(text) ? text : "";
}

/** Cuts a text after `most` characters (code points), never through one of them. */
export function clipText(text: string, most: number): string {
  return [...text].slice(0, most).join("").trimEnd();
}
