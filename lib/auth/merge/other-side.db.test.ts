import { randomUUID } from "node:crypto";
import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/server";
import { beforeEach, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import type { SignInResult } from "../../accounts/context.ts";
import { attemptEnd, auditTrail, newAddress, newUser, rowCounts } from "../../accounts/test-people.ts";
import type { Attempt } from "../../attempts/attempt.ts";
import { sweep } from "../../attempts/sweep.ts";
import { randomToken, sha256 } from "../../crypto/random.ts";
import { database } from "../../db/client.ts";
import { newestMail, waitingMails } from "../../mail/test-mails.ts";
import { TestAuthenticator } from "../../methods/passkey/test-authenticator.ts";
import { answerSignIn } from "../complete.ts";
import { pageEnd } from "../page-end.ts";
import { passkeyOptions } from "../passkey-options.ts";
import { addOwnPasskey } from "../passkey-settings.ts";
import { signInByPasskey } from "../passkey-sign-in.ts";
import { startCodeStepUp } from "../reauthenticate.ts";
import { whereTo, type TestBrowser } from "../test-browser.ts";
import { mergeByPasskey, mergeByPassword, ownMergeCode, resendMergeCode, startMergeCode, verifyMergeCode } from "./other-side.ts";
import { keepAll, knownBrowser, password, type Person, provedPerson, providerPerson, sessionIn, signIn, visitorIn } from "./test-sides.ts";
import { mergeView, provingSession } from "./view.ts";

/** Proving the other one of two accounts, in the session of the first. */

let browser: TestBrowser;
let vera: Person;
let other: Person;

testInstallation();

beforeEach(async () => {
  browser = knownBrowser();
  [vera, other] = [await provedPerson(), await provedPerson({ name: "Secretly Somebody" })];
  await signIn(browser, vera.userId);
});

const codeFor = async (to: string) => /^\d{6}$/m.exec((await newestMail(database(), to))?.text ?? "")?.[0] ?? "no mail";
const wrong = (code: string) => (code === "000000" ? "111111" : "000000");
const proofsOf = async (attemptId: string) => await database().db.mergeProof.findMany({ where: { attemptId } });
const proofs = async () => await database().db.mergeProof.count();

async function askFor(address: string, of = browser): Promise<Attempt> {
  const started = await startMergeCode(visitorIn(of), await sessionIn(of), address);
  if (started.kind !== "sent") throw new Error(started.kind);
  keepAll(of, started.cookies);
  return started.attempt;
}

/** A result that writes no proof, signs nobody in, and leaves the session as it is. */
async function expectNoProof(work: () => Promise<unknown>): Promise<void> {
  const [before, session, count] = [await rowCounts(database()), browser.cookies.get("authjs.session-token"), await proofs()];
  await work();
  expect(await proofs()).toBe(count);
  expect({ ...(await rowCounts(database())), codes: 0 }).toEqual({ ...before, codes: 0 });
  expect(browser.cookies.get("authjs.session-token")).toEqual(session);
}

test("a code to the other address proves it, without leaving the session, and leads to the two side by side", async () => {
  const own = await sessionIn(browser);
  const attempt = await askFor(other.address);
  const now = Date.now();
  const result = (await verifyMergeCode(visitorIn(browser), attempt, await codeFor(other.address))) as SignInResult;
  expect(result).toEqual({ kind: "waiting", reason: "merge_proved" });
  expect(whereTo(answerSignIn(result, attempt, visitorIn(browser)))).toEqual({ status: 303, path: "/account/merge/preview", query: { attempt: attempt.id } });
  const [proof] = await proofsOf(attempt.id);
  expect(proof).toMatchObject({ attemptId: attempt.id, sessionId: own.id, otherUserId: other.userId, method: "email_code", usedAt: null });
  const lives = ((proof?.expires.getTime() ?? 0) - (proof?.createdAt.getTime() ?? 0)) / 1_000;
  expect([lives, (proof?.createdAt.getTime() ?? 0) >= now]).toEqual([600, true]);
  expect(await attemptEnd(database(), attempt.id)).toMatchObject({ status: "waiting", outcome: "merge_proved" });
  expect(await sessionIn(browser)).toEqual(own);
  expect(await database().db.session.count({ where: { userId: other.userId } })).toBe(0);
  expect(await auditTrail(database(), { userId: other.userId })).toEqual(["merge.proved"]);
});

test("an address that nobody has gets the same work and the same answer, and a kind word only after the right code", async () => {
  const typed = newAddress();
  const before = await rowCounts(database());
  const mails = (await waitingMails(database())).length;
  const [unknown, known] = [await askFor(typed), await askFor(other.address)];
  const rows = await database().db.attempt.findMany({ where: { id: { in: [unknown.id, known.id] } }, select: { intent: true, method: true, status: true, purpose: true, returnTo: true, sessionId: true } });
  expect(rows[0]).toEqual(rows[1]);
  expect(rows[0]).toMatchObject({ intent: "merge", purpose: "merge", method: "email_code", status: "open" });
  expect((await rowCounts(database())).codes).toBe((before.codes ?? 0) + 2);
  const [first, second] = (await waitingMails(database())).slice(mails).map(({ subject, text }) => `${subject} ${text}`.replaceAll(/\b\d{6}\b/g, "CODE"));
  expect(first).toBe(second);
  const seen = async (attempt: Attempt) => ({ ...(await ownMergeCode(visitorIn(browser), attempt.id)), attempt: "", address: "" });
  expect(await seen(unknown)).toEqual(await seen(known));
  await expectNoProof(async () => expect(await verifyMergeCode(visitorIn(browser), unknown, await codeFor(typed))).toEqual({ kind: "refused", outcome: "merge_no_account" }));
  expect(await attemptEnd(database(), unknown.id)).toMatchObject({ status: "failed", outcome: "merge_no_account" });
  expect(await database().db.emailCode.findFirstOrThrow({ where: { attemptId: unknown.id } })).toMatchObject({ usedAt: expect.any(Date) as Date });
});

test("an address that a user merely holds, unproved, proves nobody", async () => {
  const held = newAddress();
  await newUser(database(), { email: held });
  const attempt = await askFor(held);
  await expectNoProof(async () => expect(await verifyMergeCode(visitorIn(browser), attempt, await codeFor(held))).toEqual({ kind: "refused", outcome: "merge_no_account" }));
});

test("what is no address is said so, and nothing is started", async () => {
  const count = await database().db.attempt.count();
  expect(await startMergeCode(visitorIn(browser), await sessionIn(browser), "nobody")).toEqual({ kind: "invalid", outcome: "email_address_invalid" });
  expect(await mergeByPassword(visitorIn(browser), await sessionIn(browser), { email: "nobody", password })).toEqual({ kind: "invalid", outcome: "email_address_invalid" });
  expect(await mergeByPassword(visitorIn(browser), await sessionIn(browser), { email: other.address, password: "" })).toEqual({ kind: "invalid", outcome: "password_missing" });
  expect(await database().db.attempt.count()).toBe(count);
});

test("a wrong code is counted and proves nothing; a newer mail voids the older", async () => {
  const attempt = await askFor(other.address);
  const older = await codeFor(other.address);
  await expectNoProof(async () => expect(await verifyMergeCode(visitorIn(browser), attempt, wrong(older))).toEqual({ kind: "wrong_code", outcome: "email_code_wrong" }));
  const own = await ownMergeCode(visitorIn(browser), attempt.id);
  if (!own.ok) throw new Error(own.outcome);
  expect(await resendMergeCode(visitorIn(browser), own)).toEqual({ kind: "sent" });
  const newer = await codeFor(other.address);
  if (older !== newer) expect(await verifyMergeCode(visitorIn(browser), attempt, older)).toMatchObject({ kind: "wrong_code" });
  expect(await verifyMergeCode(visitorIn(browser), attempt, newer)).toMatchObject({ kind: "waiting" });
});

test("the mail with the code has no link, and says what whoever enters it can do", async () => {
  await askFor(other.address);
  const mail = await newestMail(database(), other.address);
  expect(mail?.text).toContain("put the account of this address together with theirs");
  expect(mail?.text).not.toContain("token=");
  for (const secret of [vera.address, "Vera", "Secretly Somebody"]) expect(mail?.text).not.toContain(secret);
});

test("the account that one is in is that very account, by whatever way it is proved", async () => {
  vera = await provedPerson({ password: true });
  await signIn(browser, vera.userId);
  const attempt = await askFor(vera.address);
  await expectNoProof(async () => {
    expect(await verifyMergeCode(visitorIn(browser), attempt, await codeFor(vera.address))).toEqual({ kind: "refused", outcome: "merge_same_user" });
    expect(await mergeByPassword(visitorIn(browser), await sessionIn(browser), { email: vera.address, password })).toMatchObject({ kind: "tried", tried: { kind: "refused", outcome: "merge_same_user" } });
  });
});

test("the right password proves the other account; a wrong one, an unknown address and one without a password look the same", async () => {
  const withPassword = await provedPerson({ password: true });
  for (const email of [withPassword.address, other.address, newAddress()]) {
    await expectNoProof(async () => {
      expect(await mergeByPassword(visitorIn(browser), await sessionIn(browser), { email, password: "quiver lantern moss pebble" })).toMatchObject({ kind: "tried", tried: { kind: "refused", outcome: "password_wrong" }, attempt: { intent: "merge", method: "password" } });
    });
  }
  const answer = await mergeByPassword(visitorIn(browser), await sessionIn(browser), { email: withPassword.address, password });
  if (answer.kind !== "tried") throw new Error(answer.kind);
  expect(answer.tried).toEqual({ kind: "waiting", reason: "merge_proved" });
  expect(await proofsOf(answer.attempt.id)).toMatchObject([{ otherUserId: withPassword.userId, method: "password" }]);
});

async function passkeyOf(person: Person): Promise<TestAuthenticator> {
  const [settings, device] = [knownBrowser(), new TestAuthenticator()];
  await signIn(settings, person.userId);
  const asked = await passkeyOptions(visitorIn(settings), { purpose: "add" });
  if (asked.kind !== "options") throw new Error(asked.outcome);
  keepAll(settings, [asked.cookie]);
  const added = await addOwnPasskey(visitorIn(settings), { response: device.create(asked.options as PublicKeyCredentialCreationOptionsJSON), name: "Phone" });
  if (added.kind !== "done" || added.result.kind !== "added") throw new Error("no passkey was added");
  return device;
}

async function challenge(of = browser, purpose: "merge" | "sign_in" | "step_up" = "merge"): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const asked = await passkeyOptions(visitorIn(of), { purpose });
  if (asked.kind !== "options") throw new Error(asked.outcome);
  keepAll(of, [asked.cookie]);
  return asked.options as PublicKeyCredentialRequestOptionsJSON;
}

