import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { heldData, personalDataEntries } from "../../composition.ts";
import { randomToken, sha256 } from "../../crypto/random.ts";
import { database as openDatabase, type Database } from "../../db/client.ts";
import { waitingMails } from "../../mail/test-mails.ts";
import { saveForLater } from "../../shop/saved.ts";
import { signInWithEmail } from "../../methods/email-code/sign-in-with-email.ts";
import { rememberChange, undoSeconds } from "../address-change.ts";
import { parseEmailAddress } from "../email-address.ts";
import { signInMethodsOf } from "../sign-in-methods.ts";
import { auditTrail, contextOf, keys, later, newAttempt, newSession, now } from "../test-people.ts";
import { requestDeletion } from "../deletion/request.ts";
import { readMergeLink } from "./merge-link.ts";
import { performMerge } from "./perform.ts";
import { dumpAll, type Has, type Person, person, uniqueAddress } from "./test-merges.ts";
import type { MergeChoices } from "./types.ts";
import { undoMerge } from "./undo.ts";
import { undoByLink } from "./undo-by-link.ts";

/** Taking a merge back by the link in its notice, against whoever put the two together and holds the sessions. */

let database: Database;

testInstallation();
beforeAll(() => void (database = openDatabase()));

/** @param one who is signed in, in that session where one is given */
async function put(one: Person, other: Person, choices: MergeChoices = {}, at = now, sessionId?: string): Promise<string> {
  const pair = { signedInUserId: one.userId, otherUserId: other.userId };
  const result = await database.transaction((tx) => performMerge(tx, { pair, choices, now: at, keys, ...(sessionId ? { sessionId } : {}) }, personalDataEntries));
  if (result.kind !== "merged") throw new Error(`not merged: ${result.outcome}`);
  return result.mergeId;
}

/** The older one, who stays, and the younger one. */
async function putTogether(kept: Has = {}, gone: Has = {}, choices: MergeChoices = {}) {
  const [one, other] = [await person(database, { email: "vera", ...kept }), await person(database, { email: "kim", age: 60, ...gone })];
  return { kept: one, merged: other, userId: one.userId, mergeId: await put(one, other, choices) };
}

const tokenTo = async (address: string | null) =>
  (await waitingMails(database, keys)).filter(({ to }) => to === address).map(({ text }) => /undo-merge\?token=([\w-]{43})/.exec(text)?.[1]).findLast((token) => token !== undefined) ?? "no token";
const undo = (token: string, at = later(3_600)) => database.transaction((tx) => undoByLink(tx, token, { now: at, keys }, personalDataEntries));
const row = (id: string) => database.db.user.findUniqueOrThrow({ where: { id }, select: { email: true, provedEmail: true, status: true } });
const holding = ({ email }: Person) => ({ email, provedEmail: email, status: "active" });

async function refuses(token: string, outcome: string, at = later(3_600)): Promise<void> {
  const before = await dumpAll(database);
  expect(await readMergeLink(database.db, token, at)).toEqual({ kind: "refused", outcome });
  expect(await undo(token, at)).toEqual({ kind: "refused", outcome });
  expect(await dumpAll(database)).toEqual(before);
}

/** Another address in the settings, by somebody who is signed in. */
async function changeAddress(userId: string, oldEmail: string | null, newEmail = uniqueAddress("mal"), at = later(600)): Promise<string> {
  const session = await newSession(database, userId, { at });
  await database.transaction(async (tx) => {
    await tx.user.update({ where: { id: userId }, data: { email: newEmail, provedEmail: newEmail } });
    await rememberChange(tx, { userId, sessionId: session.id, oldEmail, newEmail, now: at }, keys);
  });
  return newEmail;
}

