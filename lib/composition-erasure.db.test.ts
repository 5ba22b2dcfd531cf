import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { sweepDeletions } from "./accounts/deletion/erase.ts";
import { requestDeletion } from "./accounts/deletion/request.ts";
import { dueAt } from "./accounts/deletion/times.ts";
import { keys, newUser } from "./accounts/test-people.ts";
import { heldData, personalDataEntries } from "./composition.ts";
import { type Database, database as openDatabase } from "./db/client.ts";
import { heldRows, seedHeldRows } from "./personal-data/test-held-rows.ts";
import { randomNumbers } from "./personal-data/test-rows.ts";
import { sweepSessionChanges } from "./sessions/change-feed.ts";

// The same cases on every run.
fc.configureGlobal({ seed: 20_261_127 });

let database: Database;

testInstallation();
beforeAll(() => void (database = openDatabase()));

const now = new Date("2026-11-23T10:00:00.000Z");
const erasing = { entries: personalDataEntries, held: heldData, keys };
const kept = new Map(heldData.flatMap(({ tables }) => tables.filter(({ afterDeletion }) => afterDeletion === "kept").map(({ table, forgets = [] }) => [table, forgets] as const)));

/** What a merge can leave with the one who went: no way in and no session. */
const leftover = heldData.filter(({ name }) => !["linked_accounts", "passkeys", "sessions", "merges", "deletion"].includes(name));

/** A user with random rows in every table, and somebody who was merged into them. */
async function seededUser(random: () => number): Promise<{ userId: string; tombstoneId: string; secrets: string[] }> {
  const email = `${randomUUID()}@shop.example`;
  const userId = await newUser(database, { name: `Vera ${randomUUID()}`, email, provedEmail: email });
  const { id: tombstoneId } = await database.db.user.create({ data: { name: `Old ${randomUUID()}`, status: "merged", mergedIntoId: userId }, select: { id: true } });
  await seedHeldRows(database, heldData, { userId, otherId: tombstoneId }, random);
  await seedHeldRows(database, leftover, { userId: tombstoneId, otherId: userId }, random);
  // The wish is what the test itself makes.
  await database.db.deletion.deleteMany({ where: { userId: { in: [userId, tombstoneId] } } });
  const names = await database.db.user.findMany({ where: { id: { in: [userId, tombstoneId] } }, select: { name: true } });
  return { userId, tombstoneId, secrets: [userId, tombstoneId, email, ...names.flatMap(({ name }) => name ?? [])] };
}

/** Every table in which a text stands, in whatever column. */
async function tablesWith(text: string): Promise<string[]> {
  const { rows } = await database.pool.query<{ name: string }>(`SELECT table_name AS "name" FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name NOT LIKE '\\_%'`);
  const found: string[] = [];
  for (const { name } of rows) {
    const { rowCount } = await database.pool.query(`SELECT 1 FROM "${name}" t WHERE position($1 in to_jsonb(t)::text) > 0 LIMIT 1`, [text]);
    if ((rowCount ?? 0) > 0) found.push(name);
  }
  return found;
}

/** A row without the columns that a deletion empties. */
function withoutOwner(text: string, forgets: readonly string[]): unknown {
  const row = JSON.parse(text) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(row).filter(([name]) => !forgets.includes(name)));
}

test("leaves no row that a copy would have listed, but for those named as kept, and touches nobody else", async () => {
  const filled = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const random = randomNumbers(seed);
      const [gone, stays] = [await seededUser(random), await seededUser(random)];
      const before = { user: await heldRows(database, heldData, gone.userId), tombstone: await heldRows(database, heldData, gone.tombstoneId) };
      const others = [await heldRows(database, heldData, stays.userId), await heldRows(database, heldData, stays.tombstoneId)];
      for (const [table, rows] of Object.entries(before.user)) if (rows.length > 0) filled.add(table);
      await database.transaction((tx) => requestDeletion(tx, { userId: gone.userId, now, keys, language: "en" }));
      expect(await sweepDeletions(database.db, dueAt(now), erasing)).toBe(1);
      for (const [table, rows] of Object.entries({ ...before.user })) {
        const listed = [...rows, ...(before.tombstone[table] ?? [])];
        const { rows: left } = await database.pool.query<{ text: string }>(`SELECT to_jsonb(t)::text AS "text" FROM "${table}" t`);
        const forgets = kept.get(table);
        const remaining = new Set(left.map(({ text }) => JSON.stringify(withoutOwner(text, forgets ?? []))));
        const found = listed.filter((text) => remaining.has(JSON.stringify(withoutOwner(text, forgets ?? []))));
        expect([table, found.length]).toEqual([table, forgets ? listed.length : 0]);
      }
      await sweepSessionChanges(database.db, new Date(Date.now() + 3_600_000));
      for (const secret of gone.secrets) expect([secret, await tablesWith(secret)]).toEqual([secret, []]);
      expect([await heldRows(database, heldData, stays.userId), await heldRows(database, heldData, stays.tombstoneId)].map(withoutFeed)).toEqual(others.map(withoutFeed));
    }),
    { numRuns: 8 },
  );
  const all = heldData.flatMap(({ tables }) => tables.map(({ table }) => table));
  expect(all.filter((table) => !filled.has(table))).toEqual(["Deletion", "KeepProof"]);
}, 120_000);

/** What the processes tell one another is gone in minutes whoever it is about. */
function withoutFeed({ SessionChange: _feed, ...rest }: Record<string, string[]>): Record<string, string[]> {
  return rest;
}