test("a passkey proves the other account, with a challenge that names nobody and is bound to the session", async () => {
  const [device, own] = [await passkeyOf(other), await sessionIn(browser)];
  const options = await challenge();
  expect(options.allowCredentials).toEqual([]);
  expect(await database().db.passkeyChallenge.findUniqueOrThrow({ where: { challengeHash: sha256(options.challenge) } })).toMatchObject({ purpose: "merge", sessionId: own.id, attemptId: null });
  const { passkey } = await mergeByPasskey(visitorIn(browser), own, device.get(options));
  if (passkey.kind !== "decided") throw new Error(passkey.outcome);
  expect(passkey.result).toEqual({ kind: "waiting", reason: "merge_proved" });
  expect(await proofsOf(passkey.attempt.id)).toMatchObject([{ otherUserId: other.userId, method: "passkey", sessionId: own.id }]);
});

test("an answer is heard once, and one that was made for something else, or in another session, proves nothing", async () => {
  const device = await passkeyOf(other);
  const outcomeOf = async (text: string) => {
    const { passkey } = await mergeByPasskey(visitorIn(browser), await sessionIn(browser), text);
    return passkey.kind === "decided" && passkey.result.kind === "refused" ? passkey.result.outcome : passkey.kind;
  };
  const used = device.get(await challenge());
  expect(await outcomeOf(used)).toBe("decided");
  const forSignIn = device.get(await challenge(browser, "sign_in"));
  const forMerge = device.get(await challenge());
  await signIn(browser, vera.userId);
  await expectNoProof(async () => {
    expect(await outcomeOf(used)).toBe("passkey_used");
    expect(await outcomeOf(forSignIn)).toBe("passkey_refused");
    expect(await outcomeOf(forMerge)).toBe("passkey_refused");
    expect(await mergeByPasskey(visitorIn(browser), await sessionIn(browser), "")).toMatchObject({ passkey: { kind: "unheard", outcome: "passkey_needs_script" } });
  });
  const signed = await signInByPasskey(visitorIn(browser), { response: device.get(await challenge()), returnTo: "/" }, () => async () => undefined);
  expect(signed).toMatchObject({ kind: "decided", result: { kind: "refused", outcome: "passkey_refused" } });
});

