/** A piece of a line: words, or words that lead somewhere. `at`: where in the line it stands. */
export type Inline = string | { at: number; text: string; href: string };

/** A part of the operator's own text, and the line that it begins with. */
export type Block = { line: number } & (
  | { kind: "heading"; level: 1 | 2 | 3; content: Inline[] }
  | { kind: "paragraph"; content: Inline[] }
  | { kind: "list"; ordered: boolean; items: { line: number; content: Inline[] }[] }
);
type LineKind = "text" | "ordered" | "bullet";
type Line = { line: number; text: string; kind: LineKind };

const link = /\[([^[\]]{1,300})\]\(([^()\s]{1,2000})\)/g;

/** Only what leads to a page over https, or to a mailbox. Everything else stays text, `javascript:` and the like above all. */
function isAllowed(href: string): boolean {
  const url = URL.parse(href);
  if (!url || /[\u0000-\u0020\u007f]/.test(href)) return false;
  return (url.protocol === "https:" && url.username === "" && url.password === "") || (url.protocol === "mailto:" && url.search === "");
}

function inlines(line: string): Inline[] {
  const parts: Inline[] = [];
  let from = 0;
  for (const match of line.matchAll(link)) {
    const [whole, text = "", href = ""] = match;
    if (!isAllowed(href)) continue;
    if (match.index > from) parts.push(line.slice(from, match.index));
    parts.push({ at: match.index, text, href });
    from = match.index + whole.length;
  }
  if (from < line.length) parts.push(line.slice(from));
  return parts;
}

// What follows the spaces begins with none, so that no line, however long, is looked at more than once.
const heading = /^(#{1,3})\s+(\S.*)$/s;
const item = /^\s{0,3}(?:[-*+]|(\d{1,9})[.)])\s+(\S.*)$/s;

/** The words of a heading, without the `#` that may close it. */
function titleOf(text: string): string {
  const whole = text.trimEnd();
  let end = whole.length;
  while (whole[end - 1] === "#") end -= 1;
  return whole.slice(0, end).trimEnd() || whole;
}

function kindOf(text: string): LineKind {
  const match = item.exec(text);
  if (!match) return "text";
  return match[1] === undefined ? "bullet" : "ordered";
}

function blockOf(lines: readonly Line[]): Block {
  const first = lines[0] ?? { line: 0, text: "", kind: "text" };
  if (first.kind === "text") return { line: first.line, kind: "paragraph", content: inlines(lines.map(({ text }) => text.trim()).join(" ")) };
  return { line: first.line, kind: "list", ordered: first.kind === "ordered", items: lines.map(({ line, text }) => ({ line, content: inlines(item.exec(text)?.[2] ?? "") })) };
}

/** Whether a line belongs to those before it: a list ends where a line is no item of its kind, and a paragraph where one is an item. */
const goesOn = ([first]: readonly Line[], kind: LineKind) => first === undefined || first.kind === kind;

/**
 * Reads text or simple Markdown (pure): headings, paragraphs, lists, and links to https and mailto. There is no markup
 * beyond that: what looks like some is shown as it was typed. Takes time in proportion to the text.
 */
export function parseOperatorText(source: string): Block[] {
  const blocks: Block[] = [];
  let open: Line[] = [];
  const close = () => {
    if (open.length > 0) blocks.push(blockOf(open));
    open = [];
  };
  for (const [line, text] of source.split(/\r\n?|\n/).entries()) {
    const title = heading.exec(text);
    const kind = kindOf(text);
    if (title || text.trim() === "" || !goesOn(open, kind)) close();
    if (title) blocks.push({ line, kind: "heading", level: (title[1]?.length ?? 1) as 1 | 2 | 3, content: inlines(titleOf(title[2] ?? "")) });
    else if (text.trim() !== "") open.push({ line, text, kind });
  }
  close();
  return blocks;
}
