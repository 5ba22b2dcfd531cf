import { beforeEach, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { undoSeconds } from "../accounts/address-change.ts";
import { auditTrail, newAddress, newSession, newUser, rowCounts } from "../accounts/test-people.ts";
import { userNotices } from "../accounts/user-notices.ts";
import { performMerge } from "../accounts/merge/perform.ts";
import { vaultKeys } from "../crypto/vault-keys.ts";
import { sweep } from "../attempts/sweep.ts";
import { randomToken, sha256 } from "../crypto/random.ts";
import { database } from "../db/client.ts";
import { newestMail, waitingMails } from "../mail/test-mails.ts";
import { sessionCookieName } from "../sessions/cookie.ts";
import type { SignInMethodName } from "../sessions/methods.ts";
import { answerSignIn } from "./complete.ts";
import { linkView } from "./email-link.ts";
import { type AddressProof, ownAddressProof, resendAddressProof, startAddressProof, verifyAddressProof } from "./prove-address.ts";
import { attemptBehind } from "./recovery.ts";
import { removeAddress } from "./remove-address.ts";
import { TestBrowser, whereTo } from "./test-browser.ts";
import { takeChangeBack, undoView } from "./undo-change.ts";
import { visitorOf } from "./visitor.ts";


testInstallation();

const visitor = (of: TestBrowser) => visitorOf(of.request("/account"));
const userRow = (id: string) => database().db.user.findUniqueOrThrow({ where: { id }, select: { email: true, provedEmail: true } });
const mailsTo = async (address: string) => (await waitingMails(database())).filter(({ to }) => to === address).map(({ subject }) => subject);
const toldTo = async (userId: string) => (await userNotices(database().db, userId)).map(({ values }) => ("email" in values ? values.email : null));
const codeTo = async (address: string) => /^\d{6}$/m.exec((await newestMail(database(), address))?.text ?? "")?.[0] ?? "no code";
const undoTokenTo = async (address: string) => /undo-change\?token=([\w-]{43})$/m.exec((await newestMail(database(), address))?.text ?? "")?.[1] ?? "no token";

/** Somebody who is signed in in a browser of their own, with a proof that is recent enough unless told otherwise. */
async function signedIn(data: { email?: string; provedEmail?: string }, method: "email_code" | "amazon" = "email_code"): Promise<{ browser: TestBrowser; userId: string }> {
  const [browser, userId] = [new TestBrowser(), await newUser(database(), data)];
  return { browser, userId: await signInAs(browser, userId, method) };
}

async function signInAs(browser: TestBrowser, userId: string, method: "email_code" | "amazon" = "email_code"): Promise<string> {
  const { token } = await newSession(database(), userId, { at: new Date(), method });
  browser.cookies.set(sessionCookieName(false), { value: token, path: "/" });
  return userId;
}

let old: string;
let next: string;
let vera: Awaited<ReturnType<typeof signedIn>>;
beforeEach(async () => {
  [old, next] = [newAddress(), newAddress()];
  vera = await signedIn({ email: old, provedEmail: old });
});

/** Asks for a code to an address. */
async function ask(email: string, of = vera.browser, returnTo?: string): Promise<string> {
  const started = await startAddressProof(visitor(of), { email, returnTo });
  if (started.kind !== "sent") throw new Error(`not sent: ${started.kind}`);
  of.keep(started.cookies);
  return started.attempt.id;
}

async function own(id: string, of = vera.browser): Promise<Extract<AddressProof, { ok: true }>> {
  const found = await ownAddressProof(visitor(of), id);
  if (!found.ok) throw new Error(found.outcome);
  return found;
}

/** Types a code. */
async function enter(id: string, code: string, of = vera.browser) {
  const { attempt } = await own(id, of);
  const result = await verifyAddressProof(visitor(of), attempt, code);
  return result.kind === "wrong_code" ? result : of.take(answerSignIn(result, attempt, visitor(of)));
}

/** The whole of it. */
async function change(email: string, of = vera.browser): Promise<void> {
  expect(await enter(await ask(email, of), await codeTo(email), of)).toBeInstanceOf(Response);
}

test("changes the address with a code to the new one, tells the old one, and gives the session a new token", async () => {
  const token = vera.browser.cookies.get(sessionCookieName(false))?.value;
  const id = await ask(next);
  expect(await userRow(vera.userId)).toEqual({ email: old, provedEmail: old });
  const answer = await enter(id, await codeTo(next));
  expect(whereTo(answer as Response)).toMatchObject({ status: 303, path: "/account/sign-in-methods", query: { done: "email_changed" } });
  expect(await userRow(vera.userId)).toEqual({ email: next, provedEmail: next });
  expect(await auditTrail(database(), { userId: vera.userId })).toEqual(["email.changed", "session.created"]);
  expect(await mailsTo(old)).toEqual([expect.stringContaining("was changed")]);
  expect(await mailsTo(next)).toEqual([expect.stringMatching(/^\d{6} is your/), expect.stringContaining("now belongs to your")]);
  expect((await visitor(vera.browser).session())?.userId).toBe(vera.userId);
  expect(await database().db.session.count({ where: { tokenHash: sha256(token ?? "") } })).toBe(0);
});

test("says that the address was changed only where it was", async () => {
  const id = await ask(next);
  const { attempt } = await own(id);
  expect(attempt.returnTo).toBe("/account/sign-in-methods");
  await database().db.user.create({ data: { email: next, provedEmail: next, emailVerified: new Date() } });
  await enter(id, await codeTo(next));
  expect((await attemptBehind(attempt.reference, visitor(vera.browser)))?.returnTo).toBe("/account/sign-in-methods");
});

test("proves the address that somebody merely has, and one of somebody who has none", async () => {
  for (const data of [{ email: next }, {}]) {
    const ada = await signedIn(data);
    const address = data.email ?? newAddress();
    const answer = await enter(await ask(address, ada.browser), await codeTo(address), ada.browser);
    expect(whereTo(answer as Response).query).toEqual({ done: "email_added" });
    expect(await userRow(ada.userId)).toEqual({ email: address, provedEmail: address });
    expect(await auditTrail(database(), { userId: ada.userId })).toEqual(["email.proved", "session.created"]);
    expect(await database().db.emailChange.findMany({ where: { userId: ada.userId }, select: { newEmail: true, undoHash: true } })).toEqual([{ newEmail: address, undoHash: null }]);
  }
});

test("an address that is added on the way to something leads on to that, and nowhere but on this site", async () => {
  for (const [returnTo, path] of [["/account/merge?from=bag", "/account/merge"], ["//evil.example", "/account/sign-in-methods"]]) {
    const [{ browser }, address] = [await signedIn({}, "amazon"), newAddress()];
    const answer = await enter(await ask(address, browser, returnTo), await codeTo(address), browser);
    expect(whereTo(answer as Response).path).toBe(path);
  }
});

test("asks for a fresh proof before it mails a code, and writes nothing until then", async () => {
  const ada = await signedIn({ email: next, provedEmail: next }, "amazon");
  const before = await rowCounts(database());
  const started = await startAddressProof(visitor(ada.browser), { email: newAddress() });
  if (started.kind !== "answer") throw new Error(started.kind);
  expect(whereTo(started.response)).toMatchObject({ path: "/reauthenticate", query: { purpose: "change_email", returnTo: "/account/sign-in-methods/email" } });
  const signedOut = await startAddressProof(visitor(new TestBrowser()), { email: newAddress() });
  if (signedOut.kind !== "answer") throw new Error(signedOut.kind);
  expect(whereTo(signedOut.response)).toMatchObject({ path: "/signin" });
  expect(await rowCounts(database())).toEqual(before);
});

test("uses a grant up by asking for a code; the code then needs no other", async () => {
  const ada = await signedIn({ email: next, provedEmail: next }, "amazon");
  const session = await database().db.session.findFirstOrThrow({ where: { userId: ada.userId } });
  await database().db.stepUpGrant.create({ data: { sessionId: session.id, purpose: "change_email", method: "email_code", expires: new Date(Date.now() + 60_000) } });
  const other = newAddress();
  const id = await ask(other, ada.browser);
  expect(await database().db.stepUpGrant.count({ where: { sessionId: session.id, usedAt: null } })).toBe(0);
  expect(await startAddressProof(visitor(ada.browser), { email: newAddress() })).toMatchObject({ kind: "answer" });
  expect(await enter(id, await codeTo(other), ada.browser)).toBeInstanceOf(Response);
  expect(await userRow(ada.userId)).toMatchObject({ provedEmail: other });
});

test.each([["", "email_address_invalid"], ["vera at shop", "email_address_invalid"], ["a@b.example, c@d.example", "email_address_invalid"], ["x@shop.example\r\nBcc: y@shop.example", "email_address_invalid"]])("refuses %j", async (email, outcome) => {
  const before = await rowCounts(database());
  expect(await startAddressProof(visitor(vera.browser), { email })).toEqual({ kind: "invalid", outcome });
  expect(await rowCounts(database())).toEqual(before);
});

test("refuses the address that one has proved already, in whatever case", async () => {
  expect(await startAddressProof(visitor(vera.browser), { email: old.toUpperCase() })).toEqual({ kind: "invalid", outcome: "email_address_same" });
});

test("answers alike for an address of somebody else, mails them no code, and changes nothing whatever is typed", async () => {
  const mal = await newUser(database(), { email: next, provedEmail: next });
  const free = newAddress();
  const before = await rowCounts(database());
  const first = await startAddressProof(visitor(vera.browser), { email: next });
  const between = await rowCounts(database());
  const second = await startAddressProof(visitor(vera.browser), { email: free });
  expect(Object.keys(first)).toEqual(Object.keys(second));
  expect([first.kind, second.kind]).toEqual(["sent", "sent"]);
  expect((between.codes ?? 0) - (before.codes ?? 0)).toBe(1);
  expect(await mailsTo(next)).toEqual([expect.stringContaining("Somebody asked to use your address")]);
  expect(await mailsTo(free)).toEqual([expect.stringMatching(/^\d{6} is your/)]);
  expect((await newestMail(database(), next))?.text).not.toMatch(/\d{6}|token=/);
  const id = await ask(next);
  expect(await enter(id, "123456")).toMatchObject({ kind: "wrong_code", outcome: "email_code_wrong" });
  expect(await resendAddressProof(visitor(vera.browser), await own(id))).toEqual({ kind: "sent" });
  expect((await mailsTo(next)).every((subject) => subject.startsWith("Somebody asked"))).toBe(true);
  expect([await userRow(vera.userId), await userRow(mal)]).toEqual([{ email: old, provedEmail: old }, { email: next, provedEmail: next }]);
});

test("is refused when somebody else was faster to prove the address, and changes nothing then", async () => {
  const id = await ask(next);
  const code = await codeTo(next);
  await newUser(database(), { email: next, provedEmail: next });
  expect(whereTo((await enter(id, code)) as Response).query).toMatchObject({ code: "email_owned_by_other" });
  expect(await userRow(vera.userId)).toEqual({ email: old, provedEmail: old });
  expect(await mailsTo(old)).toEqual([]);
  expect(await database().db.emailChange.count({ where: { userId: vera.userId } })).toBe(0);
});

test("a first address replaces none that was proved meanwhile", async () => {
  const ada = await signedIn({}, "amazon");
  const first = await ask(next, ada.browser);
  const code = await codeTo(next);
  const proved = newAddress();
  await database().db.user.update({ where: { id: ada.userId }, data: { email: proved, provedEmail: proved } });
  expect(whereTo((await enter(first, code, ada.browser)) as Response).query).toMatchObject({ code: "reauthentication_required" });
  expect(await userRow(ada.userId)).toEqual({ email: proved, provedEmail: proved });
});

test.each([[-60, "done"], [60, "reauthentication_required"]])("who asked for a first address without owning anything else must own nothing when it comes: a passkey %d seconds after", async (seconds, end) => {
  const ada = await signedIn({}, "amazon");
  const first = await ask(next, ada.browser);
  const { createdAt } = await database().db.attempt.findUniqueOrThrow({ where: { id: first } });
  await database().db.passkey.create({ data: { userId: ada.userId, publicKey: Buffer.from("x"), counter: 0, userHandle: "h", name: "key", deviceType: "singleDevice", backedUp: false, credentialId: randomToken(), createdAt: new Date(createdAt.getTime() + seconds * 1_000) } });
  const answer = whereTo((await enter(first, await codeTo(next), ada.browser)) as Response);
  expect(answer.query.code ?? "done").toBe(end);
  expect((await userRow(ada.userId)).provedEmail).toBe(end === "done" ? next : null);
});

test("mails no second code once the fresh proof is ten minutes old", async () => {
  const id = await ask(next);
  expect(await resendAddressProof(visitor(vera.browser), await own(id))).toEqual({ kind: "sent" });
  await database().db.attempt.update({ where: { id }, data: { createdAt: new Date(Date.now() - 601_000) } });
  const before = await mailsTo(next);
  const sent = await resendAddressProof(visitor(vera.browser), await own(id));
  if (sent.kind !== "answer") throw new Error(sent.kind);
  expect(whereTo(sent.response)).toMatchObject({ path: "/reauthenticate", query: { purpose: "change_email", returnTo: "/account/sign-in-methods/email" } });
  expect(await mailsTo(next)).toEqual(before);
});

test("gives an address to exactly one of two users who prove it at once", async () => {
  const ada = await signedIn({ email: newAddress() });
  const first = await ask(next);
  const mine = await codeTo(next);
  const second = await ask(next, ada.browser);
  const theirs = await codeTo(next);
  const answers = (await Promise.all([enter(first, mine), enter(second, theirs, ada.browser)])) as Response[];
  const ends = answers.map((answer) => whereTo(answer).query.code ?? "done");
  expect(ends.toSorted()).toEqual(["done", "email_owned_by_other"]);
  expect(await database().db.user.count({ where: { provedEmail: next } })).toBe(1);
});

test.each(["suspended", "active"] as const)("takes the address off whoever merely held it and need not be asked about, and nothing else: %s", async (status) => {
  const holder = await newUser(database(), { email: next, status });
  // Only an account that can be signed in to with a provider could be the asker's own.
  if (status === "suspended") await database().db.account.create({ data: { userId: holder, provider: "amazon", providerAccountId: randomToken() } });
  await change(next);
  expect(await userRow(vera.userId)).toEqual({ email: next, provedEmail: next });
  expect(await userRow(holder)).toEqual({ email: null, provedEmail: null });
  expect(await auditTrail(database(), { userId: holder })).toEqual(["email.moved"]);
  expect(await toldTo(holder)).toEqual([next]);
  expect(await database().db.account.count({ where: { userId: holder } })).toBe(status === "suspended" ? 1 : 0);
});

test("takes a code in no other session, and in no other browser", async () => {
  const id = await ask(next);
  const stranger = await signedIn({ email: newAddress() });
  expect(await ownAddressProof(visitor(stranger.browser), id)).toMatchObject({ ok: false, outcome: "state_mismatch" });
  await signInAs(vera.browser, stranger.userId);
  expect(await ownAddressProof(visitor(vera.browser), id)).toMatchObject({ ok: false, outcome: "step_up_other_session" });
  await signInAs(vera.browser, vera.userId);
  expect(await ownAddressProof(visitor(vera.browser), id)).toMatchObject({ ok: false, outcome: "step_up_other_session" });
});

test("counts wrong codes, and takes the right one after four", async () => {
  const id = await ask(next);
  const code = await codeTo(next);
  for (let tries = 0; tries < 4; tries += 1) expect(await enter(id, code === "000000" ? "111111" : "000000")).toMatchObject({ outcome: "email_code_wrong" });
  expect(await enter(id, code)).toBeInstanceOf(Response);
});

/** Vera's address was changed; the link in the notice to the old one. */
async function changedAway(): Promise<string> {
  await change(next);
  return await undoTokenTo(old);
}

test("is taken back from the old address: it is back, the new one is out, and every session has ended", async () => {
  const token = await changedAway();
  await newSession(database(), vera.userId, { at: new Date() });
  expect(await undoView(token)).toMatchObject({ kind: "good", change: { oldEmail: old } });
  expect(await userRow(vera.userId)).toMatchObject({ provedEmail: next });
  expect(await takeChangeBack(token)).toMatchObject({ kind: "good" });
  expect(await userRow(vera.userId)).toEqual({ email: old, provedEmail: old });
  expect(await database().db.session.count({ where: { userId: vera.userId } })).toBe(0);
  expect(await auditTrail(database(), { userId: vera.userId })).toContain("email.change_undone");
  expect((await mailsTo(next)).at(-1)).toContain("removed");
  expect(await takeChangeBack(token)).toEqual({ kind: "refused", outcome: "email_undo_used" });
  expect(await undoView(token)).toEqual({ kind: "refused", outcome: "email_undo_used" });
});

test("takes the old address off somebody who has come to hold it meanwhile, and tells them", async () => {
  const token = await changedAway();
  const holder = await newUser(database(), { email: old });
  await takeChangeBack(token);
  expect([await userRow(vera.userId), await userRow(holder)]).toEqual([{ email: old, provedEmail: old }, { email: null, provedEmail: null }]);
  expect([await toldTo(vera.userId), await toldTo(holder)]).toEqual([[], [old]]);
  expect(await auditTrail(database(), { userId: holder })).toEqual(["email.moved"]);
});

test("is taken back by one of 20 who press at once", async () => {
  const token = await changedAway();
  const results = await Promise.all(Array.from({ length: 20 }, () => takeChangeBack(token)));
  expect(results.filter(({ kind }) => kind === "good")).toHaveLength(1);
});

test("takes with it every way in that is younger than the change, and no older one", async () => {
  const passkey = { userId: vera.userId, publicKey: Buffer.from("x"), counter: 0, userHandle: "h", name: "key", deviceType: "singleDevice", backedUp: false };
  await database().db.passkey.create({ data: { ...passkey, credentialId: randomToken(), createdAt: new Date(Date.now() - 60_000) } });
  await database().db.account.create({ data: { userId: vera.userId, provider: "google", providerAccountId: randomToken(), createdAt: new Date(Date.now() - 60_000) } });
  const token = await changedAway();
  await database().db.passkey.create({ data: { ...passkey, credentialId: randomToken() } });
  await database().db.account.create({ data: { userId: vera.userId, provider: "amazon", providerAccountId: randomToken() } });
  await database().db.passwordCredential.create({ data: { userId: vera.userId, hash: "$argon2id$" } });
  await takeChangeBack(token);
  expect(await database().db.passkey.count({ where: { userId: vera.userId } })).toBe(1);
  expect(await database().db.account.findMany({ where: { userId: vera.userId }, select: { provider: true } })).toEqual([{ provider: "google" }]);
  expect(await database().db.passwordCredential.count({ where: { userId: vera.userId } })).toBe(0);
  expect(await auditTrail(database(), { userId: vera.userId })).toEqual(expect.arrayContaining(["account.unlinked", "passkey.removed", "password.removed"]));
});

test("takes with it what was added in the session that made the change, and nothing that came with the account", async () => {
  const passkey = { userId: vera.userId, publicKey: Buffer.from("x"), counter: 0, userHandle: "h", name: "key", deviceType: "singleDevice", backedUp: false };
  const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000);
  await database().db.user.update({ where: { id: vera.userId }, data: { createdAt: ago(300) } });
  await database().db.session.updateMany({ where: { userId: vera.userId }, data: { createdAt: ago(300) } });
  await database().db.passkey.create({ data: { ...passkey, credentialId: randomToken(), createdAt: ago(120) } });
  await database().db.account.create({ data: { userId: vera.userId, provider: "google", providerAccountId: randomToken(), createdAt: ago(299) } });
  await takeChangeBack(await changedAway());
  expect(await database().db.passkey.count({ where: { userId: vera.userId } })).toBe(0);
  expect(await database().db.account.count({ where: { userId: vera.userId } })).toBe(1);
});

