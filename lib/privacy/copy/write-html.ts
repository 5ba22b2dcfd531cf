import { minuteInWords } from "../../i18n/format.ts";
import { t } from "../../i18n/index.ts";
import { currentLocale } from "../../i18n/locale.ts";
import type { HeldData, HeldTable } from "../../personal-data/held.ts";
import { heldWords } from "../held-words.ts";
import type { Spans } from "../spans.ts";
import { escaped, personText } from "./html-text.ts";
import { type HeldRow, type HeldValue, Moment, shownColumns } from "./snapshot.ts";
import { type CopyHead, type PagesOf, shownTables } from "./write-json.ts";

const style = `:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1.5rem;overflow-wrap:anywhere}
h2{margin-top:3rem;border-top:1px solid;padding-top:1rem}ol{list-style:none;padding:0}li{border:1px solid #8888;border-radius:.5rem;margin:.75rem 0;padding:.75rem 1rem;break-inside:avoid}
dl{display:grid;grid-template-columns:minmax(6rem,14rem) 1fr;gap:.25rem 1rem;margin:0}dt{opacity:.75}dd{margin:0;white-space:pre-wrap;mso-number-format:"\\@"}@media(max-width:30rem){dl{display:block}dd{margin-bottom:.5rem}}`;

/** The name of a column as words: `providerAccountId` and `token_type` are our own names, in English. */
const inWords = (name: string) => name.replaceAll("_", " ").replaceAll(/([a-z\d])([A-Z])/g, "$1 $2").toLowerCase();

function timeInWords({ text }: Moment): string {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? escaped(text) : `<time datetime="${escaped(text)}">${escaped(minuteInWords(at))}</time>`;
}

/** A value for people, as HTML in the language of whoever is being answered. Of a text only its column says what it is. */
export function valueInWords(value: HeldValue): string {
  if (typeof value === "boolean") return escaped(t(value ? "copy.file.yes" : "copy.file.no"));
  if (typeof value === "number") return String(value);
  if (value instanceof Moment) return timeInWords(value);
  return personText(typeof value === "string" ? value : JSON.stringify(value));
}

function recordOf(columns: readonly string[], row: HeldRow): string {
  const filled = columns.flatMap((name) => (row[name] === null || row[name] === undefined ? [] : [[name, row[name]] as const]));
  return `<li><dl>${filled.map(([name, value]) => `<dt lang="en">${escaped(inWords(name))}</dt><dd>${valueInWords(value)}</dd>`).join("")}</dl></li>\n`;
}

async function* tableOf(table: HeldTable, titled: boolean, pagesOf: PagesOf): AsyncGenerator<string> {
  const columns = shownColumns(table);
  if (titled) yield `<h3 lang="en">${escaped(inWords(table.table))}</h3>\n`;
  let [open, none] = ["<ol>\n", true];
  for await (const rows of pagesOf(table)) {
    yield open + rows.map((row) => recordOf(columns, row)).join("");
    [open, none] = ["", false];
  }
  yield none ? `<p>${escaped(t("copy.file.none"))}</p>\n` : "</ol>\n";
}

/**
 * The copy for people: one page that needs nothing else, without script, in the language of whoever is being answered.
 * What people wrote is text in it and nothing else.
 * @see security.md WP-08
 */
export async function* htmlCopy({ site, address, madeAt }: CopyHead, held: readonly HeldData[], spans: Spans, pagesOf: PagesOf): AsyncGenerator<string> {
  const title = escaped(t("copy.file.title", { site }));
  yield `<!doctype html>
<html lang="${currentLocale()}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${style}</style></head>
<body><h1>${title}</h1>
<p>${escaped(t("copy.file.lead", { address, time: minuteInWords(madeAt) }))}</p>
<p>${escaped(t("copy.file.left"))}</p>
<p>${escaped(t("copy.file.names"))}</p>
`;
  for (const kind of held) {
    const tables = shownTables(kind);
    const words = heldWords(kind.name, spans);
    yield `<section id="${kind.name}"><h2>${escaped(words.title)}</h2>\n<p>${escaped(words.purpose)}</p>\n<p>${escaped(words.keep)}</p>\n`;
    for (const table of tables) yield* tableOf(table, tables.length > 1, pagesOf);
    yield "</section>\n";
  }
  yield "</body></html>\n";
}
