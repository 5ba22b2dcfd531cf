import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { testDatabase } from "#scripts/test/installation.ts";
import { accountTables, heldData, personalDataEntries, sweepers, tablesOfNobody } from "./composition.ts";
import type { Database } from "./db/client.ts";
import type { PersonalDataEntry, UserMove } from "./personal-data/entry.ts";
import { countAfterMove } from "./personal-data/operations.ts";
import { dumpRows, randomNumbers, seedRows } from "./personal-data/test-rows.ts";

// The same cases on every run.
fc.configureGlobal({ seed: 20_261_126 });

let database: Database;

testDatabase((made) => void (database = made));

test("alerts are looked for before anything is swept", () => {
  expect(Object.keys(sweepers)[0]).toBe("alerts");
});

const listed = () => personalDataEntries.flatMap(({ tables }) => tables);

/** Every table with a column that names a user or a guest, and every table that refers to one of those, however far off. */
async function tablesOfPeople(): Promise<string[]> {
  const { rows } = await database.pool.query<{ name: string }>(`
    WITH RECURSIVE refers AS (
      SELECT conrelid::regclass::text AS child, confrelid::regclass::text AS parent FROM pg_constraint WHERE contype = 'f'
    ), people AS (
      SELECT quote_ident(table_name) AS name FROM information_schema.columns WHERE table_schema = 'public' AND column_name IN ('userId', 'guestId')
      UNION SELECT child FROM refers WHERE parent IN ('"User"', '"Guest"')
      UNION SELECT child FROM refers JOIN people ON parent = people.name
    )
    SELECT DISTINCT trim(both '"' from name) AS name FROM people ORDER BY 1`);
  return rows.map(({ name }) => name);
}

test("knows, of every table that names a person, which entry holds it, or why none does", async () => {
  const known = [...listed(), ...Object.keys(accountTables)];
  expect((await tablesOfPeople()).filter((table) => !known.includes(table))).toEqual([]);
});

test("declares every column of the database, as something about a person or as nobody's", async () => {
  const { rows } = await database.pool.query<{ table: string; columns: string[] }>(
    `SELECT table_name AS "table", array_agg(column_name::text ORDER BY column_name::text COLLATE "C") AS "columns" FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name NOT LIKE '\\_%' GROUP BY table_name`,
  );
  const declared = [...heldData.flatMap(({ tables }) => tables.map(({ table, columns }) => [table, Object.keys(columns)] as const)), ...Object.entries(tablesOfNobody)];
  expect(new Set(declared.map(([table]) => table)).size).toBe(declared.length);
  expect(Object.fromEntries(declared.map(([table, columns]) => [table, columns.toSorted()]))).toEqual(Object.fromEntries(rows.map(({ table, columns }) => [table, columns])));
});

test("finds every row of a user by what is declared of its table", async () => {
  for (const { table, whose, order } of heldData.flatMap(({ tables }) => tables)) {
    await database.pool.query(`SELECT 1 FROM "${table}" t WHERE ${whose} ORDER BY ${order.map((column) => `t."${column}"`).join(", ")}`, ["00000000-0000-7000-8000-000000000000"]);
  }
});

test("finds a table of people by its column, by its foreign key, and behind another table", async () => {
  await database.pool.query(`
    CREATE TABLE "Wish" ("id" uuid PRIMARY KEY, "userId" uuid);
    CREATE TABLE "Letter" ("id" uuid PRIMARY KEY, "writer" uuid REFERENCES "User" ("id"));
    CREATE TABLE "LetterPage" ("letterId" uuid REFERENCES "Letter" ("id"));
    CREATE TABLE "Weather" ("id" uuid PRIMARY KEY)`);
  const found = await tablesOfPeople();
  await database.pool.query(`DROP TABLE "Wish", "LetterPage", "Letter", "Weather"`);
  expect(found).toEqual(expect.arrayContaining(["Wish", "Letter", "LetterPage"]));
  expect(found).not.toContain("Weather");
});

test("lists no table that is not there or names nobody, and none twice", async () => {
  const all = [...listed(), ...Object.keys(accountTables)];
  expect(all.toSorted()).toEqual(await tablesOfPeople());
  expect(new Set(personalDataEntries.map(({ name }) => name)).size).toBe(personalDataEntries.length);
});

