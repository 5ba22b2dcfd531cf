import { beforeEach, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { changeAddress } from "../auth/test-deeds.ts";
import { personalDataEntries } from "../composition.ts";
import { randomToken } from "../crypto/random.ts";
import { database } from "../db/client.ts";
import { retriedTransaction } from "../db/retry.ts";
import { waitingMails } from "../mail/test-mails.ts";
import { signInWithEmail } from "../methods/email-code/sign-in-with-email.ts";
import { noteBrowser } from "../sessions/known-browser.ts";
import { rememberChange, undoChange } from "./address-change.ts";
import { closeForSafety, newNotMeLink, readNotMeLink } from "./compromise.ts";
import { type EmailAddress, parseEmailAddress } from "./email-address.ts";
import { performMerge } from "./merge/perform.ts";
import { removeMethod } from "./sign-in-methods.ts";
import { auditTrail, contextOf, keys, newAddress, newAttempt, newSession, newUser, rowCounts } from "./test-people.ts";

/** What goes when an account is closed against somebody who was in it, above all their address, and what its owner has then. */

testInstallation();

const [hour, day] = [3_600, 86_400];
const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000);
const parsed = (address: string) => parseEmailAddress(address) as EmailAddress;

let userId: string;
let own: string;
let theirs: string;

beforeEach(async () => {
  [own, theirs] = [newAddress(), newAddress()];
  userId = await newUser(database(), { email: own, provedEmail: own, createdAt: ago(90 * day) });
});

const close = async (sinceSeconds: number, of = userId) => await retriedTransaction(database(), (tx) => closeForSafety(tx, { userId: of, since: ago(sinceSeconds), by: "shopper", now: new Date(), keys }));
const userRow = async (id = userId) => await database().db.user.findUniqueOrThrow({ where: { id }, select: { status: true, email: true, provedEmail: true } });
const changeTo = async (address: string, of = userId) => expect(await changeAddress(database(), await newSession(database(), of, { at: new Date() }), parsed(address))).toBe("email_proved");
const subjectsTo = async (address: string) => (await waitingMails(database(), keys)).filter(({ to }) => to === address).map(({ subject }) => subject);
const addPasskey = async (createdAt: Date, lastUsedAt: Date | null = null) =>
  await database().db.passkey.create({ data: { userId, credentialId: randomToken(), publicKey: Buffer.from("k"), counter: 1, transports: [], userHandle: "h", name: "Phone", deviceType: "multiDevice", backedUp: true, createdAt, lastUsedAt }, select: { id: true } });
const addAccount = async (createdAt: Date, provider = "amazon") =>
  await database().db.account.create({ data: { userId, provider, providerAccountId: randomToken(), access_token: "sealed", refresh_token: "sealed", expires_at: 1, createdAt }, select: { id: true } });
const addPassword = async (updatedAt: Date) => await database().db.passwordCredential.create({ data: { userId, hash: randomToken(), createdAt: updatedAt, updatedAt } });
/** Moves the changes of address into the past, in the order in which they were made. */
const ageChanges = async (...secondsAgo: number[]) => {
  const changes = await database().db.emailChange.findMany({ where: { userId }, orderBy: { createdAt: "asc" }, select: { id: true } });
  for (const [index, { id }] of changes.entries()) await database().db.emailChange.update({ where: { id }, data: { createdAt: ago(secondsAgo[index] ?? 0), methodsSince: ago(secondsAgo[index] ?? 0) } });
};

/** A code to an address, asked for to open the account. */
async function open(address: string) {
  const attempt = { ...(await newAttempt(database(), { method: "email_code", at: new Date() })), intent: "unlock" as const };
  return await database().transaction((tx) => signInWithEmail(tx, { ...contextOf(attempt, { now: new Date() }), attempt }, parsed(address)));
}

test("an address that was changed since is the owner's earlier one again: that one opens the account, and the other opens nothing", async () => {
  await changeTo(theirs);
  expect(await close(hour)).toMatchObject({ kind: "closed", locked: true, address: "restored", sessions: 1 });
  expect(await userRow()).toEqual({ status: "locked", email: own, provedEmail: own });
  expect(await open(theirs)).toEqual({ kind: "refused", outcome: "unlock_no_account" });
  expect(await open(own)).toMatchObject({ kind: "signed_in", session: { userId } });
  expect([(await subjectsTo(own)).filter((subject) => subject.includes("locked")), (await subjectsTo(theirs)).at(-1)]).toEqual([[expect.stringContaining("locked for safety")], expect.stringContaining("was removed from")]);
  expect(await auditTrail(database(), { userId })).toEqual(expect.arrayContaining(["email.changed", "email.change_undone", "user.locked"]));
  expect(await database().db.emailChange.count({ where: { userId, undoneAt: null } })).toBe(0);
});