test.each(["the old address", "a third"])("gives an address that has just come no way back when the owner goes on to %s", async (where) => {
  const token = await changedAway();
  await change(where === "a third" ? newAddress() : old);
  expect((await mailsTo(next)).at(-1)).toContain("removed");
  expect(await undoTokenTo(next)).toBe("no token");
  expect(await undoView(token)).toMatchObject({ kind: "good" });
});

test("keeps the first link good while the address changes on and on", async () => {
  const token = await changedAway();
  const third = newAddress();
  await change(third);
  await change(newAddress());
  expect([await undoTokenTo(next), await undoTokenTo(third)]).toEqual(["no token", "no token"]);
  expect(await takeChangeBack(token)).toMatchObject({ kind: "good" });
  expect(await userRow(vera.userId)).toMatchObject({ provedEmail: old });
});

test("gives the owner a link again when their address is changed a second time", async () => {
  await changedAway();
  await change(old);
  await change(newAddress());
  expect(await takeChangeBack(await undoTokenTo(old))).toMatchObject({ kind: "good" });
});

test("gives a first address no way back when the owner puts it out again", async () => {
  const ada = await signedIn({});
  await change(next, ada.browser);
  await change(newAddress(), ada.browser);
  expect(await undoTokenTo(next)).toBe("no token");
});