test.each([
  ["kept", "kept"],
  ["kept", "merged"],
  ["merged", "kept"],
  ["merged", "merged"],
] as const)("the %s user's address gets a link of its own, where the %s one's is chosen, which gives both back what they had", async (asker, email) => {
  const of = await putTogether({ password: "a", sessions: 1 }, { password: "b" }, { email });
  const since = await newSession(database, of.userId, { at: later(60) });
  const token = await tokenTo(of[asker].email);
  expect(await readMergeLink(database.db, token, later(3_600))).toMatchObject({ kind: "good", linked: { side: asker, address: of[asker].email } });
  expect(await undo(token)).toEqual({ kind: "undone" });
  expect([await row(of.userId), await row(of.merged.userId)]).toEqual([holding(of.kept), holding(of.merged)]);
  expect(await database.db.session.count({ where: { userId: { in: [of.userId, of.merged.userId] } } }), `also ${since.id}`).toBe(0);
  await refuses(token, "merge_undo_used");
  await refuses(await tokenTo(of[asker === "kept" ? "merged" : "kept"].email), "merge_undo_used");
});

test("only hashes of the two tokens are kept, and a hash is no token", async () => {
  const of = await putTogether();
  const tokens = [await tokenTo(of.kept.email), await tokenTo(of.merged.email)];
  const stored = await database.db.mergeJournal.findUniqueOrThrow({ where: { id: of.mergeId } });
  expect([stored.keptUndoHash, stored.mergedUndoHash]).toEqual(tokens.map((token) => sha256(token)));
  expect(tokens.filter((token) => JSON.stringify(stored).includes(token))).toEqual([]);
  await refuses(stored.keptUndoHash ?? "", "email_undo_unknown");
  await refuses(randomToken(), "email_undo_unknown");
  await refuses("' OR 1=1 --", "email_undo_unknown");
});

test("an address that nobody had proved gets none", async () => {
  const { mergeId } = await putTogether({ proved: false, passkeys: 1 }, { proved: false, passkeys: 1 });
  expect(await database.db.mergeJournal.findUniqueOrThrow({ where: { id: mergeId } })).toMatchObject({ keptUndoHash: null, mergedUndoHash: null });
});

test("it is good for 7 days, to the moment", async () => {
  const of = await putTogether();
  const token = await tokenTo(of.merged.email);
  await refuses(token, "merge_link_expired", later(undoSeconds));
  expect(await undo(token, later(undoSeconds - 1))).toEqual({ kind: "undone" });
});

test("it is void when the merge was taken back in the settings", async () => {
  const of = await putTogether();
  await database.transaction((tx) => undoMerge(tx, { mergeId: of.mergeId, userId: of.userId, now: later(60), keys }, personalDataEntries));
  await refuses(await tokenTo(of.kept.email), "merge_undo_used");
});

const askForDeletion = (userId: string, at: Date) => database.transaction((tx) => requestDeletion(tx, { userId, now: at, keys, language: "en" }));
const mailTo = async (address: string | null) => (await waitingMails(database, keys)).findLast(({ to }) => to === address);

test("whoever was merged into an account that is then to be deleted gets theirs back, both stay, and whoever asked is told", async () => {
  const of = await putTogether();
  const token = await tokenTo(of.merged.email);
  expect(await askForDeletion(of.userId, later(600))).toMatchObject({ kind: "requested" });
  expect((await mailTo(of.merged.email))?.text).toContain("take it back first, with the link in our mail about it");
  expect(await undo(token)).toEqual({ kind: "undone" });
  expect([await row(of.userId), await row(of.merged.userId)]).toEqual([holding(of.kept), holding(of.merged)]);
  expect(await database.db.deletion.count({ where: { userId: of.userId } })).toBe(0);
  expect(await auditTrail(database, { userId: of.userId })).toContain("account.deletion_cancelled");
  expect((await waitingMails(database, keys)).filter(({ to, subject }) => to === of.kept.email && subject.includes("account is kept"))).toHaveLength(1);
});

test("a deletion whose rows are being erased is not stopped by it, and nothing is taken apart", async () => {
  const of = await putTogether();
  const token = await tokenTo(of.merged.email);
  await askForDeletion(of.userId, later(600));
  await database.db.deletion.update({ where: { userId: of.userId }, data: { erasingSince: later(700) } });
  expect(await undo(token)).toEqual({ kind: "refused", outcome: "merge_deletion_pending" });
});

