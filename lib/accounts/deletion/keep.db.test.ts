import { beforeAll, beforeEach, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { database as openDatabase, type Database } from "../../db/client.ts";
import { newestMail, waitingMails } from "../../mail/test-mails.ts";
import { closeForSafety } from "../compromise.ts";
import { rememberChange, undoChange } from "../address-change.ts";
import { removeMethod } from "../sign-in-methods.ts";
import { linkParkedByProof, switchToParked } from "../resolve-parked.ts";
import { signInWithProvider } from "../sign-in-with-provider.ts";
import { storePassword } from "../../methods/password/store-password.ts";
import { amazonIdentity, attemptEnd, auditTrail, contextOf, keys, later, newAddress, newAttempt, newSession, newUser, now } from "../test-people.ts";
import { eraseTokens } from "../erase-tokens.ts";
import { leaveDeletion, openKeepProof } from "./keep.ts";
import { requestDeletion } from "./request.ts";
import { askForDeletion, deleter, type Deleter, keep, proved, run, statusOf, waysIn } from "../../auth/deletion/test-deletions.ts";
import { dueAt } from "./times.ts";

let database: Database;
let vera: Deleter;

testInstallation();
beforeAll(() => void (database = openDatabase()));
beforeEach(async () => void (vera = await deleter(database)));

const tokens = async (userId: string) => await database.db.account.findFirstOrThrow({ where: { userId }, select: { access_token: true, refresh_token: true } });
const mailsTo = async (to: string) => (await waitingMails(database, keys)).filter((mail) => mail.to === to);
const sessionOf = async (userId: string) => await database.db.session.findMany({ where: { userId }, select: { method: true, authenticatedAt: true } });
const ways = Object.keys(waysIn);

test("ends everything that is under way, erases tokens, keeps the ways in, and says until when", async () => {
  const session = await newSession(database, vera.userId);
  await database.db.passkeyChallenge.create({ data: { challengeHash: session.id, purpose: "link", browserHash: "b", sessionId: session.id, expires: later(300) } });
  const waiting = await newAttempt(database);
  await database.db.attempt.update({ where: { id: waiting.id }, data: { userId: vera.userId, sessionId: session.id, status: "waiting", pendingPasswordHash: "x" } });
  await database.db.parkedIdentity.create({ data: { attemptId: waiting.id, reason: "link_asked", sealed: "x", expires: later(900) } });
  const copy = await database.db.dataCopy.create({ data: { userId: vera.userId, status: "ready", language: "en", sessionId: session.id, linkSealed: "x", archived: { create: { position: 0, sealed: "x" } } }, select: { id: true } });
  const { dueAt: due, told } = await askForDeletion(database, vera);
  expect([due, told]).toEqual([dueAt(now), true]);
  expect([await database.db.dataCopy.findUniqueOrThrow({ where: { id: copy.id }, select: { status: true, linkSealed: true } }), await database.db.dataCopyPiece.count()]).toEqual([{ status: "voided", linkSealed: null }, 0]);
  expect(await statusOf(database, vera.userId)).toBe("deletion_pending");
  expect(await sessionOf(vera.userId)).toEqual([]);
  expect(await database.db.passkeyChallenge.count({ where: { sessionId: session.id } })).toBe(0);
  expect(await attemptEnd(database, waiting.id)).toMatchObject({ status: "cancelled", outcome: "signed_out" });
  expect(await database.db.parkedIdentity.count({ where: { attemptId: waiting.id } })).toBe(0);
  expect(await tokens(vera.userId)).toEqual({ access_token: null, refresh_token: null });
  expect([await database.db.passkey.count({ where: { userId: vera.userId } }), await database.db.passwordCredential.count({ where: { userId: vera.userId } })]).toEqual([1, 1]);
  expect(await auditTrail(database, { userId: vera.userId })).toEqual(expect.arrayContaining(["account.deletion_requested", "session.revoked"]));
  const mail = await newestMail(database, vera.email, keys);
  expect(mail?.subject).toContain("will be deleted on November 30, 2026");
  expect(mail?.text).toContain("http://localhost:3000/signin?notice=deletion\n");
  expect(`${mail?.text}${mail?.html}`).not.toMatch(/token=|Vera/);
});

test("remembers of each session that it ended with the deletion", async () => {
  await newSession(database, vera.userId);
  await askForDeletion(database, vera);
  expect(await database.db.endedSession.findFirst({ orderBy: { endedAt: "desc" }, select: { reason: true } })).toEqual({ reason: "deletion" });
});

test.each(["suspended", "locked", "deletion_pending"] as const)("is not asked for by a user who is %s", async (status) => {
  await database.db.user.update({ where: { id: vera.userId }, data: { status } });
  expect(await run(database, (tx) => requestDeletion(tx, { userId: vera.userId, now, keys, language: "en" }))).toMatchObject({ kind: "refused" });
  expect(await database.db.deletion.count({ where: { userId: vera.userId } })).toBe(0);
});

test("writes to nobody where no address is proved, and says so", async () => {
  const kim = await deleter(database, { proved: false });
  expect((await askForDeletion(database, kim)).told).toBe(false);
  expect(await mailsTo(kim.email)).toEqual([]);
});

test("tells the address that was changed lately, too: somebody else may have changed it", async () => {
  const old = newAddress();
  const session = await newSession(database, vera.userId);
  await run(database, (tx) => rememberChange(tx, { userId: vera.userId, sessionId: session.id, oldEmail: old, newEmail: vera.email, now }, keys));
  await askForDeletion(database, vera, later(60));
  const mail = await newestMail(database, old, keys);
  expect(mail?.subject).toContain("will be deleted");
  expect(mail?.text).toContain("take it back first");
});

test.each(ways)("asks whoever comes back by %s, signs nobody in, and writes nothing else", async (way) => {
  await askForDeletion(database, vera);
  const { attempt, result } = await proved(database, vera, way);
  expect(result).toEqual({ kind: "waiting", reason: "keep_asked" });
  expect(await attemptEnd(database, attempt.id)).toMatchObject({ status: "waiting", outcome: "keep_asked", ended: false });
  expect(await sessionOf(vera.userId)).toEqual([]);
  expect(await statusOf(database, vera.userId)).toBe("deletion_pending");
  expect(await database.transaction((tx) => openKeepProof(tx, attempt.id, later(60)))).toEqual({ dueAt: dueAt(now), userId: vera.userId, newPassword: way === "reset", account: "Vera Summer" });
});

test.each(ways)("signs in by %s whoever keeps the account, in a session as old as the proof", async (way) => {
  await askForDeletion(database, vera);
  const { attempt } = await proved(database, vera, way, later(60));
  const result = await keep(database, attempt, later(60 + 14 * 60));
  expect(result).toMatchObject({ kind: "signed_in", outcome: "signed_in" });
  expect(await statusOf(database, vera.userId)).toBe("active");
  expect(await database.db.deletion.count({ where: { userId: vera.userId } })).toBe(0);
  expect(await sessionOf(vera.userId)).toEqual([{ method: way === "reset" ? "email_code" : way, authenticatedAt: later(60) }]);
  expect(await auditTrail(database, { attemptId: attempt.id })).toEqual(expect.arrayContaining(["account.deletion_cancelled", "session.created"]));
  expect((await mailsTo(vera.email)).filter(({ subject }) => subject.includes("is kept"))).toHaveLength(1);
});

test("brings the tokens of Amazon back with whoever kept the account by Amazon, and of nobody else", async () => {
  await askForDeletion(database, vera);
  await keep(database, (await proved(database, vera, "amazon")).attempt);
  expect((await tokens(vera.userId)).refresh_token).not.toBeNull();
  const kim = await deleter(database);
  await askForDeletion(database, kim);
  await keep(database, (await proved(database, kim, "password")).attempt);
  expect((await tokens(kim.userId)).refresh_token).toBeNull();
});

test("gives whoever typed a new password on the way exactly that one, and whoever does not keep the account none", async () => {
  await askForDeletion(database, vera);
  const { attempt } = await proved(database, vera, "reset");
  const hashOf = async () => (await database.db.passwordCredential.findUnique({ where: { userId: vera.userId }, select: { hash: true } }))?.hash;
  expect(await hashOf()).toBe(vera.hash);
  await keep(database, attempt);
  expect(await hashOf()).toBe("hash of the new one");
  const kim = await deleter(database);
  await askForDeletion(database, kim);
  const other = await proved(database, kim, "reset");
  await database.transaction((tx) => leaveDeletion(tx, contextOf(other.attempt)));
  await expect(keep(database, other.attempt)).rejects.toMatchObject({ code: "attempt_used" });
  expect((await database.db.passwordCredential.findUnique({ where: { userId: kim.userId }, select: { hash: true } }))?.hash).toBe(kim.hash);
});

test.each(ways)("leaves a deletion as it is when the person by %s says so, and forgets what waited", async (way) => {
  await askForDeletion(database, vera);
  const { attempt } = await proved(database, vera, way);
  await database.transaction((tx) => leaveDeletion(tx, contextOf(attempt)));
  expect(await attemptEnd(database, attempt.id)).toMatchObject({ status: "cancelled", outcome: "keep_declined" });
  expect([await statusOf(database, vera.userId), await database.db.keepProof.count({ where: { userId: vera.userId } })]).toEqual(["deletion_pending", 0]);
  expect(await database.db.parkedIdentity.count({ where: { attemptId: attempt.id, consumedAt: null } })).toBe(0);
});

test("is over for everybody else once one of two browsers has kept the account", async () => {
  await askForDeletion(database, vera);
  const [first, second] = [await proved(database, vera, "email_code"), await proved(database, vera, "amazon")];
  expect(await keep(database, first.attempt)).toMatchObject({ kind: "signed_in" });
  expect(await keep(database, second.attempt)).toEqual({ kind: "refused", outcome: "keep_over" });
  expect(await sessionOf(vera.userId)).toHaveLength(1);
});

test("lets exactly one of many answers at once keep the account", async () => {
  await askForDeletion(database, vera);
  const attempts = await Promise.all(ways.map(async (way) => (await proved(database, vera, way)).attempt));
  const ends = await Promise.all(attempts.map((attempt) => keep(database, attempt)));
  expect(ends.filter(({ kind }) => kind === "signed_in")).toHaveLength(1);
  expect(await sessionOf(vera.userId)).toHaveLength(1);
});

test("is not answered by a proof of an earlier wish, nor by one that is older than the wish", async () => {
  await askForDeletion(database, vera);
  const [used, left] = [await proved(database, vera, "email_code"), await proved(database, vera, "password")];
  await keep(database, used.attempt);
  await askForDeletion(database, vera, later(300));
  await expect(keep(database, left.attempt, later(310))).rejects.toMatchObject({ code: "attempt_used" });
  expect((await proved(database, vera, "amazon", later(299))).result).toEqual({ kind: "refused", outcome: "keep_over" });
  expect(await statusOf(database, vera.userId)).toBe("deletion_pending");
});

test("is over after 15 minutes", async () => {
  await askForDeletion(database, vera);
  const { attempt } = await proved(database, vera, "email_code", later(60));
  expect(await keep(database, attempt, later(60 + 15 * 60))).toEqual({ kind: "refused", outcome: "keep_over" });
  expect(await statusOf(database, vera.userId)).toBe("deletion_pending");
});

test("makes no session of an identity that waited for a switch since before the wish", async () => {
  const stranger = await newSession(database, await newUser(database));
  const attempt = await newAttempt(database);
  const context = contextOf(attempt, { session: stranger });
  expect(await run(database, (tx) => signInWithProvider(tx, context, vera.identity))).toEqual({ kind: "waiting", reason: "switch_asked" });
  await askForDeletion(database, vera, later(30));
  expect(await run(database, (tx) => switchToParked(tx, { ...context, now: later(60) }))).toEqual({ kind: "refused", outcome: "keep_over" });
  expect(await database.db.parkedIdentity.count({ where: { attemptId: attempt.id, consumedAt: null } })).toBe(0);
});

/** What somebody else's proof may have waited for while the owner did this. */
const safety: Readonly<Record<string, { way: string; deed: (who: Deleter) => Promise<unknown> }>> = {
  "closed the account against others": { way: "email_code", deed: async ({ userId }) => await run(database, (tx) => closeForSafety(tx, { userId, since: later(-3_600), by: "shopper", now: later(90), keys })) },
  "removed that passkey": { way: "passkey", deed: async ({ userId, passkeyId }) => await run(database, (tx) => removeMethod(tx, userId, { kind: "passkey", id: passkeyId })) },
  "removed another way in": { way: "email_code", deed: async ({ userId, passkeyId }) => await run(database, (tx) => removeMethod(tx, userId, { kind: "passkey", id: passkeyId })) },
  "changed the password": { way: "password", deed: async ({ userId }) => await run(database, (tx) => storePassword(tx, { userId, hash: "another" })) },
  "changed the password, whatever was proved": { way: "amazon", deed: async ({ userId }) => await run(database, (tx) => storePassword(tx, { userId, hash: "another" })) },
};

test.each(Object.entries(safety))("takes no answer of a proof that waited while the owner %s", async (_name, { way, deed }) => {
  await askForDeletion(database, vera);
  const { attempt } = await proved(database, vera, way);
  await deed(vera);
  expect(await keep(database, attempt)).toEqual({ kind: "refused", outcome: "keep_over" });
  expect(await sessionOf(vera.userId)).toEqual([]);
});

test.each([
  ["amazon", async ({ userId }: Deleter) => await database.db.account.deleteMany({ where: { userId } })],
  ["passkey", async ({ userId }: Deleter) => await database.db.passkey.deleteMany({ where: { userId } })],
  ["password", async ({ userId }: Deleter) => await database.db.passwordCredential.updateMany({ where: { userId }, data: { hash: "another" } })],
  ["email_code", async ({ userId }: Deleter) => await database.db.user.update({ where: { id: userId }, data: { provedEmail: newAddress() } })],
] as const)("looks again whether %s is still the user's, also where nobody voided the proof", async (way, change) => {
  await askForDeletion(database, vera);
  const { attempt } = await proved(database, vera, way);
  await change(vera);
  expect(await keep(database, attempt)).toEqual({ kind: "refused", outcome: "keep_over" });
  expect(await statusOf(database, vera.userId)).toBe("deletion_pending");
});

test("takes no answer of whoever changed the address, once its owner has taken the change back", async () => {
  const old = newAddress();
  const session = await newSession(database, vera.userId);
  await run(database, (tx) => rememberChange(tx, { userId: vera.userId, sessionId: session.id, oldEmail: old, newEmail: vera.email, now }, keys));
  const token = /undo-change\?token=([\w-]{43})/.exec((await newestMail(database, old, keys))?.text ?? "")?.[1] ?? "";
  await askForDeletion(database, vera, later(30));
  const { attempt } = await proved(database, vera, "email_code");
  expect(await run(database, (tx) => undoChange(tx, token, later(90), keys))).toMatchObject({ kind: "good" });
  expect(await keep(database, attempt)).toEqual({ kind: "refused", outcome: "keep_over" });
  const owner = await proved(database, { ...vera, email: old }, "email_code", later(150));
  expect(await keep(database, owner.attempt, later(160))).toMatchObject({ kind: "signed_in" });
});

test("is called off when the account is closed against whoever asked for it, and not for a later reason", async () => {
  await askForDeletion(database, vera);
  expect(await run(database, (tx) => closeForSafety(tx, { userId: vera.userId, since: later(60), by: "shopper", now: later(90), keys }))).toEqual({ kind: "refused", outcome: "deletion_pending" });
  expect(await run(database, (tx) => closeForSafety(tx, { userId: vera.userId, since: later(-60), by: "shopper", now: later(90), keys }))).toMatchObject({ kind: "closed", locked: true });
  expect([await statusOf(database, vera.userId), await database.db.deletion.count({ where: { userId: vera.userId } })]).toEqual(["locked", 0]);
});

test("links, on the ladder, only once the account that has the address is kept", async () => {
  await askForDeletion(database, vera);
  const other = amazonIdentity({ email: vera.email });
  await database.db.account.deleteMany({ where: { userId: vera.userId } });
  const attempt = await newAttempt(database);
  expect(await run(database, (tx) => signInWithProvider(tx, contextOf(attempt), other))).toEqual({ kind: "waiting", reason: "email_in_use" });
  const proof = { method: "email_code", canonical: vera.email } as const;
  expect(await run(database, (tx) => linkParkedByProof(tx, contextOf(attempt, { now: later(60) }), proof, { several: false }))).toEqual({ kind: "waiting", reason: "keep_asked" });
  expect(await database.db.account.count({ where: { userId: vera.userId } })).toBe(0);
  expect(await keep(database, attempt)).toMatchObject({ kind: "signed_in", outcome: "account_linked" });
  expect(await database.db.account.count({ where: { userId: vera.userId, providerAccountId: other.providerAccountId } })).toBe(1);
});

test("erases tokens of one user, and of nobody else", async () => {
  const kim = await deleter(database);
  expect(await database.transaction((tx) => eraseTokens(tx, vera.userId))).toBe(1);
  expect((await tokens(kim.userId)).refresh_token).not.toBeNull();
});
