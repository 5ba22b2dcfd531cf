import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "#scripts/test/database.ts";
import { testEnvironment } from "#scripts/test/installation.ts";
import { personalDataEntries } from "../../composition.ts";
import { closeDatabase, connectDatabase, type Database } from "../../db/client.ts";
import { parseEmailAddress } from "../email-address.ts";
import { stopQueue } from "../../jobs/queue.ts";
import { waitingMails } from "../../mail/test-mails.ts";
import { signInWithEmail } from "../../methods/email-code/sign-in-with-email.ts";
import { issueSession } from "../../sessions/issue.ts";
import { rememberChange, undoChange } from "../address-change.ts";
import { signInOwner } from "../sign-in-with-provider.ts";
import { amazonIdentity, contextOf, keys, later, newAttempt, newSession, now } from "../test-people.ts";
import { performMerge } from "./perform.ts";
import { type Has, person, uniqueAddress } from "./test-merges.ts";
import type { MergeChoices } from "./types.ts";
import { undoMerge } from "./undo.ts";

let place: TestDatabase;
let database: Database;
beforeAll(async () => {
  place = await createTestDatabase();
  database = connectDatabase(place.url);
  for (const [name, value] of Object.entries(testEnvironment(place.url))) vi.stubEnv(name, value);
});
afterAll(async () => {
  await stopQueue();
  await closeDatabase();
  await database?.close();
  await place?.drop();
});
async function putTogether(kept: Has = {}, gone: Has = {}, choices: MergeChoices = {}) {
  const [one, other] = [await person(database, { email: "vera", ...kept }), await person(database, { email: "kim", age: 60, ...gone })];
  const pair = { signedInUserId: one.userId, otherUserId: other.userId };
  const result = await database.transaction((tx) => performMerge(tx, { pair, choices, now, keys }, personalDataEntries));
  if (result.kind !== "merged") throw new Error(`not merged: ${result.outcome}`);
  return { kept: one, merged: other, pair, mergeId: result.mergeId, userId: one.userId };
}
const linkTo = async (to: string) => (await waitingMails(database, keys)).filter((mail) => mail.to === to).map((mail) => /undo-change\?token=([\w-]{43})/.exec(mail.text)?.[1]).findLast((token) => token !== undefined);

test("2b and the owner who types their address to get in makes the loss of it final", async () => {
  const { userId, merged, mergeId } = await putTogether({ passkeys: 1 }, { password: "b" }, { email: "kept" });
  const attempt = await newAttempt(database, { method: "email_code" });
  const back = await database.transaction((tx) => signInWithEmail(tx, contextOf(attempt, { now: later(60) }), parseEmailAddress(merged.email) as never));
  expect(back).toMatchObject({ kind: "signed_in", outcome: "signed_up" });
  const undone = await database.transaction((tx) => undoMerge(tx, { mergeId, userId, now: later(120), keys }, personalDataEntries));
  console.log("undo by whoever stayed:", undone);
  expect(undone.kind).toBe("undone");
});

test("3 a sign-in that met the merge and ran again ends with its undo", async () => {
  const before = await person(database, { email: "vera" });
  const gone = await person(database, { email: "kim", age: 60, linked: ["amazon"] });
  const account = await database.db.account.findFirstOrThrow({ where: { userId: gone.userId } });
  // completeSignIn takes its time before its transaction, and keeps it for the second run.
  const began = later(-0.05);
  const merge = await database.transaction((tx) => performMerge(tx, { pair: { signedInUserId: before.userId, otherUserId: gone.userId }, choices: {}, now, keys }, personalDataEntries));
  const attempt = await newAttempt(database);
  const identity = amazonIdentity({ providerAccountId: account.providerAccountId });
  const result = await database.transaction((tx) => signInOwner(tx, contextOf(attempt, { now: began }), { accountId: account.id, userId: before.userId }, identity));
  expect(result).toMatchObject({ kind: "signed_in", session: { userId: before.userId } });
  await database.transaction((tx) => undoMerge(tx, { mergeId: merge.kind === "merged" ? merge.mergeId : "", userId: before.userId, now: later(60), keys }, personalDataEntries));
  expect((await database.db.account.findUniqueOrThrow({ where: { id: account.id } })).userId).toBe(gone.userId);
  expect(await database.db.session.count({ where: { userId: before.userId } })).toBe(0);
});

test("4 a session that began by a way in that goes back with the undo does not stay with the other user", async () => {
  const { userId, mergeId, merged } = await putTogether({}, { linked: ["amazon"] });
  const session = await database.transaction((tx) => issueSession(tx, { userId, method: "amazon", attemptId: randomUUID(), now: later(60) }));
  await database.transaction((tx) => undoMerge(tx, { mergeId, userId, now: later(120), keys, sessionId: session.id }, personalDataEntries));
  expect(await database.db.account.count({ where: { userId, provider: "amazon" } })).toBe(0);
  expect(await database.db.account.count({ where: { userId: merged.userId, provider: "amazon" } })).toBe(1);
  expect(await database.db.session.count({ where: { userId } })).toBe(0);
});

test("5 undoing a change of address takes the door that the same intruder brought by a merge in the session before", async () => {
  const { userId, kept } = await putTogether({ linked: ["amazon"] }, { email: undefined as never, proved: false, passkeys: 1 });
  const owner = kept.email as string;
  await database.db.passkey.updateMany({ where: { userId }, data: { createdAt: later(-86_400) } });
  const second = await newSession(database, userId, { at: later(60), method: "passkey" });
  const next = uniqueAddress("kim");
  await database.transaction(async (tx) => {
    await tx.user.update({ where: { id: userId }, data: { email: next, provedEmail: next } });
    await rememberChange(tx, { userId, sessionId: second.id, oldEmail: owner, newEmail: next, now: later(120) }, keys);
  });
  const token = (await linkTo(owner)) as string;
  expect(await database.transaction((tx) => undoChange(tx, token, later(600), keys))).toMatchObject({ kind: "good" });
  expect(await database.db.passkey.count({ where: { userId } })).toBe(0);
});