test("lets every row of the account system's own tables that refers to a user go with them", async () => {
  const { rows } = await database.pool.query<{ table: string; column: string; deed: string }>(
    `SELECT trim(both '"' from conrelid::regclass::text) AS "table", a.attname AS "column", confdeltype AS "deed" FROM pg_constraint JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = ANY(conkey)
     WHERE contype = 'f' AND confrelid = '"User"'::regclass AND trim(both '"' from conrelid::regclass::text) = ANY($1)`,
    [Object.keys(accountTables)],
  );
  expect(rows.filter(({ deed }) => deed !== "c")).toEqual([]);
  const named = rows.map(({ table, column }) => `${table}.${column}`);
  expect(named).toEqual(expect.arrayContaining(["MergeJournal.keptUserId", "MergeJournal.mergedUserId", "UserNotice.userId", "MergeProof.otherUserId"]));
});

/** Three users with random rows of an entry: who moves, to whom, and somebody who has nothing to do with it. */
async function seededUsers({ tables }: PersonalDataEntry, seed: number): Promise<UserMove & { otherId: string }> {
  const random = randomNumbers(seed);
  const ids: string[] = [];
  for (const name of ["from", "to", "other"]) {
    const { id } = await database.db.user.create({ data: { name }, select: { id: true } });
    await seedRows(database, tables, id, random);
    ids.push(id);
  }
  const [fromUserId = "", toUserId = "", otherId = ""] = ids;
  return { fromUserId, toUserId, otherId };
}

const withSeeds = (check: (seed: number) => Promise<void>) => fc.assert(fc.asyncProperty(fc.integer(), check), { numRuns: 15 });
const rowsThatName = async (table: string, userId: string) => (await dumpRows(database, [table]))[table]?.filter((text) => text.includes(userId)) ?? [];

/** Every text in plain values, however deep. */
function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

describe.each(personalDataEntries.map((entry) => [entry.name, entry] as const))("the entry %s", (_name, entry) => {
  const move = (users: UserMove) => database.transaction(async (tx) => JSON.parse(JSON.stringify(await entry.move(tx, users))) as unknown);

  test("hands everything to the other user, what both have once, and loses nothing", async () => {
    let moved = 0;
    await withSeeds(async (seed) => {
      const users = await seededUsers(entry, seed);
      const [mine, theirs, others] = await Promise.all([users.fromUserId, users.toUserId, users.otherId].map((id) => entry.list(database.db, id)));
      const before = await dumpRows(database, entry.tables);
      await move(users);
      const [left = [], now = [], untouched] = await Promise.all([users.fromUserId, users.toUserId, users.otherId].map((id) => entry.list(database.db, id)));
      expect(now).toHaveLength(countAfterMove(mine ?? [], theirs ?? []));
      expect(left.filter(({ key }) => !theirs?.some((record) => record.key === key))).toEqual([]);
      expect(untouched).toEqual(others);
      const after = await dumpRows(database, entry.tables);
      for (const table of entry.tables) expect(after[table]).toHaveLength(before[table]?.length ?? -1);
      moved += now.length - (theirs?.length ?? 0);
    });
    expect(moved).toBeGreaterThan(5);
  });

  test("takes a move back row for row, as it said that it would", async () => {
    await withSeeds(async (seed) => {
      const users = await seededUsers(entry, seed);
      const before = await dumpRows(database, entry.tables);
      const mine = await entry.list(database.db, users.fromUserId);
      const journal = await move(users);
      const all = { back: mine.length, changed: 0 };
      expect(await entry.reviewMove(database.db, users, journal)).toEqual(all);
      expect(await database.transaction((tx) => entry.moveBack(tx, users, journal))).toEqual(all);
      expect(await dumpRows(database, entry.tables)).toEqual(before);
    });
  });

  test("keeps nothing in its journal that a person typed", async () => {
    await withSeeds(async (seed) => {
      const texts = textsOf(await move(await seededUsers(entry, seed)));
      expect(texts.filter((text) => !/^([0-9a-f-]{36}|\d{4}-\d\d-\d\dT[\d:.]+Z|productId [a-f])$/.test(text))).toEqual([]);
    });
  });

  test("erases all that names a user, and nothing of anybody else", async () => {
    await withSeeds(async (seed) => {
      const { fromUserId, toUserId, otherId } = await seededUsers(entry, seed);
      const lists = () => Promise.all([toUserId, otherId].map((id) => entry.list(database.db, id)));
      const before = await lists();
      await database.transaction((tx) => entry.erase(tx, fromUserId));
      for (const table of entry.tables) expect(await rowsThatName(table, fromUserId)).toEqual([]);
      expect(await entry.list(database.db, fromUserId)).toEqual([]);
      expect(await lists()).toEqual(before);
    });
  });
});
