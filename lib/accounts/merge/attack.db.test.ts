import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "#scripts/test/database.ts";
import { testEnvironment } from "#scripts/test/installation.ts";
import { personalDataEntries } from "../../composition.ts";
import { closeDatabase, connectDatabase, type Database } from "../../db/client.ts";
import { parseEmailAddress } from "../email-address.ts";
import { stopQueue } from "../../jobs/queue.ts";
import { waitingMails } from "../../mail/test-mails.ts";
import { signInWithEmail } from "../../methods/email-code/sign-in-with-email.ts";
import { rememberChange, undoChange } from "../address-change.ts";
import { contextOf, keys, later, newAttempt, newSession, now } from "../test-people.ts";
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
const row = (id: string) => database.db.user.findUniqueOrThrow({ where: { id } });
const linkTo = async (to: string) => (await waitingMails(database, keys)).filter((mail) => mail.to === to).map((mail) => /undo-change\?token=([\w-]{43})/.exec(mail.text)?.[1]).findLast((token) => token !== undefined);

test("1 an intruder's address that came by a merge is young: the owner who puts it out gives it no link back", async () => {
  const { userId, merged } = await putTogether({ linked: ["amazon"] }, { passkeys: 1 }, { email: "merged" });
  const intruder = merged.email as string;
  expect((await row(userId)).provedEmail).toBe(intruder);
  const home = uniqueAddress("vera");
  const session = await newSession(database, userId, { at: later(600), method: "amazon" });
  await database.transaction(async (tx) => {
    await tx.user.update({ where: { id: userId }, data: { email: home, provedEmail: home } });
    await rememberChange(tx, { userId, sessionId: session.id, oldEmail: intruder, newEmail: home, now: later(700) }, keys);
  });
  const token = await linkTo(intruder);
  if (token) {
    await database.transaction((tx) => undoChange(tx, token, later(800), keys));
    console.log("came back:", (await row(userId)).provedEmail === intruder, "owner's sessions:", await database.db.session.count({ where: { userId } }));
  }
  expect(token).toBeUndefined();
});

test("1b the same for an Amazon-only owner", async () => {
  const { userId, merged } = await putTogether({ email: undefined as never, proved: false, linked: ["amazon"] }, { passkeys: 1 });
  const intruder = merged.email as string;
  expect((await row(userId)).provedEmail).toBe(intruder);
  const session = await newSession(database, userId, { at: later(600), method: "amazon" });
  await database.transaction((tx) => rememberChange(tx, { userId, sessionId: session.id, oldEmail: intruder, newEmail: uniqueAddress("vera"), now: later(700) }, keys));
  expect(await linkTo(intruder)).toBeUndefined();
});

test.each(["kept", "merged"] as const)("2 the address that a merge releases (victim is the %s one) gets a way back that needs no session, as any other address that goes", async (victim) => {
  const { kept, merged } = await putTogether({ password: "a" }, { password: "b" }, { email: victim === "kept" ? "merged" : "kept" });
  const released = (victim === "kept" ? kept : merged).email as string;
  const mail = (await waitingMails(database, keys)).findLast(({ to }) => to === released);
  console.log(mail?.text);
  expect(await database.db.user.count({ where: { provedEmail: released } })).toBe(0);
  expect(mail?.text).toMatch(/token=/);
});

test("2b and the owner who types their address to get in makes the loss of it final", async () => {
  const { userId, merged, mergeId } = await putTogether({ passkeys: 1 }, { password: "b" }, { email: "kept" });
  const attempt = await newAttempt(database, { method: "email_code" });
  const back = await database.transaction((tx) => signInWithEmail(tx, contextOf(attempt, { now: later(60) }), parseEmailAddress(merged.email) as never));
  expect(back).toMatchObject({ kind: "signed_in", outcome: "signed_up" });
  const undone = await database.transaction((tx) => undoMerge(tx, { mergeId, userId, now: later(120), keys }, personalDataEntries));
  console.log("undo by whoever stayed:", undone);
  expect(undone.kind).toBe("undone");
});
