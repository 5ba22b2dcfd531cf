import { beforeAll, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { askForDeletion, deleter, proved, waysIn } from "../../auth/deletion/test-deletions.ts";
import { database as openDatabase, type Database } from "../../db/client.ts";
import { later } from "../test-people.ts";
import { openKeepProof } from "./keep.ts";

let database: Database;

testInstallation();
beforeAll(() => void (database = openDatabase()));

test.each(Object.keys(waysIn))("names to whoever comes back by %s an account without a name by its address only if they proved just that", async (way) => {
  const vera = await deleter(database);
  await database.db.user.update({ where: { id: vera.userId }, data: { name: null } });
  await askForDeletion(database, vera);
  const { attempt } = await proved(database, vera, way);
  const proof = await database.transaction((tx) => openKeepProof(tx, attempt.id, later(60)));
  expect(proof?.account).toBe(way === "amazon" || way === "passkey" ? null : vera.email);
});