test("a deletion says nothing to an address whose link is over: there is nothing that it could do", async () => {
  const of = await putTogether();
  const before = (await waitingMails(database, keys)).filter(({ to }) => to === of.merged.email).length;
  await askForDeletion(of.userId, later(undoSeconds + 1));
  expect((await waitingMails(database, keys)).filter(({ to }) => to === of.merged.email)).toHaveLength(before);
});

test("a copy that was made of both is void, and of a merge that was taken back neither is told the other's part", async () => {
  const of = await putTogether();
  const copy = await database.db.dataCopy.create({ data: { userId: of.userId, status: "ready", language: "en", sessionId: randomUUID(), linkSealed: "x" }, select: { id: true } });
  const journals = heldData.flatMap(({ tables }) => tables).find(({ table }) => table === "MergeJournal");
  const shownTo = async (userId: string) => (await database.pool.query(`SELECT 1 FROM "MergeJournal" t WHERE ${journals?.whose}`, [userId])).rowCount;
  expect(await shownTo(of.userId)).toBe(1);
  expect(await undo(await tokenTo(of.merged.email))).toEqual({ kind: "undone" });
  expect(await database.db.dataCopy.findUniqueOrThrow({ where: { id: copy.id }, select: { status: true } })).toEqual({ status: "voided" });
  expect([await shownTo(of.userId), await shownTo(of.merged.userId)]).toEqual([0, 0]);
});

test("an address that somebody else has proved since stays theirs, and nothing is taken apart", async () => {
  const of = await putTogether({ passkeys: 1 }, { passkeys: 1 });
  await person(database, { email: of.merged.email ?? "" });
  await refuses(await tokenTo(of.merged.email), "email_undo_taken");
});

test("the address comes back whatever it was changed to since, and no later one leads back", async () => {
  const of = await putTogether({}, { passkeys: 1 }, { email: "merged" });
  const next = await changeAddress(of.userId, of.merged.email);
  await changeAddress(of.userId, next, undefined, later(700));
  await database.db.emailChange.create({ data: { userId: of.userId, oldEmail: next, undoHash: randomToken(), createdAt: later(800), expires: later(900_000) } });
  expect(await undo(await tokenTo(of.kept.email))).toEqual({ kind: "undone" });
  expect([await row(of.userId), await row(of.merged.userId)]).toEqual([holding(of.kept), holding(of.merged)]);
  expect(await database.db.emailChange.count({ where: { userId: of.userId, undoneAt: null } })).toBe(0);
  // One address was proved before and signs nobody in now; two are owned again.
  expect((await auditTrail(database, { userId: of.userId })).filter((type) => type.startsWith("email."))).toEqual(["email.proved", "email.removed", "email.removed"]);
});

test.each<[string, Has, MergeChoices]>([
  ["was chosen", {}, { email: "merged" }],
  ["came where there was none", { proved: false, linked: ["amazon"] }, {}],
])("an address that %s is young by the merge: who puts it out within the 7 days gives it no link back", async (_case, has, choices) => {
  const of = await putTogether(has, { passkeys: 1 }, choices);
  const links = async (to: string | null) => (await waitingMails(database, keys)).filter((mail) => mail.to === to && mail.text.includes("undo-change?token=")).length;
  await changeAddress(of.userId, of.merged.email, undefined, later(undoSeconds - 1));
  expect(await links(of.merged.email)).toBe(0);
});

test("an address that was there before the merge is no younger by it", async () => {
  const of = await putTogether({}, { passkeys: 1 });
  expect(await database.db.emailChange.count({ where: { userId: of.userId } })).toBe(0);
});

test("a change of the other one's address is not in the way of it", async () => {
  const of = await putTogether({ passkeys: 1 }, {});
  const next = await changeAddress(of.userId, of.kept.email);
  expect(await undo(await tokenTo(of.merged.email))).toEqual({ kind: "undone" });
  expect([(await row(of.userId)).provedEmail, await row(of.merged.userId)]).toEqual([next, holding(of.merged)]);
});

