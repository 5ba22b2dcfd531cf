import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#scripts/test/database.ts";
import { accountTables, personalDataEntries } from "./composition.ts";
import { connectDatabase, type Database } from "./db/client.ts";

let place: TestDatabase;
let database: Database;

beforeAll(async () => {
  place = await createTestDatabase();
  database = connectDatabase(place.url);
});

afterAll(async () => {
  await database?.close();
  await place?.drop();
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
