import { beforeEach, expect, test } from "vitest";
import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/server";
import { testInstallation } from "#scripts/test/installation.ts";
import type { SignInResult } from "../accounts/context.ts";
import { attemptEnd, auditTrail, newAddress, newUser, rowCounts } from "../accounts/test-people.ts";
import type { Attempt } from "../attempts/attempt.ts";
import { randomToken } from "../crypto/random.ts";
import { database } from "../db/client.ts";
import { newestMail } from "../mail/test-mails.ts";
import { type Lie, TestAuthenticator } from "../methods/passkey/test-authenticator.ts";
import { claimView } from "./claimed-address.ts";
import { answerSignIn } from "./complete.ts";
import { startEmailSignIn, verifyEmailSignIn } from "./email-sign-in.ts";
import { keepAll, knownBrowser, provedPerson, sessionIn, signIn, visitorIn } from "./merge/test-sides.ts";
import { startPasswordSignUp } from "./new-password.ts";
import { passkeyOptions } from "./passkey-options.ts";
import { addOwnPasskey } from "./passkey-settings.ts";
import { signInByPasskey } from "./passkey-sign-in.ts";
import { startAddressProof, verifyAddressProof } from "./prove-address.ts";
import { whereTo, type TestBrowser } from "./test-browser.ts";

/** A shopper came with Amazon, added a passkey, and unlinked Amazon: the address is on their account, and nobody has proved it. */

testInstallation();

let browser: TestBrowser;
let address: string;
let holder: string;
let device: TestAuthenticator;

beforeEach(async () => {
  [browser, address, device] = [knownBrowser(), newAddress(), new TestAuthenticator()];
  holder = await newUser(database(), { name: "Vera", email: address });
  await register(holder, device);
  await database().pool.query(`DELETE FROM "RateLimit"`);
});

const joinGuest = () => async () => undefined;
const userRow = (id: string) => database().db.user.findUniqueOrThrow({ where: { id }, select: { email: true, provedEmail: true } });
const codeTo = async (to: string) => /^\d{6}$/m.exec((await newestMail(database(), to))?.text ?? "")?.[0] ?? "no code";

/** Gives a user a passkey on a device, in a browser of their own. */
async function register(userId: string, on: TestAuthenticator): Promise<void> {
  const settings = knownBrowser();
  await signIn(settings, userId);
  const asked = await passkeyOptions(visitorIn(settings), { purpose: "add" });
  if (asked.kind !== "options") throw new Error(asked.outcome);
  keepAll(settings, [asked.cookie]);
  const added = await addOwnPasskey(visitorIn(settings), { response: on.create(asked.options as PublicKeyCredentialCreationOptionsJSON), name: "Phone" });
  if (added.kind !== "done" || added.result.kind !== "added") throw new Error("no passkey was added");
}

/** Proves the address by a code on the way in. @returns the attempt that waits for the answer */
async function prove(password?: string): Promise<Attempt> {
  const input = { email: address, returnTo: "/saved" };
  const started = password === undefined ? await startEmailSignIn(visitorIn(browser), input) : await startPasswordSignUp(visitorIn(browser), { ...input, password });
  if (started.kind !== "sent") throw new Error(started.kind);
  keepAll(browser, started.cookies);
  expect(await verifyEmailSignIn(visitorIn(browser), started.attempt, await codeTo(address), joinGuest)).toEqual({ kind: "waiting", reason: "email_claimed" });
  return started.attempt;
}

/** "Yes, that is my account", answered with a passkey. */
async function mine(claim: Attempt, by = device, lie?: Lie): Promise<{ result: SignInResult; attempt: Attempt }> {
  const asked = await passkeyOptions(visitorIn(browser), { purpose: "sign_in" });
  if (asked.kind !== "options") throw new Error(asked.outcome);
  const response = by.get(asked.options as PublicKeyCredentialRequestOptionsJSON, lie);
  const view = await claimView(visitorIn(browser), claim.id);
  if (!view.ok) throw new Error(view.outcome);
  const passkey = await signInByPasskey(visitorIn(browser), { response, returnTo: view.attempt.returnTo, claim: view.attempt }, joinGuest);
  if (passkey.kind !== "decided") throw new Error(passkey.outcome);
  return passkey;
}

