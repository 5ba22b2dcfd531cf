import { randomUUID } from "node:crypto";
import { unzipSync } from "fflate";
import { openBytes } from "../../crypto/envelope.ts";
import { vaultKeys } from "../../crypto/vault-keys.ts";
import type { Database } from "../../db/client.ts";
import type { HeldData } from "../../personal-data/held.ts";
import { type Seeded, seedHeldRows } from "../../personal-data/test-held-rows.ts";
import { pieceAt } from "./run.ts";

/** Rows that a copy must survive, and a copy opened again. */

/** What a secret column holds in these rows: none of it may be in a copy. */
export const secretMark = "never-to-be-shown";
const hostile = ["=1+1", "+49 30 1234", "-2", "@SUM(A1)", "<script>alert(1)</script>", `"quoted" & 'so'`, "\u202Eabc\u2069", "שלום", "名前", "line\nbreak\tand tab", "\u0007bell", "\u{1F600}", "</dd></ol>", "{\"a\":1}"];

/** Puts random rows of everything that is held of a user into the database, with texts that break what is careless. */
export async function seedHeld(database: Database, held: readonly HeldData[], who: { userId: string; otherId: string }, random: () => number): Promise<Seeded> {
  const uses = new Map(held.flatMap(({ tables }) => tables.map(({ table, columns }) => [table, columns] as const)));
  return await seedHeldRows(database, held, who, random, ({ table, name, type, nullable, enumeration }) => {
    // Of a merge that was taken back there is nothing in a copy.
    if (table === "MergeJournal" && name === "undoneAt") return null;
    const some = hostile[Math.floor(random() * hostile.length)];
    const secret = uses.get(table)?.[name] === "secret";
    if (enumeration || (nullable && !secret && random() < 0.3)) return undefined;
    if (type === "text") return secret ? `${secretMark} ${randomUUID()}` : `${some} ${name} ${randomUUID()}`;
    if (type === "jsonb") return { text: some, deep: { list: [1, null, true] } };
    return type === "_text" ? [some, "internal"] : undefined;
  });
}

/** The archive of a copy as it was kept, opened. */
export async function openedCopy({ db }: Pick<Database, "db">, copyId: string): Promise<{ bytes: Uint8Array; files: Record<string, string> }> {
  const pieces = await db.dataCopyPiece.findMany({ where: { copyId }, orderBy: { position: "asc" } });
  const parts = await Promise.all(pieces.map(({ position, sealed }) => openBytes(sealed, pieceAt(copyId, position), vaultKeys())));
  const bytes = new Uint8Array(Buffer.concat(parts));
  return { bytes, files: filesOf(bytes) };
}

/** The files of an archive as text. */
export function filesOf(archive: Uint8Array): Record<string, string> {
  return Object.fromEntries(Object.entries(unzipSync(archive)).map(([name, content]) => [name, new TextDecoder("utf-8", { fatal: true }).decode(content)]));
}