test("a challenge is given only to somebody whose own side is proved", async () => {
  expect(await passkeyOptions(visitorIn(knownBrowser()), { purpose: "merge" })).toEqual({ kind: "refused", outcome: "reauthentication_required", location: "/signin?returnTo=%2Faccount%2Fmerge" });
  await signIn(browser, vera.userId, "email_code", 601);
  expect(await passkeyOptions(visitorIn(browser), { purpose: "merge" })).toEqual({ kind: "refused", outcome: "reauthentication_required", location: "/reauthenticate?purpose=merge&returnTo=%2Faccount%2Fmerge" });
});

test.each(["suspended", "locked", "deletion_pending"] as const)("an account that is %s is refused by every proof, and nothing is written", async (status) => {
  const person = await provedPerson({ password: true });
  const device = await passkeyOf(person);
  const attempt = await askFor(person.address);
  await database().db.user.update({ where: { id: person.userId }, data: { status }, select: { id: true } });
  const outcome = status === "deletion_pending" ? status : `user_${status}`;
  await expectNoProof(async () => {
    expect(await verifyMergeCode(visitorIn(browser), attempt, await codeFor(person.address))).toEqual({ kind: "refused", outcome });
    expect(await mergeByPassword(visitorIn(browser), await sessionIn(browser), { email: person.address, password })).toMatchObject({ tried: { kind: "refused", outcome } });
    expect(await mergeByPasskey(visitorIn(browser), await sessionIn(browser), device.get(await challenge()))).toMatchObject({ passkey: { result: { kind: "refused", outcome } } });
  });
});