test("what the other one signs in with may be gone: it still gives the address back", async () => {
  const of = await putTogether({}, { proved: false, passkeys: 1 });
  await database.db.passkey.deleteMany({ where: { userId: of.userId } });
  expect(await undo(await tokenTo(of.kept.email))).toEqual({ kind: "undone" });
  expect(await row(of.userId)).toEqual(holding(of.kept));
});

test("ways in that were added since go when the one who stayed asks, and stay with them when the other one does", async () => {
  for (const asker of ["kept", "merged"] as const) {
    const of = await putTogether({ linked: ["amazon"] }, { passkeys: 1 });
    const data = { userId: of.userId, publicKey: new Uint8Array([1]), counter: 0n, transports: [], userHandle: randomToken(), name: "Mal's", deviceType: "multiDevice", backedUp: true };
    const { id } = await database.db.passkey.create({ data: { ...data, credentialId: randomToken(), createdAt: later(60) }, select: { id: true } });
    await database.db.passkey.updateMany({ where: { userId: of.userId, id: { not: id } }, data: { createdAt: later(-60) } });
    await database.db.account.updateMany({ where: { userId: of.userId }, data: { createdAt: later(-60) } });
    await database.db.passwordCredential.create({ data: { userId: of.userId, hash: "Mal's", updatedAt: later(60) } });
    expect(await undo(await tokenTo(of[asker].email))).toEqual({ kind: "undone" });
    const mine = await signInMethodsOf(database.db, of.userId);
    expect([mine?.passkeys.length, mine?.password !== null, mine?.linked.length]).toEqual(asker === "kept" ? [0, false, 1] : [1, true, 1]);
    expect((await signInMethodsOf(database.db, of.merged.userId))?.passkeys).toHaveLength(1);
  }
});

/** An older passkey of the owner's, and one that was added minutes before the merge, with a password. */
async function plantDoors(userId: string): Promise<void> {
  const data = { userId, publicKey: new Uint8Array([1]), counter: 0n, transports: [], userHandle: randomToken(), deviceType: "multiDevice", backedUp: true };
  for (const [name, at] of [["own", later(-86_400 * 30)], ["planted", later(-300)]] as const) await database.db.passkey.create({ data: { ...data, name, credentialId: randomToken(), createdAt: at }, select: { id: true } });
  await database.db.passwordCredential.create({ data: { userId, hash: "Mal's", createdAt: later(-200), updatedAt: later(-200) } });
}

const doorsOf = async (userId: string) => {
  const methods = await signInMethodsOf(database.db, userId);
  return [...(methods?.passkeys.map(({ name }) => name) ?? []), ...(methods?.password ? ["password"] : [])].toSorted();
};

test.each(["kept", "merged"] as const)("what the session that merged had left in the %s user before goes with the link to that one's address, and stays with the link to the other's", async (side) => {
  const other = side === "kept" ? ("merged" as const) : ("kept" as const);
  for (const asker of [side, other]) {
    const people = { kept: await person(database, { email: "vera" }), merged: await person(database, { email: "kim", age: 60 }) };
    const session = await newSession(database, people[side].userId, { at: later(-600) });
    await plantDoors(people[side].userId);
    await put(people[side], people[other], {}, now, session.id);
    expect(await undo(await tokenTo(people[asker].email))).toEqual({ kind: "undone" });
    expect(await doorsOf(people[side].userId)).toEqual(asker === side ? ["own"] : ["own", "password", "planted"]);
  }
});

test("what was added before the session began that merged stays, and so does everything where another side's session did it", async () => {
  for (const begun of ["later", "elsewhere"] as const) {
    const [kept, merged] = [await person(database, { email: "vera" }), await person(database, { email: "kim", age: 60 })];
    await plantDoors(kept.userId);
    const session = await newSession(database, begun === "later" ? kept.userId : merged.userId, { at: later(begun === "later" ? -100 : -600) });
    if (begun === "later") await put(kept, merged, {}, now, session.id);
    else await put(merged, kept, {}, now, session.id);
    expect(await undo(await tokenTo(kept.email))).toEqual({ kind: "undone" });
    expect(await doorsOf(kept.userId)).toEqual(["own", "password", "planted"]);
  }
});

