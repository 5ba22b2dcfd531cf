const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });

/** Marks inside the value would close our isolate early, or show the letters in another order than they are stored; what controls a terminal has no business on a page either. */
const withoutMarks = (text: string) => text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, "");

/**
 * A name or address that somebody else chose, made safe to stand in the middle of a sentence: cut after `most`
 * characters and isolated, so that its writing direction cannot turn the words around it (Unicode UAX 9, FSI and PDI).
 */
export function inSentence(text: string, most = 48): string {
  const plain = withoutMarks(text);
  const looked = plain.slice(0, most * 16);
  const parts = Array.from(graphemes.segment(looked), (part) => part.segment);
  // One "character" can carry thousands of accents; the one we cut into is dropped whole.
  if (looked.length < plain.length) parts.pop();
  const shown = parts.slice(0, most).join("");
  return `\u2068${shown === plain ? plain : `${shown}…`}\u2069`;
}

const clamps = { 1: "line-clamp-1", 2: "line-clamp-2", all: "" } as const;

/** The same as a block of its own: broken anywhere, cut after the lines given; the whole of it stays in the page. */
export function PersonText({ children, lines = 2 }: { children: string; lines?: keyof typeof clamps }) {
  return <bdi className={`wrap-anywhere ${clamps[lines]}`}>{withoutMarks(children)}</bdi>;
}