test("a removal is taken back like a change, also when another address was added since, which has no way back itself", async () => {
  await database().db.account.create({ data: { userId: vera.userId, provider: "amazon", providerAccountId: randomToken(), createdAt: new Date(0) } });
  await database().db.passwordCredential.create({ data: { userId: vera.userId, hash: "$argon2id$" } });
  vera.browser.take(await removeAddress(vera.browser.form("/x", {}), visitor(vera.browser)));
  // Both were queued in one transaction, so they have one time.
  expect((await mailsTo(old)).toSorted()).toEqual([expect.stringContaining("address was removed"), expect.stringContaining("password was removed")]);
  const link = (await waitingMails(database())).find(({ to, text }) => to === old && text.includes("undo-change"));
  const token = /undo-change\?token=([\w-]{43})$/m.exec(link?.text ?? "")?.[1] ?? "no token";
  await change(next);
  vera.browser.take(await removeAddress(vera.browser.form("/x", {}), visitor(vera.browser)));
  expect(await undoTokenTo(next)).toBe("no token");
  expect(await takeChangeBack(token)).toMatchObject({ kind: "good", change: { oldEmail: old } });
  expect(await userRow(vera.userId)).toEqual({ email: old, provedEmail: old });
});

test("a change that is taken back takes away what came by a merge in the same session, however old it is", async () => {
  await database().db.user.update({ where: { id: vera.userId }, data: { createdAt: new Date(0) } });
  const mal = await newUser(database(), { createdAt: new Date(1) });
  await database().db.account.create({ data: { userId: mal, provider: "amazon", providerAccountId: randomToken(), createdAt: new Date(0) } });
  await database().db.passkey.create({ data: { userId: mal, credentialId: randomToken(), publicKey: new Uint8Array([1]), counter: 0n, transports: [], userHandle: mal, name: "Mal's", deviceType: "multiDevice", backedUp: true, createdAt: new Date(0) } });
  await database().db.account.create({ data: { userId: vera.userId, provider: "amazon", providerAccountId: "Vera's own", createdAt: new Date(0) } });
  const merged = await database().transaction((tx) => performMerge(tx, { pair: { signedInUserId: vera.userId, otherUserId: mal }, choices: {}, now: new Date(), keys: vaultKeys() }, []));
  expect(merged).toMatchObject({ kind: "merged", keptUserId: vera.userId });
  expect(await takeChangeBack(await changedAway())).toMatchObject({ kind: "good" });
  expect(await database().db.passkey.count({ where: { userId: vera.userId } })).toBe(0);
  expect(await database().db.account.findMany({ where: { userId: vera.userId }, select: { providerAccountId: true } })).toEqual([{ providerAccountId: "Vera's own" }]);
});