const take = ({ result, attempt }: { result: SignInResult; attempt: Attempt }) => browser.take(answerSignIn(result, attempt, visitorIn(browser)));

test("the passkey of the very holder signs in there and proves the address, and there is no second user", async () => {
  const users = await database().db.user.count();
  const claim = await prove();
  expect(await claimView(visitorIn(browser), claim.id)).toMatchObject({ ok: true, providers: [] });
  const answer = await mine(claim);
  expect(whereTo(take(answer))).toMatchObject({ status: 303, path: "/saved" });
  expect(await sessionIn(browser)).toMatchObject({ userId: holder, method: "passkey" });
  expect(await userRow(holder)).toEqual({ email: address, provedEmail: address });
  expect(await database().db.user.count()).toBe(users);
  expect(await attemptEnd(database(), claim.id)).toMatchObject({ status: "succeeded", outcome: "signed_in", userId: holder });
  expect(await auditTrail(database(), { attemptId: claim.id })).toEqual(["email.proved"]);
});

test("anybody else's passkey signs them in, and proves nothing", async () => {
  const [other, theirs] = [await provedPerson(), new TestAuthenticator()];
  await register(other.userId, theirs);
  const claim = await prove();
  take(await mine(claim, theirs));
  expect((await sessionIn(browser)).userId).toBe(other.userId);
  expect(await userRow(holder)).toEqual({ email: address, provedEmail: null });
  expect(await userRow(other.userId)).toEqual({ email: other.address, provedEmail: other.address });
  expect(await attemptEnd(database(), claim.id)).toMatchObject({ status: "waiting" });
});

test("a passkey that is refused leaves the question as it was", async () => {
  const claim = await prove();
  const before = await rowCounts(database());
  expect((await mine(claim, device, { forged: true })).result).toEqual({ kind: "refused", outcome: "passkey_refused" });
  expect(await rowCounts(database())).toEqual(before);
  expect(await attemptEnd(database(), claim.id)).toMatchObject({ status: "waiting" });
  await mine(claim);
  expect(await userRow(holder)).toEqual({ email: address, provedEmail: address });
});

test("a claim of another browser, or one that is too old, gives the holder nothing but a sign-in", async () => {
  const claim = await prove();
  const asked = await passkeyOptions(visitorIn(browser), { purpose: "sign_in" });
  if (asked.kind !== "options") throw new Error(asked.outcome);
  const response = device.get(asked.options as PublicKeyCredentialRequestOptionsJSON);
  const passkey = await signInByPasskey(visitorIn(browser), { response, returnTo: "/bag", claim: { ...claim, browserHash: randomToken() } }, joinGuest);
  expect(passkey).toMatchObject({ kind: "decided", result: { kind: "signed_in" } });
  expect(await userRow(holder)).toEqual({ email: address, provedEmail: null });
  await database().db.emailCode.updateMany({ where: { attemptId: claim.id }, data: { usedAt: new Date(Date.now() - 15 * 60_000) } });
  expect(await claimView(visitorIn(browser), claim.id)).toMatchObject({ ok: false, outcome: "attempt_expired" });
});

test("a password that was typed at signing up is dropped, and the person is told", async () => {
  expect((await mine(await prove("bramble otter teacup kite"))).result).toMatchObject({ kind: "signed_in", passwordDropped: true });
  expect(await database().db.passwordCredential.count({ where: { userId: holder } })).toBe(0);
});

test("in the settings, too: the holder's passkey proves the address there, and who asked keeps theirs", async () => {
  const asker = await provedPerson({ name: "Ada" });
  await signIn(browser, asker.userId);
  const started = await startAddressProof(visitorIn(browser), { email: address });
  if (started.kind !== "sent") throw new Error(started.kind);
  expect(await verifyAddressProof(visitorIn(browser), started.attempt, await codeTo(address))).toEqual({ kind: "waiting", reason: "email_claimed" });
  expect(whereTo(take(await mine(started.attempt)))).toMatchObject({ status: 303, path: "/account/sign-in-methods" });
  expect((await sessionIn(browser)).userId).toBe(holder);
  expect([await userRow(holder), await userRow(asker.userId)]).toEqual([{ email: address, provedEmail: address }, { email: asker.address, provedEmail: asker.address }]);
});