test("another browser, even with the same session, and another session in the same browser take no code", async () => {
  const attempt = await askFor(other.address);
  const code = await codeFor(other.address);
  const thief = knownBrowser();
  thief.cookies.set("authjs.session-token", browser.cookies.get("authjs.session-token") ?? { value: "", path: "/" });
  expect(await ownMergeCode(visitorIn(thief), attempt.id)).toEqual({ ok: false, outcome: "state_mismatch", attempt: null });
  for (const userId of [vera.userId, await newUser(database())]) {
    await signIn(browser, userId);
    expect(await ownMergeCode(visitorIn(browser), attempt.id)).toMatchObject({ ok: false, outcome: "step_up_other_session" });
  }
  // Even past the first check it gives nothing: the session is looked at where the proof is written.
  const count = await proofs();
  expect(await verifyMergeCode(visitorIn(browser), attempt, code)).toEqual({ kind: "refused", outcome: "step_up_other_session" });
  expect(await proofs()).toBe(count);
});

test("the right code in many requests at once makes one proof, and all lead on to the two side by side", async () => {
  const attempt = await askFor(other.address);
  const code = await codeFor(other.address);
  const results = await Promise.all(Array.from({ length: 6 }, () => verifyMergeCode(visitorIn(browser), attempt, code)));
  expect(results.filter(({ kind }) => kind === "waiting")).toHaveLength(1);
  expect(await proofsOf(attempt.id)).toHaveLength(1);
  const again = await ownMergeCode(visitorIn(browser), attempt.id);
  if (again.ok) throw new Error("the code was used");
  expect(await pageEnd(again, visitorIn(browser))).toBe(`/account/merge/preview?attempt=${attempt.id}`);
});