const passkeyOf = (userId: string, name: string, createdAt: Date) =>
  database().db.passkey.create({ data: { userId, credentialId: randomToken(), publicKey: new Uint8Array([1]), counter: 0n, transports: [], userHandle: userId, name, deviceType: "multiDevice", backedUp: true, createdAt } });
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);

/** Signs Vera's browser in anew, by any way, with a proof that is recent. */
async function signInAnew(method: SignInMethodName): Promise<void> {
  const { id, token } = await newSession(database(), vera.userId, { at: new Date(), method });
  await database().db.stepUpGrant.create({ data: { sessionId: id, purpose: "change_email", method: "passkey", expires: new Date(Date.now() + 600_000) } });
  vera.browser.cookies.set(sessionCookieName(false), { value: token, path: "/" });
}

test.each([
  [1, 0],
  [29, 0],
  [31, 1],
])("a change that is taken back takes away what came by a merge %d days before, in whatever session: %d stay", async (days, stay) => {
  await database().db.user.update({ where: { id: vera.userId }, data: { createdAt: new Date(0) } });
  const mal = await newUser(database(), { createdAt: new Date(1) });
  await passkeyOf(mal, "Mal's", new Date(1));
  await database().transaction((tx) => performMerge(tx, { pair: { signedInUserId: vera.userId, otherUserId: mal }, choices: {}, now: daysAgo(days), keys: vaultKeys() }, []));
  await signInAnew("passkey");
  expect(await takeChangeBack(await changedAway())).toMatchObject({ kind: "good" });
  expect(await database().db.passkey.count({ where: { userId: vera.userId } })).toBe(stay);
});

