import { randomToken } from "../../crypto/random.ts";
import { newAddress, newSession, newUser } from "../../accounts/test-people.ts";
import type { SetCookie } from "../../http/cookies.ts";
import { database } from "../../db/client.ts";
import { hashPassword } from "../../methods/password/hash.ts";
import type { SessionView } from "../../sessions/check.ts";
import type { SignInMethodName } from "../../sessions/methods.ts";
import { TestBrowser } from "../test-browser.ts";
import { type Visitor, visitorOf } from "../visitor.ts";

/** Two accounts of one person, for the tests of a merge. */

export const password = "bramble otter teacup kite";

export type Person = { userId: string; address: string };

/** A user with a proved address, and a password where one is wanted. */
export async function provedPerson(change: { name?: string; password?: boolean } = {}): Promise<Person> {
  const address = newAddress();
  const userId = await newUser(database(), { name: change.name ?? "Vera", email: address, provedEmail: address });
  if (change.password) await database().db.passwordCredential.create({ data: { userId, hash: await hashPassword(password) }, select: { userId: true } });
  return { userId, address };
}

/** A user who has an account at a provider and nothing else. */
export async function providerPerson(change: { name?: string; provider?: string; subject?: string } = {}): Promise<{ userId: string; subject: string }> {
  const subject = change.subject ?? `amzn1.account.${randomToken()}`;
  const userId = await newUser(database(), { name: change.name ?? "Vera" });
  await database().db.account.create({ data: { userId, provider: change.provider ?? "amazon", providerAccountId: subject }, select: { id: true } });
  return { userId, subject };
}

/** A browser that has been here before, so that it has its names. */
export function knownBrowser(): TestBrowser {
  const browser = new TestBrowser();
  for (const name of ["siwa.browser", "siwa.passkey"]) keep(browser, name, randomToken());
  return browser;
}

const keep = (browser: TestBrowser, name: string, value: string) => void browser.cookies.set(name, { value, path: "/" });

/** Keeps the cookies that a step gave. */
export function keepAll(browser: TestBrowser, cookies: readonly SetCookie[]): void {
  for (const { name, value } of cookies) keep(browser, name, value);
}

export const visitorIn = (browser: TestBrowser): Visitor => visitorOf(browser.request("/account/merge"));

/** Signs a browser in, so many seconds ago. */
export async function signIn(browser: TestBrowser, userId: string, method: SignInMethodName = "email_code", ageSeconds = 0): Promise<{ id: string; userId: string }> {
  const session = await newSession(database(), userId, { at: new Date(Date.now() - ageSeconds * 1_000), method });
  keep(browser, "authjs.session-token", session.token);
  return session;
}

export async function sessionIn(browser: TestBrowser): Promise<SessionView> {
  const view = await visitorIn(browser).session();
  if (!view) throw new Error("nobody is signed in");
  return view;
}
