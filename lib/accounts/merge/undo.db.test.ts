import { beforeAll, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { personalDataEntries } from "../../composition.ts";
import { randomToken } from "../../crypto/random.ts";
import { database as openDatabase, type Database } from "../../db/client.ts";
import { waitingMails } from "../../mail/test-mails.ts";
import { saveForLater, removeSaved } from "../../shop/saved.ts";
import { removeMethod, signInMethodsOf } from "../sign-in-methods.ts";
import { signInOwner } from "../sign-in-with-provider.ts";
import { amazonIdentity, auditTrail, contextOf, keys, later, newAttempt, newSession, newUser, now } from "../test-people.ts";
import { dismissNotice, leaveNotice, userNotices } from "../user-notices.ts";
import { undoMergeSeconds } from "./journal.ts";
import { performMerge } from "./perform.ts";
import { sweepMerges } from "./sweep.ts";
import { dumpAll, type Has, nobody, person } from "./test-merges.ts";
import type { MergeChoices } from "./types.ts";
import { undoMerge, undoView } from "./undo.ts";

let database: Database;

testInstallation();
beforeAll(() => void (database = openDatabase()));

/** Two people who were put together; the first is the older one, who stays. */
async function putTogether(kept: Has = {}, gone: Has = {}, choices: MergeChoices = {}) {
  const [one, other] = [await person(database, { email: "vera", ...kept }), await person(database, { email: "kim", age: 60, ...gone })];
  const pair = { signedInUserId: one.userId, otherUserId: other.userId };
  const result = await database.transaction((tx) => performMerge(tx, { pair, choices, now, keys }, personalDataEntries));
  if (result.kind !== "merged") throw new Error(`not merged: ${result.outcome}`);
  return { kept: one, merged: other, pair, mergeId: result.mergeId, userId: one.userId };
}
type Merged = Awaited<ReturnType<typeof putTogether>>;

const wish = ({ mergeId, userId }: Pick<Merged, "mergeId" | "userId">, at = later(3_600)) => ({ mergeId, userId, now: at });
const undo = (of: Pick<Merged, "mergeId" | "userId">, at?: Date, sessionId?: string) => database.transaction((tx) => undoMerge(tx, { ...wish(of, at), keys, ...(sessionId ? { sessionId } : {}) }, personalDataEntries));

/** Checks that page and deed refuse alike, and that nothing was changed. */
async function refuses(of: Pick<Merged, "mergeId" | "userId">, outcome: string, at?: Date): Promise<void> {
  const before = await dumpAll(database);
  expect(await undoView(database.db, wish(of, at), personalDataEntries)).toEqual({ kind: "refused", outcome });
  expect(await undo(of, at)).toEqual({ kind: "refused", outcome });
  expect(await dumpAll(database)).toEqual(before);
}

const row = (id: string) => database.db.user.findUniqueOrThrow({ where: { id }, select: { name: true, email: true, provedEmail: true, status: true, mergedIntoId: true } });
const hashOf = async (userId: string) => (await database.db.passwordCredential.findUnique({ where: { userId } }))?.hash ?? null;
const setPassword = (userId: string, hash: string) => database.db.passwordCredential.upsert({ where: { userId }, create: { userId, hash }, update: { hash } });
const active = { status: "active", mergedIntoId: null };

test("gives both their own ways in, addresses and names back, and says what went", async () => {
  const of = await putTogether({ name: "Vera", linked: ["amazon"], password: "vera's" }, { name: "Kim", linked: ["google"], passkeys: 1, password: "kim's" }, { name: "merged", email: "merged" });
  await saveForLater(database.db, { kind: "user", userId: of.userId }, "seed-tin");
  const view = await undoView(database.db, wish(of), personalDataEntries);
  const nothing = { bag: 0, saved_items: 0, addresses: 0, orders: 0 };
  const identity = { back: { address: of.merged.email, ways: 2, password: true }, lost: { address: null, ways: 0, password: false } };
  expect(view).toEqual({ kind: "view", view: { mergeId: of.mergeId, mergedAt: now, until: later(undoMergeSeconds), otherName: "Kim", identity, back: nothing, changed: nothing } });
  expect(await undo(of)).toEqual({ kind: "undone", restoredUserId: of.merged.userId, view: (view as { view: unknown }).view });
  expect(await row(of.kept.userId)).toEqual({ name: "Vera", email: of.kept.email, provedEmail: of.kept.email, ...active });
  expect(await row(of.merged.userId)).toEqual({ name: "Kim", email: of.merged.email, provedEmail: of.merged.email, ...active });
  expect([await hashOf(of.kept.userId), await hashOf(of.merged.userId)]).toEqual(["vera's", "kim's"]);
  const linked = async (id: string) => (await signInMethodsOf(database.db, id))?.linked.map(({ provider }) => provider);
  expect([await linked(of.kept.userId), await linked(of.merged.userId)]).toEqual([["amazon"], ["google"]]);
});

test("says and leaves what was changed since", async () => {
  const [vera, kim] = [await person(database, { email: "vera" }), await person(database, { email: "kim", age: 60 })];
  for (const id of ["seed-tin", "bird-house"] as const) await saveForLater(database.db, { kind: "user", userId: kim.userId }, id);
  const pair = { signedInUserId: vera.userId, otherUserId: kim.userId };
  const result = await database.transaction((tx) => performMerge(tx, { pair, choices: {}, now, keys }, personalDataEntries));
  await removeSaved(database.db, { kind: "user", userId: vera.userId }, "seed-tin");
  const mergeId = result.kind === "merged" ? result.mergeId : "";
  expect(await undo({ mergeId, userId: vera.userId })).toMatchObject({ view: { back: { saved_items: 1 }, changed: { saved_items: 1 } } });
});

/** The sessions of one user that are left, of several. */
async function leftOf(userId: string, sessions: { id: string }[]): Promise<boolean[]> {
  const left = await database.db.session.findMany({ where: { userId }, select: { id: true } });
  return sessions.map(({ id }) => left.some((one) => one.id === id));
}

test("ends the sessions that were begun since, but for the asking one that the merge itself gave, and no earlier one", async () => {
  const of = await putTogether();
  const sessions = [await newSession(database, of.userId, { at: later(-120) }), await newSession(database, of.userId, { at: now }), await newSession(database, of.userId, { at: later(60) })] as const;
  await undo(of, later(3_600), sessions[1].id);
  expect(await leftOf(of.userId, [...sessions])).toEqual([true, true, false]);
  expect(await database.db.session.count({ where: { userId: of.merged.userId } })).toBe(0);
});

test("asked for from an earlier session, it ends the one that the merge itself gave, too", async () => {
  const of = await putTogether();
  const sessions = [await newSession(database, of.userId, { at: later(-120) }), await newSession(database, of.userId, { at: now })] as const;
  await undo(of, later(3_600), sessions[0].id);
  expect(await leftOf(of.userId, [...sessions])).toEqual([true, false]);
});

test("ends the session that asks where it began since by a way in that goes back to the other user", async () => {
  const of = await putTogether({}, { linked: ["amazon"] });
  const session = await newSession(database, of.userId, { at: later(60), method: "amazon" });
  await undo(of, later(120), session.id);
  expect([await database.db.account.count({ where: { userId: of.userId } }), await database.db.account.count({ where: { userId: of.merged.userId } })]).toEqual([0, 1]);
  expect(await database.db.session.count({ where: { userId: of.userId } })).toBe(0);
});

test("ends the session of a sign-in that met the merge, also where the clock of its process was behind", async () => {
  const of = await putTogether({}, { linked: ["amazon"] });
  const account = await database.db.account.findFirstOrThrow({ where: { userId: of.userId } });
  const context = contextOf(await newAttempt(database), { now: later(-5) });
  const result = await database.transaction((tx) => signInOwner(tx, context, { accountId: account.id, userId: of.userId, contact: { name: null, email: null, proved: false } }, amazonIdentity({ providerAccountId: account.providerAccountId })));
  expect(result).toMatchObject({ kind: "signed_in", session: { userId: of.userId } });
  await undo(of);
  expect(await database.db.session.count({ where: { userId: of.userId } })).toBe(0);
});

test("voids what others have proved of the one who stayed", async () => {
  const of = await putTogether();
  const session = await newSession(database, (await person(database)).userId);
  const attempt = await newAttempt(database);
  await database.db.mergeProof.create({ data: { attemptId: attempt.id, sessionId: session.id, otherUserId: of.userId, method: "password", expires: later(600) } });
  await undo(of, later(60));
  expect(await database.db.mergeProof.count({ where: { otherUserId: of.userId } })).toBe(0);
});

test("can be done once, and by the one who stayed only", async () => {
  const of = await putTogether();
  await refuses({ ...of, userId: of.merged.userId }, "merge_undo_unknown");
  await refuses({ ...of, userId: (await person(database, { email: "stranger" })).userId }, "merge_undo_unknown");
  await refuses({ ...of, mergeId: nobody() }, "merge_undo_unknown");
  await refuses({ ...of, mergeId: "' OR 1=1 --" }, "merge_undo_unknown");
  await undo(of);
  await refuses(of, "merge_undo_used");
});

test("can be done for 30 days, to the moment", async () => {
  const of = await putTogether();
  await refuses(of, "merge_undo_expired", later(undoMergeSeconds));
  expect(await undo(of, later(undoMergeSeconds - 1))).toMatchObject({ kind: "undone" });
});

test.each([
  ["suspended", "merge_user_suspended"],
  ["locked", "merge_user_locked"],
  ["deletion_pending", "merge_deletion_pending"],
] as const)("is refused as a whole while the one who stayed is %s", async (status, outcome) => {
  const of = await putTogether();
  await database.db.user.update({ where: { id: of.userId }, data: { status } });
  await refuses(of, outcome);
});

test("is refused while an earlier address can be taken back: its owner must find everything where it was", async () => {
  const of = await putTogether();
  await database.db.emailChange.create({ data: { userId: of.userId, oldEmail: of.kept.email, undoHash: randomToken(), expires: later(7_200) } });
  await refuses(of, "merge_address_undo");
});

test("takes what came last apart first", async () => {
  const of = await putTogether();
  const third = await person(database, { email: "third", age: 120 });
  const second = await database.transaction((tx) => performMerge(tx, { pair: { signedInUserId: of.userId, otherUserId: third.userId }, choices: {}, now: later(60), keys }, personalDataEntries));
  await refuses(of, "merge_undo_later_first");
  expect(await undo({ ...of, mergeId: second.kind === "merged" ? second.mergeId : "" })).toMatchObject({ kind: "undone", restoredUserId: third.userId });
  expect(await undo(of)).toMatchObject({ kind: "undone", restoredUserId: of.merged.userId });
});

test("gives a user back with the merges into them that can be undone in turn", async () => {
  const of = await putTogether();
  const older = await person(database, { email: "older", age: -60 });
  const top = await database.transaction((tx) => performMerge(tx, { pair: { signedInUserId: of.userId, otherUserId: older.userId }, choices: {}, now: later(60), keys }, personalDataEntries));
  await refuses(of, "user_merged");
  await undo({ mergeId: top.kind === "merged" ? top.mergeId : "", userId: older.userId });
  expect(await undo(of)).toMatchObject({ kind: "undone", restoredUserId: of.merged.userId });
});

test("leaves an address to whoever has proved it since, when another way in remains", async () => {
  const of = await putTogether({}, { passkeys: 1, password: "kim's" });
  await person(database, { email: of.merged.email ?? "" });
  expect(await undo(of)).toMatchObject({ kind: "undone" });
  expect(await row(of.merged.userId)).toMatchObject({ email: null, provedEmail: null, ...active });
  // A password is entered with a proved address.
  expect(await hashOf(of.merged.userId)).toBeNull();
  expect(await auditTrail(database, { userId: of.merged.userId })).toContain("password.removed");
});

test("is refused when it would leave the one who went without a way in", async () => {
  const of = await putTogether();
  await person(database, { email: of.merged.email ?? "" });
  await refuses(of, "merge_undo_last_way");
});

test("is refused when it would leave the one who stayed without a way in", async () => {
  const of = await putTogether({ proved: false, passkeys: 1 }, { passkeys: 1 });
  const own = await database.db.passkey.findFirstOrThrow({ where: { userHandle: `handle of ${of.userId}` } });
  expect(await database.transaction((tx) => removeMethod(tx, of.userId, { kind: "passkey", id: own.id }))).toBe("removed");
  await refuses(of, "merge_undo_last_way");
});

test("gives back no way in that was removed since, and none that does not work", async () => {
  const of = await putTogether({}, { email: "kim", proved: false, linked: ["google", "amazon"] });
  const amazon = await database.db.account.findFirstOrThrow({ where: { userId: of.userId, provider: "amazon" } });
  expect(await database.transaction((tx) => removeMethod(tx, of.userId, { kind: "linked", id: amazon.id }))).toBe("removed");
  // Google is not switched on here, so what is left of the other one signs nobody in.
  await refuses(of, "merge_undo_last_way");
});

test.each<[string, Has, Has, MergeChoices, string | null, string | null]>([
  ["stays where it was changed, and what waited with the tombstone goes", { password: "vera's" }, { password: "kim's" }, { email: "merged" }, "new", null],
  ["stays where it was changed", {}, { password: "kim's" }, { email: "merged" }, "new", null],
  ["stays, with the other's own beside it", { password: "vera's" }, { password: "kim's" }, {}, "new", "kim's"],
])("a password %s", async (_case, has, other, choices, mine, theirs) => {
  const of = await putTogether(has, other, choices);
  await setPassword(of.userId, "new");
  await undo(of);
  expect([await hashOf(of.kept.userId), await hashOf(of.merged.userId)]).toEqual([mine, theirs]);
});

test("takes away a password that is left without an address", async () => {
  const of = await putTogether({ email: "vera", proved: false, passkeys: 1 }, { email: "kim" });
  await setPassword(of.userId, "set since");
  await undo(of);
  expect([await hashOf(of.kept.userId), await hashOf(of.merged.userId)]).toEqual([null, null]);
});

test("records it once in the trail of each, and an address that is owned again", async () => {
  const of = await putTogether();
  await undo(of);
  await undo(of);
  expect(await auditTrail(database, { userId: of.kept.userId })).toEqual(["merge.undone", "user.merged"]);
  expect(await auditTrail(database, { userId: of.merged.userId })).toEqual(["email.proved", "email.removed", "merge.undone", "user.merged"]);
});

test("tells every address that is proved before or after, once", async () => {
  const of = await putTogether({}, {}, { email: "merged" });
  await undo(of);
  const mails = (await waitingMails(database, keys)).filter(({ subject }) => subject === "Two Larkspur accounts were taken apart again");
  for (const { email } of [of.kept, of.merged]) expect(mails.filter(({ to }) => to === email)).toHaveLength(1);
});

test("ends with the 30 days: the tombstone goes with all that was left, and what came together stays", async () => {
  const of = await putTogether({ password: "vera's" }, { password: "kim's", linked: ["amazon"] });
  const [undone, young] = [await putTogether(), await putTogether()];
  await undo(undone);
  await database.db.mergeJournal.update({ where: { id: young.mergeId }, data: { expires: later(undoMergeSeconds + 60) } });
  const before = await row(of.userId);
  expect(await sweepMerges(database.db, later(undoMergeSeconds - 1), personalDataEntries)).toBe(0);
  expect(await sweepMerges(database.db, later(undoMergeSeconds), personalDataEntries)).toBeGreaterThan(0);
  expect(await sweepMerges(database.db, later(undoMergeSeconds), personalDataEntries)).toBe(0);
  expect(await database.db.user.findUnique({ where: { id: of.merged.userId } })).toBeNull();
  expect(await database.db.mergeJournal.count({ where: { id: { in: [of.mergeId, undone.mergeId] } } })).toBe(0);
  expect(await row(of.userId)).toEqual(before);
  expect(await database.db.account.count({ where: { userId: of.userId } })).toBe(1);
  expect(await database.db.passwordCredential.count({ where: { userId: of.merged.userId } })).toBe(0);
  expect(await row(undone.merged.userId)).toMatchObject(active);
  expect(await row(young.merged.userId)).toMatchObject({ status: "merged" });
});

test("one tombstone that cannot go holds up none of the others", async () => {
  const [stuck, other] = [await putTogether(), await putTogether()];
  await database.db.mergeJournal.update({ where: { id: stuck.mergeId }, data: { expires: later(undoMergeSeconds - 60) } });
  const entries = personalDataEntries.map((entry, index) =>
    index > 0 ? entry : { ...entry, erase: async (...[tx, userId]: Parameters<typeof entry.erase>) => (userId === stuck.merged.userId ? Promise.reject(new Error("stuck")) : entry.erase(tx, userId)) },
  );
  await expect(sweepMerges(database.db, later(undoMergeSeconds), entries)).rejects.toThrow("stuck");
  const left = async (userId: string) => await database.db.user.count({ where: { id: userId } });
  expect([await left(stuck.merged.userId), await left(other.merged.userId)]).toEqual([1, 0]);
  await sweepMerges(database.db, later(undoMergeSeconds), personalDataEntries);
  expect(await left(stuck.merged.userId)).toBe(0);
});

test("a tombstone that cannot go holds up the one that it was merged into, which would take it along with all that nobody erased", async () => {
  const of = await putTogether();
  const older = await person(database, { email: "older", age: -60 });
  const onTop = { signedInUserId: of.userId, otherUserId: older.userId };
  await database.transaction((tx) => performMerge(tx, { pair: onTop, choices: {}, now: later(60), keys }, personalDataEntries));
  const erased: string[] = [];
  const entries = (stuck: boolean) =>
    personalDataEntries.map((entry, index) => ({
      ...entry,
      erase: async (...[tx, userId]: Parameters<typeof entry.erase>) => {
        if (stuck && userId === of.merged.userId) throw new Error("stuck");
        await entry.erase(tx, userId);
        if (index === 0) erased.push(userId);
      },
    }));
  const left = async () => await database.db.user.count({ where: { id: { in: [of.merged.userId, of.userId, older.userId] } } });
  await expect(sweepMerges(database.db, later(undoMergeSeconds + 60), entries(true))).rejects.toThrow("stuck");
  expect(await left()).toBe(3);
  await sweepMerges(database.db, later(undoMergeSeconds + 60), entries(false));
  expect(erased.filter((userId) => userId === of.merged.userId || userId === of.userId)).toEqual([of.merged.userId, of.userId]);
  expect(await left()).toBe(1);
});

test("takes back what was told of the merge on the site, and nothing else", async () => {
  const of = await putTogether({ proved: false, passkeys: 1 });
  await database.transaction((tx) => leaveNotice(tx, [of.userId], { code: "email_moved", values: { email: "old@shop.example" } }));
  expect(await userNotices(database.db, of.userId)).toHaveLength(2);
  await undo(of);
  expect((await userNotices(database.db, of.userId)).map(({ code }) => code)).toEqual(["email_moved"]);
});

test("what the one who went was told before goes back to them, unless it was read since", async () => {
  const [vera, kim] = [await person(database, { email: "vera" }), await person(database, { email: "kim", age: 60 })];
  const tell = (userId: string, email: string) => database.transaction((tx) => leaveNotice(tx, [userId], { code: "email_moved", values: { email } }));
  const toldTo = async (userId: string) => (await userNotices(database.db, userId)).map(({ values }) => ("email" in values ? values.email : "")).toSorted();
  await tell(vera.userId, "vera.old@shop.example");
  for (const email of ["kim.old@shop.example", "kim.read@shop.example"]) await tell(kim.userId, email);
  const pair = { signedInUserId: vera.userId, otherUserId: kim.userId };
  const result = await database.transaction((tx) => performMerge(tx, { pair, choices: {}, now, keys }, personalDataEntries));
  await tell(vera.userId, "since@shop.example");
  const read = (await userNotices(database.db, vera.userId)).find(({ values }) => "email" in values && values.email === "kim.read@shop.example");
  await dismissNotice(database, vera.userId, read?.id ?? "");
  await undo({ mergeId: result.kind === "merged" ? result.mergeId : "", userId: vera.userId });
  expect(await toldTo(vera.userId)).toEqual(["since@shop.example", "vera.old@shop.example"]);
  expect(await toldTo(kim.userId)).toEqual(["kim.old@shop.example"]);
});

test("whoever came to hold an address since loses it when it is proved again", async () => {
  const of = await putTogether({}, {});
  const holder = await newUser(database, { email: of.merged.email ?? "" });
  await undo(of);
  expect(await row(of.merged.userId)).toMatchObject({ provedEmail: of.merged.email });
  expect(await row(holder)).toMatchObject({ email: null });
  expect(await userNotices(database.db, holder)).toMatchObject([{ code: "email_moved", values: { email: of.merged.email } }]);
});