test("an address that was removed since comes back with what it opens", async () => {
  await addPasskey(ago(30 * day));
  const { id: sessionId } = await newSession(database(), userId, { at: new Date() });
  await database().transaction(async (tx) => {
    await removeMethod(tx, userId, { kind: "email" });
    await rememberChange(tx, { userId, sessionId, oldEmail: own, newEmail: null, now: new Date() }, keys);
  });
  expect(await userRow()).toMatchObject({ provedEmail: null });
  expect(await close(hour)).toMatchObject({ locked: true, address: "restored" });
  expect(await userRow()).toEqual({ status: "locked", email: own, provedEmail: own });
});

test("a way in that the same session added before it changed the address goes too, also when it is older than the chosen moment", async () => {
  await changeTo(theirs);
  await addPasskey(ago(2 * hour), ago(hour));
  await database().db.emailChange.updateMany({ where: { userId }, data: { methodsSince: ago(3 * hour) } });
  expect(await close(hour)).toMatchObject({ address: "restored", removed: { passkeys: 1 } });
});

test("a first address that was proved since goes with its password; the older way in stays, so nothing is locked", async () => {
  await database().db.user.update({ where: { id: userId }, data: { email: null, provedEmail: null }, select: { id: true } });
  await addAccount(ago(30 * day));
  await changeTo(theirs);
  await addPassword(new Date());
  expect(await close(hour)).toMatchObject({ locked: false, address: "removed", removed: { password: true }, tokens: 1 });
  expect(await userRow()).toEqual({ status: "active", email: null, provedEmail: null });
  expect(await database().db.passwordCredential.count({ where: { userId } })).toBe(0);
  expect((await subjectsTo(theirs)).at(-1)).toContain("was removed from");
});

test("an intruder's earlier address is not given back, only the owner's", async () => {
  const third = newAddress();
  await changeTo(theirs);
  await changeTo(third);
  await ageChanges(2 * day, hour);
  await addAccount(ago(30 * day));
  // Since yesterday: what was there before was young itself.
  expect(await close(day)).toMatchObject({ locked: false, address: "removed" });
  expect(await userRow()).toMatchObject({ provedEmail: null });
});

test("since before both changes it is the owner's address that comes back", async () => {
  await changeTo(theirs);
  await changeTo(newAddress());
  await ageChanges(2 * day, hour);
  expect(await close(7 * day)).toMatchObject({ address: "restored" });
  expect(await userRow()).toMatchObject({ provedEmail: own });
});

test("an address that came home, or a change that was taken back, stays", async () => {
  await changeTo(theirs);
  await changeTo(own);
  expect(await close(day)).toMatchObject({ locked: true, address: "stays" });
  expect(await userRow()).toMatchObject({ provedEmail: own });
  const robin = await newUser(database(), { email: theirs, provedEmail: theirs, createdAt: ago(90 * day) });
  await changeTo(newAddress(), robin);
  const token = /undo-change\?token=([\w-]{43})/.exec((await waitingMails(database(), keys)).findLast(({ to }) => to === theirs)?.text ?? "")?.[1] ?? "";
  expect(await retriedTransaction(database(), (tx) => undoChange(tx, token, new Date(), keys))).toMatchObject({ kind: "good" });
  expect(await close(day, robin)).toMatchObject({ locked: true, address: "stays" });
  expect(await userRow(robin)).toMatchObject({ provedEmail: theirs });
});

test("an address that somebody else has proved meanwhile is not taken from them", async () => {
  await changeTo(theirs);
  await addPasskey(ago(30 * day));
  const robin = await newUser(database(), { email: own, provedEmail: own });
  expect(await close(hour)).toMatchObject({ locked: false, address: "removed" });
  expect([(await userRow()).provedEmail, (await userRow(robin)).provedEmail]).toEqual([null, own]);
});

test("an address that was proved since, longer ago than changes are remembered, goes; with nothing else left all is refused", async () => {
  await database().db.user.update({ where: { id: userId }, data: { emailVerified: ago(20 * day) }, select: { id: true } });
  const before = await rowCounts(database());
  await expect(close(30 * day)).rejects.toMatchObject({ outcome: "compromise_no_way" });
  expect([await rowCounts(database()), await userRow()]).toEqual([before, { status: "active", email: own, provedEmail: own }]);
  await addPasskey(ago(60 * day));
  expect(await close(10 * day)).toMatchObject({ locked: true, address: "stays" });
  expect(await close(30 * day)).toMatchObject({ before: true, locked: false, address: "removed" });
  // Nothing could open it any more, so it is not locked any more.
  expect(await userRow()).toEqual({ status: "active", email: null, provedEmail: null });
  expect(await auditTrail(database(), { userId })).toEqual(["email.removed", "user.locked", "user.unlocked"]);
  expect(await database().db.auditEvent.findFirst({ where: { type: "user.unlocked" }, orderBy: { at: "desc" }, select: { details: true } })).toEqual({ details: { by: "shopper", cause: "address_gone" } });
});

