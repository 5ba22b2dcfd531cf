import { beforeEach, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { newSession, newUser, newAddress } from "../accounts/test-people.ts";
import type { Attempt } from "../attempts/attempt.ts";
import { database } from "../db/client.ts";
import type { SetCookie } from "../http/cookies.ts";
import { newestMail } from "../mail/test-mails.ts";
import { hashPassword } from "../methods/password/hash.ts";
import { isKnownClient } from "../rate-limit/known-client.ts";
import { linkView, proveByLink } from "./email-link.ts";
import { startEmailSignIn, verifyEmailSignIn } from "./email-sign-in.ts";
import { hashKey } from "./hash-key.ts";
import { resetByCode } from "./new-password.ts";
import { signInByPassword } from "./password-sign-in.ts";
import { startAddressProof, verifyAddressProof } from "./prove-address.ts";
import { startCodeStepUp, verifyStepUpCode } from "./reauthenticate.ts";
import { TestBrowser } from "./test-browser.ts";
import { type Visitor, visitorOf } from "./visitor.ts";

/** Which proofs make a client known for an address: FB-04. */

let browser: TestBrowser;
let address: string;

const home = "192.0.2.1";
const password = "bramble otter teacup kite";

testInstallation();
beforeEach(async () => {
  browser = new TestBrowser();
  address = newAddress();
  await database().pool.query(`DELETE FROM "RateLimit"`);
});

const joinGuest = () => async () => undefined;
const visitor = (clientAddress: string | undefined = home, of = browser): Visitor => ({ ...visitorOf(of.request("/signin")), clientAddress });
const take = (cookies: readonly SetCookie[]) => browser.take(new Response(null, { headers: cookies.map((cookie) => ["set-cookie", `${cookie.name}=${cookie.value}; Path=/`] as [string, string]) }));
const known = (clientAddress: string | undefined = home, of = address) => isKnownClient({ address: of, clientAddress }, { database: database(), hashKey: hashKey() });

async function mailed(to = address): Promise<{ code: string; token: string }> {
  const { text = "" } = (await newestMail(database(), to)) ?? {};
  return { code: /^\d{6}$/m.exec(text)?.[0] ?? "no code", token: /token=([\w-]{43})$/m.exec(text)?.[1] ?? "no token" };
}

async function start(purpose: "sign_in" | "reset_password" = "sign_in"): Promise<Attempt> {
  const started = await startEmailSignIn(visitor(), { email: address, returnTo: "/saved", purpose });
  if (started.kind !== "sent") throw new Error(started.kind);
  take(started.cookies);
  return started.attempt;
}

/** Signs a new user in in the browser of the test. */
async function signedIn(data: { provedEmail?: string }): Promise<void> {
  const userId = await newUser(database(), data);
  const session = await newSession(database(), userId, { at: new Date() });
  browser.cookies.set("authjs.session-token", { value: session.token, path: "/" });
}

test("a right code makes the client known for the address, whether somebody had it or not, and nobody else", async () => {
  await newUser(database(), { provedEmail: address });
  const had = address;
  for (const next of [had, newAddress()]) {
    address = next;
    const attempt = await start();
    expect(await known()).toBe(false);
    expect(await verifyEmailSignIn(visitor(), attempt, (await mailed()).code, joinGuest)).toMatchObject({ kind: "signed_in" });
    expect([await known(), await known("192.0.2.2"), await known(home, newAddress())]).toEqual([true, false, false]);
  }
});

test("neither asking for a code nor a wrong one makes a client known", async () => {
  const attempt = await start();
  const { code } = await mailed();
  expect(await verifyEmailSignIn(visitor(), attempt, code === "000000" ? "111111" : "000000", joinGuest)).toMatchObject({ kind: "wrong_code" });
  expect(await database().db.rateLimit.count({ where: { key: { startsWith: "known_client:" } } })).toBe(0);
});

test("a link makes the client known where it is used, and not where it is looked at", async () => {
  await start();
  const { token } = await mailed();
  await linkView(visitor("192.0.2.9", new TestBrowser()), token);
  const view = await linkView(visitor(), token);
  if (view.kind !== "confirm") throw new Error(view.kind);
  expect([await known("192.0.2.9"), await known()]).toEqual([false, false]);
  expect(await proveByLink(visitor(), view, joinGuest)).toMatchObject({ kind: "signed_in" });
  expect(await known()).toBe(true);
  // Used up: it makes nobody known any more.
  expect(await proveByLink(visitor("192.0.2.9"), view, joinGuest)).not.toMatchObject({ kind: "signed_in" });
  expect(await known("192.0.2.9")).toBe(false);
});

test("the right password makes the client known, a wrong one does not", async () => {
  const userId = await newUser(database(), { provedEmail: address });
  await database().db.passwordCredential.create({ data: { userId, hash: await hashPassword(password) } });
  const signIn = (text: string) => signInByPassword(visitor(), { email: address, password: text, returnTo: "/" }, joinGuest);
  await signIn("quiver lantern moss pebble");
  expect(await known()).toBe(false);
  await signIn(password);
  expect(await known()).toBe(true);
});

test("so do the codes of a reset, of a fresh proof and of a new address", async () => {
  const attempt = await start("reset_password");
  await resetByCode(visitor(), { attempt, email: { canonical: address }, code: (await mailed()).code, password }, joinGuest);
  expect(await known()).toBe(true);

  address = newAddress();
  await signedIn({ provedEmail: address });
  const session = await visitor().session();
  if (!session) throw new Error("not signed in");
  const stepUp = await startCodeStepUp(visitor(), session, { purpose: "set_password", returnTo: "/account" });
  if (stepUp.kind !== "sent") throw new Error(stepUp.kind);
  take(stepUp.cookies);
  await verifyStepUpCode(visitor(), stepUp.attempt, (await mailed()).code);
  expect(await known()).toBe(true);

  address = newAddress();
  browser = new TestBrowser();
  await signedIn({});
  const proof = await startAddressProof(visitor(), { email: address });
  if (proof.kind !== "sent") throw new Error(proof.kind);
  take(proof.cookies);
  expect(await verifyAddressProof(visitor(), proof.attempt, (await mailed()).code)).toMatchObject({ kind: "confirmed" });
  expect(await known()).toBe(true);
});

test("somebody whose account is on hold is known, too: what counts is the mailbox", async () => {
  await newUser(database(), { provedEmail: address, status: "suspended" });
  const attempt = await start();
  expect(await verifyEmailSignIn(visitor(), attempt, (await mailed()).code, joinGuest)).toEqual({ kind: "refused", outcome: "user_suspended" });
  expect(await known()).toBe(true);
});

test("a mark that cannot be written spoils no sign-in", async () => {
  const attempt = await start();
  const { code } = await mailed();
  await database().pool.query(`CREATE FUNCTION refuse_marks() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW."key" LIKE 'known_client:%' THEN RAISE EXCEPTION 'no marks'; END IF; RETURN NEW; END $$`);
  await database().pool.query(`CREATE TRIGGER refuse_marks BEFORE INSERT ON "RateLimit" FOR EACH ROW EXECUTE FUNCTION refuse_marks()`);
  expect(await verifyEmailSignIn(visitor(), attempt, code, joinGuest)).toMatchObject({ kind: "signed_in" });
  expect(await known()).toBe(false);
  await database().pool.query(`DROP TRIGGER refuse_marks ON "RateLimit"`);
});

test("whoever signed in at home gets a code there while strangers keep asking for others", async () => {
  await verifyEmailSignIn(visitor(), await start(), (await mailed()).code, joinGuest);
  browser = new TestBrowser();
  const asked = [];
  for (let count = 0; count < 8; count += 1) asked.push((await startEmailSignIn(visitor(`198.51.100.${count}`, new TestBrowser()), { email: address, returnTo: "/" })).kind);
  // Her own first mail was asked for before she was known.
  expect(asked).toEqual(["sent", "sent", "sent", "sent", "rate_limited", "rate_limited", "rate_limited", "rate_limited"]);
  const attempt = await start();
  expect(await verifyEmailSignIn(visitor(), attempt, (await mailed()).code, joinGuest)).toMatchObject({ kind: "signed_in", outcome: "signed_in" });
});