test.each(["passkey", "google", "password"] as const)("a change made in a session that began by a young %s takes that away, and all that came in the seven days", async (method) => {
  await database().db.user.update({ where: { id: vera.userId }, data: { createdAt: daysAgo(400) } });
  await passkeyOf(vera.userId, "Vera's", daysAgo(8));
  await passkeyOf(vera.userId, "Mal's", daysAgo(3));
  await database().db.account.create({ data: { userId: vera.userId, provider: "google", providerAccountId: randomToken(), createdAt: daysAgo(2) } });
  await database().db.passwordCredential.create({ data: { userId: vera.userId, hash: "x", createdAt: daysAgo(300), updatedAt: daysAgo(1) } });
  await signInAnew(method);
  expect(await takeChangeBack(await changedAway())).toMatchObject({ kind: "good" });
  expect(await database().db.passkey.findMany({ where: { userId: vera.userId }, select: { name: true } })).toEqual([{ name: "Vera's" }]);
  expect([await database().db.account.count({ where: { userId: vera.userId } }), await database().db.passwordCredential.count({ where: { userId: vera.userId } })]).toEqual([0, 0]);
});

test.each(["passkey", "google", "password"] as const)("a change made in a session that began by an old %s takes nothing away that was there before", async (method) => {
  await database().db.user.update({ where: { id: vera.userId }, data: { createdAt: daysAgo(400) } });
  await passkeyOf(vera.userId, "Vera's", daysAgo(method === "passkey" ? 8 : 3));
  await database().db.account.create({ data: { userId: vera.userId, provider: "google", providerAccountId: randomToken(), createdAt: daysAgo(method === "google" ? 8 : 3) } });
  await database().db.passwordCredential.create({ data: { userId: vera.userId, hash: "x", createdAt: daysAgo(300), updatedAt: daysAgo(method === "password" ? 8 : 3) } });
  await signInAnew(method);
  expect(await takeChangeBack(await changedAway())).toMatchObject({ kind: "good" });
  expect([await database().db.passkey.count({ where: { userId: vera.userId } }), await database().db.account.count({ where: { userId: vera.userId } }), await database().db.passwordCredential.count({ where: { userId: vera.userId } })]).toEqual([1, 1, 1]);
});

