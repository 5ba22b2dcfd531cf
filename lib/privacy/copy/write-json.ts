import type { HeldData, HeldTable } from "../../personal-data/held.ts";
import { type HeldRow, shownColumns } from "./snapshot.ts";

/** What a copy says of itself. */
export type CopyHead = { site: string; address: string; madeAt: Date };
/** The rows of a table, a page at a time. */
export type PagesOf = (table: HeldTable) => AsyncIterable<readonly HeldRow[]>;

/** The tables of a kind of which a copy shows something: others are but a part of another one. */
export function shownTables({ tables }: HeldData): HeldTable[] {
  return tables.filter((table) => shownColumns(table).length > 0);
}

async function* recordsOf(pages: AsyncIterable<readonly HeldRow[]>): AsyncGenerator<string> {
  let first = true;
  for await (const rows of pages) {
    yield rows.map((row, index) => `${first && index === 0 ? "" : ","}\n${JSON.stringify(row)}`).join("");
    first = false;
  }
}

/**
 * The copy for machines: one JSON document, written as the rows come. `data` has a member for each kind of data, and in it
 * one for each table, an array of records. Times are ISO 8601 in UTC, bytes are base64url.
 */
export async function* jsonCopy({ site, address, madeAt }: CopyHead, held: readonly HeldData[], pagesOf: PagesOf): AsyncGenerator<string> {
  yield `{"format":1,"site":${JSON.stringify(site)},"address":${JSON.stringify(address)},"madeAt":"${madeAt.toISOString()}","data":{`;
  for (const [index, kind] of held.entries()) {
    yield `${index === 0 ? "" : ","}\n${JSON.stringify(kind.name)}:{`;
    for (const [place, table] of shownTables(kind).entries()) {
      yield `${place === 0 ? "" : ","}\n${JSON.stringify(table.table)}:[`;
      yield* recordsOf(pagesOf(table));
      yield "]";
    }
    yield "}";
  }
  yield "}}\n";
}