test("a session that ends while the code is looked at is handed no proof", async () => {
  const attempt = await askFor(other.address);
  const visitor = visitorIn(browser);
  const session = await sessionIn(browser);
  const stale = { ...visitor, session: async () => session };
  await database().db.session.delete({ where: { id: session.id }, select: { id: true } });
  expect(await verifyMergeCode(stale, attempt, await codeFor(other.address))).toEqual({ kind: "refused", outcome: "step_up_other_session" });
  expect(await proofsOf(attempt.id)).toEqual([]);
});

test("the signed-in side comes first: nobody proves the other one before it", async () => {
  const asks = { ok: false };
  expect(await mergeView(visitorIn(browser))).toMatchObject({ kind: "prove_other", providers: ["amazon"] });
  await signIn(browser, vera.userId, "email_code", 601);
  expect(await mergeView(visitorIn(browser))).toMatchObject({ kind: "prove_signed_in", path: "/reauthenticate?purpose=merge&returnTo=%2Faccount%2Fmerge" });
  const answer = await provingSession(visitorIn(browser));
  expect(answer).toMatchObject(asks);
  expect(answer.ok ? null : whereTo(answer.response)).toEqual({ status: 303, path: "/reauthenticate", query: { purpose: "merge", returnTo: "/account/merge" } });
  await signIn(browser, vera.userId, "amazon");
  expect(await mergeView(visitorIn(browser))).toMatchObject({ kind: "prove_signed_in" });
  const signedOut = await provingSession(visitorIn(knownBrowser()));
  expect(signedOut.ok ? null : whereTo(signedOut.response)).toEqual({ status: 303, path: "/signin", query: { returnTo: "/account/merge" } });
});

test("a shopper who has just come from a provider and owns nothing better goes on, without providers for the other side", async () => {
  const shopper = await providerPerson();
  await signIn(browser, shopper.userId, "amazon");
  expect(await mergeView(visitorIn(browser))).toMatchObject({ kind: "prove_other", providers: [] });
  await signIn(browser, shopper.userId, "amazon", 601);
  expect(await mergeView(visitorIn(browser))).toMatchObject({ kind: "prove_signed_in" });
});

test("a proof goes with its session, with its attempt and with the other user, and is swept an hour after its time", async () => {
  const prove = async () => {
    const attempt = await askFor(other.address);
    await verifyMergeCode(visitorIn(browser), attempt, await codeFor(other.address));
    return attempt;
  };
  const kept = await prove();
  const [proof] = await proofsOf(kept.id);
  await database().db.session.delete({ where: { id: proof?.sessionId ?? "" }, select: { id: true } });
  expect(await proofsOf(kept.id)).toEqual([]);
  await signIn(browser, vera.userId);
  const old = await prove();
  const after = (minutes: number) => new Date(Date.now() + minutes * 60_000);
  await sweep(database().db, after(69));
  expect(await proofsOf(old.id)).toHaveLength(1);
  await sweep(database().db, after(71));
  expect(await proofsOf(old.id)).toEqual([]);
  await signIn(browser, vera.userId);
  const last = await prove();
  await database().db.user.delete({ where: { id: other.userId }, select: { id: true } });
  expect(await proofsOf(last.id)).toEqual([]);
});

test("an id that names nothing, or another kind of attempt, is unknown", async () => {
  for (const id of [randomUUID(), randomToken(), undefined]) expect(await ownMergeCode(visitorIn(browser), id)).toMatchObject({ ok: false, outcome: "attempt_unknown" });
  const stepUp = await startCodeStepUp(visitorIn(browser), await sessionIn(browser), { purpose: "merge", returnTo: "/account/merge" });
  expect(await ownMergeCode(visitorIn(browser), stepUp.kind === "sent" ? stepUp.attempt.id : "")).toEqual({ ok: false, outcome: "attempt_unknown", attempt: null });
  const answer = await mergeByPassword(visitorIn(browser), await sessionIn(browser), { email: other.address, password: "quiver lantern moss pebble" });
  expect(await ownMergeCode(visitorIn(browser), answer.kind === "tried" ? answer.attempt.id : "")).toMatchObject({ ok: false, outcome: "attempt_used" });
});