test("is not taken back when somebody else has proved the old address meanwhile", async () => {
  const token = await changedAway();
  await newUser(database(), { email: old, provedEmail: old });
  expect(await undoView(token)).toEqual({ kind: "refused", outcome: "email_undo_taken" });
  expect(await takeChangeBack(token)).toEqual({ kind: "refused", outcome: "email_undo_taken" });
  expect(await userRow(vera.userId)).toEqual({ email: next, provedEmail: next });
  expect(await database().db.session.count({ where: { userId: vera.userId } })).toBe(1);
});

test("can be taken back for 7 days, to the second, and is swept then", async () => {
  const token = await changedAway();
  const end = (seconds: number) => database().db.emailChange.updateMany({ where: { userId: vera.userId }, data: { expires: new Date(Date.now() + seconds * 1_000) } });
  const { createdAt, expires } = await database().db.emailChange.findFirstOrThrow({ where: { userId: vera.userId } });
  expect((expires.getTime() - createdAt.getTime()) / 1_000).toBe(undoSeconds);
  await end(0);
  expect(await undoView(token)).toEqual({ kind: "refused", outcome: "email_undo_expired" });
  expect(await takeChangeBack(token)).toEqual({ kind: "refused", outcome: "email_undo_expired" });
  await end(-1);
  await sweep(database().db, new Date());
  expect(await undoView(token)).toEqual({ kind: "refused", outcome: "email_undo_unknown" });
});

