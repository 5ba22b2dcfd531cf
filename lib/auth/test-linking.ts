import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import type { LinkAnswer } from "../accounts/decide-link.ts";
import { newSession, newUser } from "../accounts/test-people.ts";
import { randomToken, sha256 } from "../crypto/random.ts";
import { database } from "../db/client.ts";
import { waitingMails } from "../mail/test-mails.ts";
import type { SignInMethodName } from "../sessions/methods.ts";
import { grantStepUp, type StepUpPurpose } from "../sessions/step-up.ts";
import { handleAuthGet } from "./handlers.ts";
import { cancelLink, confirmLink, linkView, refuseLink, startLink } from "./link-account.ts";
import { startReconnect } from "./reconnect.ts";
import { settingsPage } from "./settings-paths.ts";
import { TestBrowser, whereTo } from "./test-browser.ts";
import { unlinkOwnAccount } from "./unlink-account.ts";
import { visitorOf } from "./visitor.ts";

/** Linking and unlinking as a browser sees them, over a real database and a sandbox Amazon that the tests start. */
type Amazon = { url: string };

const site = "http://localhost:3000";
const clientId = "amzn1.application-oa2-client.0123456789abcdef0123456789abcdef";
const clientSecret = "amzn1.oa2-cs.v1.the-one-and-only-secret-of-these-tests";

/** The shop as the sandbox knows it. */
export const shopClient = { clientId, clientSecret, name: "Shop", privacyUrl: `${site}/privacy`, returnUrls: [`${site}/api/auth/callback/amazon`] };

/** What the environment of a test installation needs for that Amazon. */
export function linkingEnvironment(amazon: Amazon): Record<string, string> {
  return {
    AUTH_URL: site,
    AUTH_AMAZON_ID: clientId,
    AUTH_AMAZON_SECRET: clientSecret,
    AUTH_AMAZON_AUTHORIZE_URL: `${amazon.url}/ap/oa`,
    AUTH_AMAZON_API_URL: amazon.url,
  };
}

/** Somebody new with a proved address, and a browser of theirs. */
export async function newPerson(change: { method?: SignInMethodName; ageSeconds?: number } = {}): Promise<{ userId: string; email: string; browser: TestBrowser }> {
  const email = `vera.${randomUUID()}@shop.example`;
  const userId = await newUser(database(), { name: "Vera", email, provedEmail: email });
  const browser = new TestBrowser();
  browser.cookies.set("siwa.browser", { value: randomToken(), path: "/" });
  await signInAs(browser, userId, change);
  return { userId, email, browser };
}

/** Gives a browser a session of a user; by a code a moment ago unless told otherwise. @returns its id */
export async function signInAs(browser: TestBrowser, userId: string, { method = "email_code", ageSeconds = 0 }: { method?: SignInMethodName; ageSeconds?: number } = {}): Promise<string> {
  const { id, token } = await newSession(database(), userId, { at: new Date(Date.now() - ageSeconds * 1_000), method });
  browser.cookies.set("authjs.session-token", { value: token, path: "/" });
  return id;
}

export const sessionToken = (browser: TestBrowser) => browser.cookies.get("authjs.session-token")?.value ?? "";
export const sessionOf = async (browser: TestBrowser) => await visitorOf(browser.request("/")).session();

/** Gives the session of a browser a fresh proof for a purpose, as /reauthenticate does. */
export async function prove(browser: TestBrowser, purpose: StepUpPurpose): Promise<void> {
  const session = await sessionOf(browser);
  const granted = session && (await database().transaction((tx) => grantStepUp(tx, { sessionId: session.id, userId: session.userId, purpose, method: "email_code", now: new Date() })));
  if (!granted) throw new Error("nobody is signed in");
  browser.cookies.set("authjs.session-token", { value: granted.token, path: "/" });
}

export const openGrants = async (userId: string) => await database().db.stepUpGrant.count({ where: { session: { userId }, usedAt: null } });

/** Presses the button that leads to Amazon; the answer as it is. @param account which one is to be connected again, where its form says so */
export async function pressStart(browser: TestBrowser, intent: "link" | "reconnect" = "link", account?: string): Promise<Response> {
  const request = browser.form("/account/sign-in-methods/link", { provider: "amazon", intent });
  const visitor = visitorOf(request);
  return browser.take(intent === "link" ? await startLink(request, visitor, "amazon") : await startReconnect(request, visitor, { provider: "amazon", account, returnTo: settingsPage }));
}

