import { beforeAll, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { personalDataEntries } from "../../composition.ts";
import { randomToken } from "../../crypto/random.ts";
import { database as openDatabase, type Database } from "../../db/client.ts";
import { waitingMails } from "../../mail/test-mails.ts";
import { randomNumbers, seedRows } from "../../personal-data/test-rows.ts";
import { issueSession } from "../../sessions/issue.ts";
import { createAccount } from "../account-rows.ts";
import { lockUser, signInMethodsOf } from "../sign-in-methods.ts";
import { amazonIdentity, auditTrail, keys, later, now } from "../test-people.ts";
import { leaveNotice, userNotices } from "../user-notices.ts";
import { openMerges } from "./journal.ts";
import { performMerge } from "./perform.ts";
import { mergePreview } from "./preview.ts";
import { dumpAll, type Has, nobody, person, uniqueAddress } from "./test-merges.ts";
import type { MergeChoices, MergePair, MergeResult } from "./types.ts";

let database: Database;

testInstallation();
beforeAll(() => void (database = openDatabase()));

const run = (pair: MergePair, choices: MergeChoices = {}, attemptId?: string): Promise<MergeResult> =>
  database.transaction((tx) => performMerge(tx, { pair, choices, now, keys, ...(attemptId ? { attemptId } : {}) }, personalDataEntries));

/** Two people of whom the first is the older one. */
async function two(kept: Has = {}, merged: Has = {}) {
  const [one, other] = [await person(database, { email: "vera", ...kept }), await person(database, { email: "kim", age: 60, ...merged })];
  return { kept: one, merged: other, pair: { signedInUserId: other.userId, otherUserId: one.userId } };
}

async function putTogether(kept: Has = {}, gone: Has = {}, choices: MergeChoices = {}) {
  const sides = await two(kept, gone);
  const result = await run(sides.pair, choices);
  if (result.kind !== "merged") throw new Error(`not merged: ${result.outcome}`);
  return { ...sides, mergeId: result.mergeId, result };
}

const row = (id: string) => database.db.user.findUniqueOrThrow({ where: { id }, select: { name: true, email: true, provedEmail: true, emailVerified: true, status: true, mergedIntoId: true } });
const hashOf = async (userId: string) => (await database.db.passwordCredential.findUnique({ where: { userId } }))?.hash ?? null;
const mailsTo = async (address: string | null) => (await waitingMails(database, keys)).filter(({ to }) => to === address).map(({ subject }) => subject);

test("keeps the older user, whichever of the two is signed in", async () => {
  for (const turn of [(one: string, other: string) => [one, other] as const, (one: string, other: string) => [other, one] as const]) {
    const { kept, merged: gone } = await two();
    const [signedInUserId, otherUserId] = turn(kept.userId, gone.userId);
    expect(await run({ signedInUserId, otherUserId })).toMatchObject({ kind: "merged", keptUserId: kept.userId, repeated: false });
    expect(await row(gone.userId)).toMatchObject({ status: "merged", mergedIntoId: kept.userId });
    expect(await row(kept.userId)).toMatchObject({ status: "active", mergedIntoId: null });
  }
});

test("moves every way in, also a second Amazon account, and leaves a tombstone that signs nobody in", async () => {
  const { kept, merged: gone } = await putTogether({ linked: ["amazon"], passkeys: 2, sessions: 1 }, { linked: ["amazon", "google"], passkeys: 1, sessions: 2 });
  const [mine, theirs] = [await signInMethodsOf(database.db, kept.userId), await signInMethodsOf(database.db, gone.userId)];
  expect(mine?.linked.map(({ provider }) => provider).toSorted()).toEqual(["amazon", "amazon", "google"]);
  expect(mine?.passkeys).toHaveLength(3);
  expect(theirs).toEqual({ email: null, password: null, passkeys: [], linked: [] });
});

test("leaves accounts and passkeys as they are but for their owner: no last sign-in is moved", async () => {
  const { pair, merged: gone } = await two({}, { linked: ["amazon"], passkeys: 1 });
  await database.pool.query(`UPDATE "Account" SET "updatedAt" = '2026-02-03T04:05:06Z' WHERE "userId" = $1`, [gone.userId]);
  const rows = async () => [await database.db.account.findMany({ omit: { userId: true }, orderBy: { id: "asc" } }), await database.db.passkey.findMany({ omit: { userId: true }, orderBy: { id: "asc" } })];
  const before = await rows();
  await run(pair);
  expect(await rows()).toEqual(before);
});

test("ends every session and grant of the one who goes, and none of the one who stays", async () => {
  const { kept, merged: gone } = await putTogether({ sessions: 2 }, { sessions: 3 });
  expect(await database.db.session.count({ where: { userId: gone.userId } })).toBe(0);
  expect(await database.db.session.count({ where: { userId: kept.userId } })).toBe(2);
  expect(await database.db.stepUpGrant.count({ where: { session: { userId: kept.userId } } })).toBe(2);
  expect(await auditTrail(database, { userId: gone.userId })).toContain("session.revoked");
});

test("releases the address that is not kept: it is on neither user, and free for whoever proves it", async () => {
  const { kept, merged: gone } = await putTogether();
  expect(await row(kept.userId)).toMatchObject({ email: kept.email, provedEmail: kept.email });
  expect(await row(gone.userId)).toMatchObject({ email: null, provedEmail: null, emailVerified: null });
  await expect(person(database, { email: gone.email ?? "" })).resolves.toMatchObject({ email: gone.email });
});

test("takes name and address by choice, with the time at which the address was proved", async () => {
  const { pair, kept, merged: gone } = await two({ name: "Vera" }, { name: "Kim" });
  const { emailVerified } = await row(gone.userId);
  await run(pair, { name: "merged", email: "merged" });
  expect(await row(kept.userId)).toMatchObject({ name: "Kim", email: gone.email, provedEmail: gone.email, emailVerified });
  // What is left of the other one is for the undo.
  expect(await row(gone.userId)).toMatchObject({ name: "Kim", provedEmail: null });
});

test.each<[string, Has, Has, MergeChoices, string | null, string | null]>([
  ["stays with its address; the other one waits with the tombstone", { password: "kept" }, { password: "gone" }, {}, "kept", "gone"],
  ["comes with the chosen address; the old one waits with the tombstone", { password: "kept" }, { password: "gone" }, { email: "merged" }, "gone", "kept"],
  ["comes where the one who stays has none", {}, { password: "gone" }, {}, "gone", null],
  ["stays where the chosen address has none", { password: "kept" }, {}, { email: "merged" }, "kept", null],
  ["is none where neither has one", {}, {}, {}, null, null],
])("the password %s", async (_case, has, other, choices, mine, theirs) => {
  const { kept, merged: gone } = await putTogether(has, other, choices);
  expect([await hashOf(kept.userId), await hashOf(gone.userId)]).toEqual([mine, theirs]);
});

test.each(["suspended", "locked", "deletion_pending"] as const)("changes nothing while either side is %s", async (status) => {
  const outcome = { suspended: "merge_user_suspended", locked: "merge_user_locked", deletion_pending: "merge_deletion_pending" }[status];
  for (const side of ["kept", "merged"] as const) {
    const sides = await two({ sessions: 1 }, { sessions: 1 });
    await database.db.user.update({ where: { id: sides[side].userId }, data: { status } });
    const before = await dumpAll(database);
    expect(await run(sides.pair)).toEqual({ kind: "refused", outcome });
    expect(await mergePreview(database.db, sides.pair, personalDataEntries, now)).toEqual({ kind: "refused", outcome });
    expect(await dumpAll(database)).toEqual(before);
  }
});

test.each([
  ["can still be taken back", { expires: later(60) }, "refused"],
  ["could be taken back until now", { expires: now }, "merged"],
  ["was taken back", { expires: later(60), undoneAt: now }, "merged"],
  ["has no link to take it back", { expires: later(60), undoHash: null }, "merged"],
])("judges a change of address of either side that %s", async (_case, change, kind) => {
  for (const side of ["kept", "merged"] as const) {
    const sides = await two();
    await database.db.emailChange.create({ data: { userId: sides[side].userId, oldEmail: uniqueAddress("old"), newEmail: sides[side].email, undoHash: randomToken(), ...change } });
    expect(await run(sides.pair)).toMatchObject(kind === "merged" ? { kind } : { kind, outcome: "merge_address_undo" });
  }
});

test("does not put a user together with themselves, nor with one who is not there", async () => {
  const { kept } = await two();
  const before = await dumpAll(database);
  expect(await run({ signedInUserId: kept.userId, otherUserId: kept.userId })).toEqual({ kind: "refused", outcome: "merge_same_user" });
  expect(await run({ signedInUserId: kept.userId, otherUserId: nobody() })).toEqual({ kind: "refused", outcome: "merge_user_gone" });
  expect(await dumpAll(database)).toEqual(before);
});

test("does nothing when the two are one already, in both directions and across a third", async () => {
  const { kept, merged: gone, pair, mergeId } = await putTogether({ age: -60 });
  const older = await person(database, { email: "older", age: -120 });
  const same = { kind: "merged", mergeId, keptUserId: kept.userId, repeated: true };
  const before = await dumpAll(database);
  expect(await run(pair)).toEqual(same);
  expect(await run({ signedInUserId: kept.userId, otherUserId: gone.userId })).toEqual(same);
  expect(await dumpAll(database)).toEqual(before);
  expect(await mergePreview(database.db, pair, personalDataEntries, now)).toEqual({ kind: "refused", outcome: "user_merged" });
  const onTop = await run({ signedInUserId: kept.userId, otherUserId: older.userId });
  expect(onTop).toMatchObject({ keptUserId: older.userId, repeated: false });
  // The first one is part of the third by now: that is where a session belongs.
  expect(await run(pair)).toEqual({ kind: "merged", mergeId, keptUserId: older.userId, repeated: true });
  expect(await run({ signedInUserId: gone.userId, otherUserId: older.userId })).toMatchObject({ keptUserId: older.userId, repeated: true });
});

test("refuses a stale reference to a tombstone", async () => {
  const { merged: gone } = await putTogether();
  const stranger = await person(database, { email: "stranger" });
  const before = await dumpAll(database);
  expect(await run({ signedInUserId: stranger.userId, otherUserId: gone.userId })).toEqual({ kind: "refused", outcome: "user_merged" });
  expect(await dumpAll(database)).toEqual(before);
});

test("records it once in the trail of each, naming the other's subject and nothing of the person", async () => {
  const attemptId = nobody();
  const { kept, merged: gone, pair } = await two({ sessions: 1 }, { sessions: 1, email: "kim" });
  const result = await run(pair, {}, attemptId);
  await run(pair, {}, attemptId);
  const subjects = new Map((await database.db.auditSubject.findMany()).map(({ userId, subjectId }) => [userId, subjectId]));
  const events = await database.db.auditEvent.findMany({ where: { attemptId }, select: { type: true, subjectId: true, details: true } });
  const merge = result.kind === "merged" ? result.mergeId : "";
  const [mine, theirs] = [subjects.get(kept.userId), subjects.get(gone.userId)];
  expect(events.toSorted((x, y) => x.type.localeCompare(y.type) || JSON.stringify(x.details).localeCompare(JSON.stringify(y.details)))).toEqual([
    { type: "email.removed", subjectId: theirs, details: { merge } },
    { type: "session.revoked", subjectId: theirs, details: { scope: "merged", count: 1 } },
    { type: "user.merged", subjectId: mine, details: { role: "kept", other: theirs, merge } },
    { type: "user.merged", subjectId: theirs, details: { role: "merged", other: mine, merge } },
  ]);
});

test("tells every address that was proved until now, once, and no other", async () => {
  const { kept, merged: gone, pair } = await putTogether();
  await run(pair);
  for (const { email } of [kept, gone]) expect(await mailsTo(email)).toEqual(["Two Larkspur accounts were put together"]);
  const held = await putTogether({ proved: false, passkeys: 1 }, { proved: false, passkeys: 1 });
  for (const { email } of [held.kept, held.merged]) expect(await mailsTo(email)).toEqual([]);
});

test("lets what is remembered of a young address follow it, and stay where the address does", async () => {
  for (const choice of ["kept", "merged"] as const) {
    const { kept, merged: gone, pair } = await two();
    const { id } = await database.db.emailChange.create({ data: { userId: gone.userId, newEmail: gone.email, expires: later(60) } });
    await run(pair, { email: choice });
    expect(await database.db.emailChange.findUniqueOrThrow({ where: { id }, select: { userId: true } })).toEqual({ userId: choice === "merged" ? kept.userId : gone.userId });
  }
});

test("keeps neither token, session nor password in the journal", async () => {
  const { pair, merged: gone } = await two({ password: "$argon2id$kept" }, { password: "$argon2id$gone", linked: ["amazon"], passkeys: 1, sessions: 1 });
  const random = randomNumbers(1);
  for (const { tables } of personalDataEntries) await seedRows(database, tables, gone.userId, random);
  const secrets = [
    ...(await database.db.session.findMany()).flatMap(({ id, tokenHash }) => [id, tokenHash]),
    ...(await database.db.account.findMany()).flatMap(({ access_token, refresh_token, providerAccountId }) => [access_token, refresh_token, providerAccountId]),
    ...(await database.db.passkey.findMany()).map(({ credentialId }) => credentialId),
    "$argon2id$",
  ].filter((one) => one !== null);
  expect(secrets.length).toBeGreaterThan(6);
  await run(pair, { email: "merged" });
  const journal = JSON.stringify(await database.db.mergeJournal.findFirstOrThrow({ where: { mergedUserId: gone.userId } }));
  expect(secrets.filter((secret) => journal.includes(secret))).toEqual([]);
});

test("lists what can be undone, the newest first, to the one who stayed and for 30 days", async () => {
  const { kept, mergeId, merged: gone } = await putTogether({}, { name: "Kim" });
  const third = await person(database, { email: "third", age: 120, name: null });
  const second = await database.transaction((tx) => performMerge(tx, { pair: { signedInUserId: kept.userId, otherUserId: third.userId }, choices: {}, now: later(60), keys }, personalDataEntries));
  const day = 86_400;
  expect(await openMerges(database.db, kept.userId, later(61))).toEqual([
    { mergeId: second.kind === "merged" ? second.mergeId : "", mergedAt: later(60), until: later(30 * day + 60), otherName: null },
    { mergeId, mergedAt: now, until: later(30 * day), otherName: "Kim" },
  ]);
  expect(await openMerges(database.db, kept.userId, later(30 * day))).toHaveLength(1);
  expect(await openMerges(database.db, gone.userId, now)).toEqual([]);
});

test("gives a tombstone neither a session nor a way in, whoever asks", async () => {
  const { merged: gone, kept } = await putTogether({ linked: ["amazon"], passkeys: 1, sessions: 1 });
  const { userId } = gone;
  const before = await dumpAll(database);
  await expect(database.transaction((tx) => issueSession(tx, { userId, method: "amazon", attemptId: nobody(), now }))).rejects.toMatchObject({ code: "user_merged" });
  await expect(database.transaction((tx) => lockUser(tx, userId))).rejects.toMatchObject({ code: "user_merged" });
  await expect(database.transaction((tx) => createAccount(tx, userId, amazonIdentity(), keys))).rejects.toThrow("Account of a merged user is refused");
  for (const table of ["Session", "Account", "Passkey"]) {
    await expect(database.pool.query(`UPDATE "${table}" SET "userId" = $1 WHERE "userId" = $2`, [userId, kept.userId])).rejects.toThrow(`${table} of a merged user is refused`);
  }
  for (const column of ["provedEmail", "email"]) await expect(database.pool.query(`UPDATE "User" SET "${column}" = 'x@shop.example' WHERE "id" = $1`, [userId])).rejects.toThrow("User_merged_address_check");
  await expect(database.pool.query(`UPDATE "User" SET "status" = 'active' WHERE "id" = $1`, [userId])).rejects.toThrow("User_merged_check");
  expect(await dumpAll(database)).toEqual(before);
});

test("who has no proved address is told on the site of a merge, which no mail can say", async () => {
  const told = async (kept: Has, gone: Has) => {
    const { kept: one, mergeId } = await putTogether(kept, gone);
    return (await userNotices(database.db, one.userId)).map(({ code, values }) => [code, "merge" in values && values.merge === mergeId]);
  };
  expect(await told({ proved: false }, {})).toEqual([["accounts_merged", true]]);
  expect(await told({}, { proved: false })).toEqual([["accounts_merged", true]]);
  expect(await told({}, {})).toEqual([]);
});

test("what the merged one had not read yet is told to the one who stays", async () => {
  const { kept, merged: gone, pair } = await two();
  await database.transaction((tx) => leaveNotice(tx, [gone.userId], { code: "email_moved", values: { email: "old@shop.example" } }));
  await run(pair);
  expect(await userNotices(database.db, kept.userId)).toMatchObject([{ code: "email_moved", values: { email: "old@shop.example" } }]);
  expect(await userNotices(database.db, gone.userId)).toEqual([]);
});