test("gives the address back to somebody who removed the new one meanwhile", async () => {
  const token = await changedAway();
  await database().db.account.create({ data: { userId: vera.userId, provider: "amazon", providerAccountId: randomToken(), createdAt: new Date(0) } });
  await removeAddress(vera.browser.form("/x", {}), visitor(vera.browser));
  expect(await userRow(vera.userId)).toEqual({ email: null, provedEmail: null });
  expect(await takeChangeBack(token)).toMatchObject({ kind: "good" });
  expect(await userRow(vera.userId)).toEqual({ email: old, provedEmail: old });
  expect(await auditTrail(database(), { userId: vera.userId })).toContain("email.proved");
});

test.each([undefined, "", "x", "x".repeat(5_000), randomToken(), ["x"]])("does not know the undo token %j", async (token) => {
  expect(await undoView(token)).toEqual({ kind: "refused", outcome: "email_undo_unknown" });
  if (typeof token === "string") expect(await takeChangeBack(token)).toEqual({ kind: "refused", outcome: "email_undo_unknown" });
});

test("keeps the two kinds of link apart, and stores the token of an undo only as a hash", async () => {
  const token = await changedAway();
  expect(await linkView(visitor(vera.browser), token)).toMatchObject({ kind: "ended", outcome: "email_link_unknown" });
  expect(JSON.stringify((await database().pool.query(`SELECT * FROM "EmailChange"`)).rows)).not.toContain(token);
});