test("who came in by a door that they had left takes all of the last days with them", async () => {
  const [kept, merged] = [await person(database, { email: "vera" }), await person(database, { email: "kim", age: 60 })];
  await plantDoors(kept.userId);
  const session = await newSession(database, kept.userId, { at: later(-60), method: "passkey" });
  await put(kept, merged, {}, now, session.id);
  expect(await undo(await tokenTo(kept.email))).toEqual({ kind: "undone" });
  expect(await doorsOf(kept.userId)).toEqual(["own"]);
});

test("another account that the same session had put into the user first leaves none of its ways in behind", async () => {
  const [kept, own, planted, merged] = [await person(database, { email: "vera" }), await person(database, { age: 30, linked: ["amazon"] }), await person(database, { age: 60, passkeys: 1 }), await person(database, { email: "kim", age: 90 })];
  for (const { userId } of [own, planted]) {
    await database.db.account.updateMany({ where: { userId }, data: { createdAt: later(-86_400 * 40) } });
    await database.db.passkey.updateMany({ where: { userId }, data: { createdAt: later(-86_400 * 40) } });
  }
  await put(kept, own, {}, later(-86_400));
  const session = await newSession(database, kept.userId, { at: later(-600) });
  await put(kept, planted, {}, later(-300), session.id);
  await put(kept, merged, {}, now, session.id);
  expect(await undo(await tokenTo(kept.email))).toEqual({ kind: "undone" });
  const methods = await signInMethodsOf(database.db, kept.userId);
  expect([methods?.passkeys.length, methods?.linked.length]).toEqual([0, 1]);
});

test("whoever merges once more does not stop it: what came later is taken apart first, upwards and downwards", async () => {
  const of = await putTogether();
  await saveForLater(database.db, { kind: "user", userId: of.userId }, "seed-tin");
  const [third, older] = [await person(database, { email: "third", age: 120 }), await person(database, { email: "older", age: -60 })];
  await put(of.kept, third, {}, later(60));
  await put(of.kept, older, {}, later(120));
  expect((await row(of.userId)).status).toBe("merged");
  expect(await undo(await tokenTo(of.merged.email))).toEqual({ kind: "undone" });
  for (const one of [of.kept, of.merged, third, older]) expect(await row(one.userId)).toEqual(holding(one));
});

test("two merges of the same moment can be taken apart by the link of either", async () => {
  for (const asker of [0, 1]) {
    const kept = await person(database, { email: "vera" });
    const others = [await person(database, { email: "kim", age: 60 }), await person(database, { email: "third", age: 120 })];
    for (const other of others) await put(kept, other);
    expect(await undo(await tokenTo(others[asker]?.email ?? ""))).toEqual({ kind: "undone" });
    expect(await row(others[asker]?.userId ?? "")).toMatchObject({ status: "active" });
  }
});

test("an address that was let go starts no new account while the link to it is good, so that the link stays good; afterwards it does", async () => {
  const { merged } = await putTogether();
  const email = parseEmailAddress(merged.email ?? "");
  if (!email) throw new Error("no address was let go");
  const prove = async (at: Date) => {
    const attempt = await newAttempt(database, { method: "email_code" });
    return await database.transaction((tx) => signInWithEmail(tx, { ...contextOf(attempt), now: at }, email));
  };
  const users = await database.db.user.count();
  expect(await prove(later(3_600))).toEqual({ kind: "refused", outcome: "address_released" });
  expect(await database.db.user.count()).toBe(users);
  expect(await undo(await tokenTo(merged.email))).toEqual({ kind: "undone" });
  expect(await prove(later(7_200))).toMatchObject({ kind: "signed_in", outcome: "signed_in" });
  const second = await putTogether();
  const again = parseEmailAddress(second.merged.email ?? "");
  const attempt = await newAttempt(database, { method: "email_code" });
  const after = { ...contextOf(attempt), now: later(undoSeconds + 1) };
  expect(again && (await database.transaction((tx) => signInWithEmail(tx, after, again)))).toMatchObject({ kind: "signed_in", outcome: "signed_up" });
});
