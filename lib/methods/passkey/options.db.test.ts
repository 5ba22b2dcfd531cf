import { beforeAll, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { performMerge } from "../../accounts/merge/perform.ts";
import { type Has, person } from "../../accounts/merge/test-merges.ts";
import { undoMerge } from "../../accounts/merge/undo.ts";
import { keys, now } from "../../accounts/test-people.ts";
import { database as openDatabase, type Database } from "../../db/client.ts";
import { userHandleOf } from "./options.ts";

let database: Database;

testInstallation();
beforeAll(() => void (database = openDatabase()));

const handleOf = (userId: string) => userHandleOf(database.db, userId);

async function putTogether(kept: Has, gone: Has) {
  const [one, other] = [await person(database, kept), await person(database, { age: 60, ...gone })];
  // Older than any of the other's: what comes first must not decide.
  await database.db.passkey.updateMany({ where: { userId: other.userId }, data: { createdAt: new Date(0) } });
  const own = [await handleOf(one.userId), await handleOf(other.userId)];
  const result = await database.transaction((tx) => performMerge(tx, { pair: { signedInUserId: one.userId, otherUserId: other.userId }, choices: {}, now, keys }, []));
  return { kept: one.userId, gone: other.userId, own, mergeId: result.kind === "merged" ? result.mergeId : "" };
}

test("lays all passkeys of one user under one handle, the one that they have", async () => {
  const { userId } = await person(database, { passkeys: 2 });
  expect(await handleOf(userId)).toBe(`handle of ${userId}`);
  expect(await handleOf(userId)).toBe(await handleOf(userId));
  const without = await person(database, { email: "vera" });
  expect(await handleOf(without.userId)).toMatch(/^[\w-]{43}$/);
});

test.each<[string, Has, Has]>([
  ["somebody who has passkeys, too", { email: "vera", passkeys: 1 }, { passkeys: 1 }],
  ["somebody who has none", { email: "vera" }, { passkeys: 1 }],
])("does not take the handle of passkeys that came by a merge to %s: they go back with it", async (_case, has, other) => {
  const { kept, gone, own, mergeId } = await putTogether(has, other);
  expect(await database.db.passkey.count({ where: { userId: kept, userHandle: `handle of ${gone}` } })).toBe(1);
  expect(await handleOf(kept)).toBe(own[0]);
  await database.transaction((tx) => undoMerge(tx, { mergeId, userId: kept, now, keys }, []));
  expect([await handleOf(kept), await handleOf(gone)]).toEqual(own);
});
