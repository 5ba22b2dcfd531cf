import { beforeAll, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { newUser } from "../accounts/test-people.ts";
import { heldData } from "../composition.ts";
import { type Database, database as openDatabase } from "../db/client.ts";
import { countHeld, mostCounted } from "./count.ts";

let database: Database;

testInstallation();
beforeAll(() => void (database = openDatabase()));

const save = async (userId: string, count: number) =>
  void (await database.pool.query(`INSERT INTO "SavedItem" ("id", "userId", "productId") SELECT gen_random_uuid(), $1, 'p' || n FROM generate_series(1, ${count}) n`, [userId]));

test("counts the things of one user, by kind, and of nobody else", async () => {
  const [vera, kim] = [await newUser(database), await newUser(database)];
  await save(vera, 3);
  await save(kim, 5);
  const counts = await countHeld(database.db, heldData, vera);
  expect(Object.keys(counts).toSorted()).toEqual(heldData.map(({ name }) => name).toSorted());
  expect([counts.profile, counts.saved_items, counts.orders]).toEqual([1, 3, 0].map((count) => ({ count, more: false })));
});

test("stops counting where it says so", async () => {
  const vera = await newUser(database);
  await save(vera, mostCounted + 50);
  expect((await countHeld(database.db, heldData, vera)).saved_items).toEqual({ count: mostCounted, more: true });
});