test("the address that a merge brought goes, and the one that it let go is back", async () => {
  const stranger = await newUser(database(), { email: theirs, provedEmail: theirs, createdAt: ago(80 * day) });
  const session = await newSession(database(), userId, { at: new Date() });
  const merged = await retriedTransaction(database(), (tx) => performMerge(tx, { pair: { signedInUserId: userId, otherUserId: stranger }, sessionId: session.id, choices: { email: "merged" }, now: new Date(), keys }, personalDataEntries));
  expect(merged).toMatchObject({ kind: "merged" });
  expect(await userRow()).toMatchObject({ provedEmail: theirs });
  expect(await close(hour)).toMatchObject({ locked: true, address: "restored" });
  expect(await userRow()).toMatchObject({ provedEmail: own });
});

test("what an account was made with was not added to it, however young it is", async () => {
  const young = ago(2 * day);
  await database().db.user.update({ where: { id: userId }, data: { createdAt: young, email: null, provedEmail: null }, select: { id: true } });
  await addAccount(young);
  await addPasskey(ago(hour));
  expect(await close(30 * day)).toMatchObject({ locked: false, removed: { passkeys: 1, providers: [], password: false } });
  expect(await database().db.account.count({ where: { userId } })).toBe(1);
});

test("every kind of way in that came since goes, used or not, and every older one stays without its tokens", async () => {
  await addPasskey(ago(2 * day), new Date());
  await addPasskey(ago(hour), ago(60));
  await addAccount(ago(2 * day));
  await addAccount(ago(hour), "google");
  await addPassword(ago(hour));
  expect(await close(day)).toEqual({ kind: "closed", locked: true, before: false, sessions: 0, address: "stays", tokens: 1, removed: { password: true, passkeys: 1, providers: ["google"] } });
  expect([await database().db.passkey.count({ where: { userId } }), await database().db.passwordCredential.count({ where: { userId } })]).toEqual([1, 0]);
  expect(await database().db.account.findMany({ where: { userId }, select: { provider: true, access_token: true, refresh_token: true, expires_at: true } })).toEqual([{ provider: "amazon", access_token: null, refresh_token: null, expires_at: null }]);
});

test("said again for an earlier moment, what is older goes too, and nobody is told twice", async () => {
  await addPasskey(ago(2 * day));
  await addPasskey(ago(hour));
  expect(await close(day)).toMatchObject({ before: false, removed: { passkeys: 1 } });
  expect(await close(day)).toMatchObject({ before: true, locked: true, removed: { passkeys: 0 } });
  expect(await close(7 * day)).toMatchObject({ before: true, locked: true, removed: { passkeys: 1 } });
  expect((await subjectsTo(own)).filter((subject) => subject.includes("locked"))).toHaveLength(1);
  expect(await auditTrail(database(), { userId })).toEqual(["passkey.removed", "passkey.removed", "user.locked"]);
});

const noteSince = async (seconds: number) => {
  const browserHash = randomToken();
  const link = await database().transaction(async (tx) => {
    await noteBrowser(tx, { userId, browserHash, now: ago(seconds) });
    return await newNotMeLink(tx, { userId, browserHash });
  });
  return { browserHash, token: new URLSearchParams(link.split("?")[1]).get("token") ?? "" };
};

test("the stranger's browser is a new one again, so the owner hears of it when somebody signs in there", async () => {
  const [laptop, strange] = [await noteSince(30 * day), await noteSince(hour)];
  await close(day);
  const isNew = async ({ browserHash }: { browserHash: string }) => await database().transaction((tx) => noteBrowser(tx, { userId, browserHash, now: new Date() }));
  expect([await isNew(laptop), await isNew(strange)]).toEqual([false, true]);
  expect(await readNotMeLink(database().db, strange.token, new Date())).toMatchObject({ userId });
});

test("links that were mailed to an address which is not the user's any more do nothing, whichever way it went", async () => {
  const link = async ({ token }: { token: string }) => (await readNotMeLink(database().db, token, new Date())) !== null;
  const before = await noteSince(2 * day);
  await changeTo(theirs);
  await ageChanges(day);
  const toTheirs = await noteSince(hour);
  expect([await link(before), await link(toTheirs)]).toEqual([true, true]);
  await changeTo(own);
  expect([await link(before), await link(toTheirs)]).toEqual([true, false]);
  await changeTo(theirs);
  const again = await noteSince(-60);
  await close(hour);
  expect([await link(before), await link(again)]).toEqual([true, false]);
});