/** Decides at Amazon; the answer is the way back. */
export async function decideAtAmazon(amazon: Amazon, authorizationUrl: string, userId: string, decision: "allow" | "cancel" = "allow"): Promise<string> {
  const body = JSON.stringify({ authorizationUrl, userId, decision });
  const response = await fetch(`${amazon.url}/_sandbox/authorize`, { method: "POST", headers: { "content-type": "application/json" }, body });
  return ((await response.json()) as { redirectUrl: string }).redirectUrl;
}

const nobodyJoins = () => async () => undefined;

export async function callback(browser: TestBrowser, url: string): Promise<Response> {
  return browser.take(await handleAuthGet(browser.request(url), ["callback", "amazon"], nobodyJoins));
}

/** From the button to the shop's door: everything but the callback itself. @returns its address */
export async function comeBack(amazon: Amazon, browser: TestBrowser, persona: { userId: string }, intent: "link" | "reconnect" = "link", account?: string): Promise<string> {
  const started = await pressStart(browser, intent, account);
  expect(started.status).toBe(303);
  const location = started.headers.get("location") ?? "";
  expect(location).toContain(`${amazon.url}/ap/oa`);
  return await decideAtAmazon(amazon, location, persona.userId);
}

/** The same with the callback, up to the confirming page. @returns the attempt's id */
export async function toConfirm(amazon: Amazon, browser: TestBrowser, persona: { userId: string }): Promise<string> {
  const to = whereTo(await callback(browser, await comeBack(amazon, browser, persona)));
  expect(to).toMatchObject({ status: 303, path: "/account/sign-in-methods/link/confirm" });
  return to.query.attempt ?? "";
}

/** Sends a form of the confirming page, as its route does. */
export async function answer(browser: TestBrowser, attempt: string, wanted: LinkAnswer | "cancel" = { replaces: null }): Promise<Response> {
  const request = browser.form("/account/sign-in-methods/link/confirm", { attempt });
  const visitor = visitorOf(request);
  const view = await linkView(visitor, attempt);
  if (!view.ok) return browser.take(await refuseLink(request, view, visitor));
  return browser.take(wanted === "cancel" ? await cancelLink(view) : await confirmLink(request, visitor, view, wanted));
}

export async function unlink(browser: TestBrowser, account: string): Promise<Response> {
  const request = browser.form("/account/sign-in-methods/unlink", { account });
  return browser.take(await unlinkOwnAccount(request, visitorOf(request), account));
}

/** Links a persona to whoever is signed in, from the first button to the last. @returns the account's id */
export async function linkAll(amazon: Amazon, browser: TestBrowser, persona: { userId: string }): Promise<string> {
  expect(doneOf(await answer(browser, await toConfirm(amazon, browser, persona)))).toBe("account_linked");
  return (await accountOf(persona))?.id ?? "";
}

/** What the settings page is told that was done; where else it leads, and how, when that is another place. */
export function doneOf(response: Response): string {
  const { status, path, query } = whereTo(response);
  if (status === 303 && path === "/account/sign-in-methods") return query.done ?? "";
  return status === 303 ? `${path}?${new URLSearchParams(query)}` : String(status);
}

export const accountOf = async ({ userId }: { userId: string }) => await database().db.account.findUnique({ where: { provider_providerAccountId: { provider: "amazon", providerAccountId: userId } } });
export const accountsOf = async (userId: string) => await database().db.account.findMany({ where: { userId }, orderBy: { createdAt: "asc" } });
export const attemptRow = async (id: string) => await database().db.attempt.findUniqueOrThrow({ where: { id } });
export const newestAttempt = async (browser: TestBrowser) => await database().db.attempt.findFirstOrThrow({ where: { browserHash: sha256(browser.cookies.get("siwa.browser")?.value ?? "") }, orderBy: { createdAt: "desc" } });
export const parkedOf = async (attemptId: string) => await database().db.parkedIdentity.findUnique({ where: { attemptId } });
/** Subjects of the mails to an address that tell of linked accounts. */
export const noticesTo = async (email: string) => (await waitingMails(database())).filter(({ to, subject }) => to === email && /linked/i.test(subject)).map(({ subject }) => subject);

export const linkedNotice = "Another way to sign in was linked to your Larkspur account";
export const unlinkedNotice = "A linked account was removed from your Larkspur account";