test("removes the address when there is another way in, tells it, and gives the session a new token", async () => {
  await database().db.account.create({ data: { userId: vera.userId, provider: "amazon", providerAccountId: randomToken() } });
  const token = vera.browser.cookies.get(sessionCookieName(false))?.value;
  const answer = vera.browser.take(await removeAddress(vera.browser.form("/x", {}), visitor(vera.browser)));
  expect(whereTo(answer)).toMatchObject({ status: 303, path: "/account/sign-in-methods", query: { done: "email_removed" } });
  expect(await userRow(vera.userId)).toEqual({ email: null, provedEmail: null });
  expect(await mailsTo(old)).toEqual([expect.stringContaining("removed")]);
  expect(await undoView(await undoTokenTo(old))).toMatchObject({ kind: "good" });
  expect((await visitor(vera.browser).session())?.userId).toBe(vera.userId);
  expect(vera.browser.cookies.get(sessionCookieName(false))?.value).not.toBe(token);
  // Once more is what a double click does: the aim is reached, and nobody is told twice.
  expect(whereTo(await removeAddress(vera.browser.form("/x", {}), visitor(vera.browser)))).toMatchObject({ path: "/account/sign-in-methods" });
  expect(await mailsTo(old)).toHaveLength(1);
});

test("keeps the address when it is the last way in, and spends no grant on it", async () => {
  const ada = await signedIn({ email: next, provedEmail: next }, "amazon");
  const session = await database().db.session.findFirstOrThrow({ where: { userId: ada.userId } });
  await database().db.stepUpGrant.create({ data: { sessionId: session.id, purpose: "remove_email", method: "email_code", expires: new Date(Date.now() + 60_000) } });
  const answer = await removeAddress(ada.browser.form("/x", {}), visitor(ada.browser));
  expect(answer.status).toBe(409);
  expect(await userRow(ada.userId)).toEqual({ email: next, provedEmail: next });
  expect(await mailsTo(next)).toEqual([]);
  expect(await database().db.stepUpGrant.count({ where: { sessionId: session.id, usedAt: null } })).toBe(1);
});

test("asks for a fresh proof before the address is removed", async () => {
  const ada = await signedIn({ email: next, provedEmail: next }, "amazon");
  expect(whereTo(await removeAddress(ada.browser.form("/x", {}), visitor(ada.browser)))).toMatchObject({ path: "/reauthenticate", query: { purpose: "remove_email" } });
  expect(await userRow(ada.userId)).toMatchObject({ provedEmail: next });
});
