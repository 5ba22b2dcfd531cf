import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { type Lie, type LyingIssuer, startLyingIssuer } from "#sandbox/oidc/lying-issuer.ts";
import { testInstallation } from "#scripts/test/installation.ts";
import { auditTrail, newUser, rowCounts } from "../accounts/test-people.ts";
import { sha256 } from "../crypto/random.ts";
import { database } from "../db/client.ts";
import type { OutcomeCode } from "../outcomes.ts";
import { handleAuthGet, handleAuthPost } from "./handlers.ts";
import { ladderView } from "./existing-account.ts";
import { sessionAnswer } from "./session-answer.ts";
import { TestBrowser, whereTo } from "./test-browser.ts";
import { visitorOf } from "./visitor.ts";

/** Signing in with an OpenID provider that can lie about everything: what an ID token must be, and what it never proves. */

let issuer: LyingIssuer;
let vera: TestBrowser;

const site = "http://localhost:3000";
const client = { clientId: "the-shop", clientSecret: "the-secret" };

testInstallation(async () => {
  issuer = await startLyingIssuer(client);
  return { AUTH_OIDC_ISSUER: issuer.url, AUTH_OIDC_ID: client.clientId, AUTH_OIDC_SECRET: client.clientSecret, AUTH_OIDC_NAME: "Sample Id" };
});
afterAll(async () => await issuer?.close());

let people = 0;
beforeEach(() => {
  vera = new TestBrowser();
  people += 1;
  issuer.person = { sub: `person-${people}`, name: "Vera Summer", email: `vera.${people}@shop.example`, email_verified: true };
});
afterEach(() => {
  issuer.lie = {};
  issuer.asked.length = 0;
});

const joinGuest = () => async () => undefined;

async function start(browser: TestBrowser, provider = "oidc"): Promise<URL> {
  const response = browser.take(await handleAuthPost(browser.form(`/api/auth/signin/${provider}`, { returnTo: "/bag" }), ["signin", provider]));
  expect(response.status).toBe(303);
  return new URL(response.headers.get("location") ?? "");
}

/** The way back that the issuer would send; its code is the nonce of the request. */
function answerTo(url: URL, change: Record<string, string | null> = {}): string {
  const query = new URLSearchParams({ code: url.searchParams.get("nonce") ?? "", state: url.searchParams.get("state") ?? "" });
  for (const [name, value] of Object.entries(change)) {
    if (value === null) query.delete(name);
    else query.set(name, value);
  }
  return `/api/auth/callback/oidc?${query}`;
}

async function callback(browser: TestBrowser, path: string, provider = "oidc"): Promise<Response> {
  return browser.take(await handleAuthGet(browser.request(path), ["callback", provider], joinGuest));
}

const signIn = async (browser: TestBrowser, lie: Lie = {}) => {
  const url = await start(browser);
  issuer.lie = lie;
  return await callback(browser, answerTo(url));
};
const whoAmI = async (browser: TestBrowser) => (await (await sessionAnswer(browser.request("/api/auth/session"))).json()) as { user: { id: string; name: string; email: string | null } } | null;
const attemptOf = (browser: TestBrowser) => database().db.attempt.findFirstOrThrow({ where: { browserHash: sha256(browser.cookies.get("siwa.browser")?.value ?? "") }, orderBy: { createdAt: "desc" } });
const accountOf = async () => await database().db.account.findFirst({ where: { provider: "oidc", providerAccountId: `${sha256(issuer.url).slice(0, 16)}:${issuer.person.sub}` } });

function expectRecovery(response: Response, code: OutcomeCode): void {
  expect(whereTo(response)).toEqual({ status: 303, path: "/signin/error", query: { code, ref: expect.stringMatching(/^[2-9A-Z]{5}-[2-9A-Z]{5}$/) as string, via: "oidc" } });
}

test("asks for exactly what is needed, with S256, state and nonce, kept in cookies of this attempt alone", async () => {
  const url = await start(vera);
  expect(url.origin + url.pathname).toBe(`${issuer.url}/authorize`);
  expect(Object.fromEntries(url.searchParams)).toEqual({
    client_id: client.clientId,
    scope: "openid profile email",
    response_type: "code",
    redirect_uri: `${site}/api/auth/callback/oidc`,
    state: expect.stringMatching(/^\S{20,}$/) as string,
    nonce: expect.stringMatching(/^\S{20,}$/) as string,
    code_challenge: expect.stringMatching(/^[\w-]{43}$/) as string,
    code_challenge_method: "S256",
  });
  const { id, method, status } = await attemptOf(vera);
  expect({ method, status }).toEqual({ method: "oidc", status: "open" });
  const own = [...vera.cookies].filter(([name]) => name !== "siwa.browser").map(([name, { path }]) => [name, path]).toSorted();
  expect(own).toEqual(["nonce", "pkce", "state"].map((kind) => [`oidc.${kind}.${id}`, "/api/auth/callback/oidc"]));
});

test("makes one user with one account, tokens sealed, the verified flag recorded and the address not proved", async () => {
  const response = await signIn(vera);
  expect(whereTo(response)).toMatchObject({ status: 303, path: "/bag" });
  const account = await accountOf();
  expect(account).toMatchObject({ providerName: "Vera Summer", providerEmail: issuer.person.email, providerEmailVerified: true, scope: "openid profile email" });
  expect(account?.access_token).not.toContain("access-of-the-issuer");
  const user = await database().db.user.findUniqueOrThrow({ where: { id: account?.userId ?? "" } });
  expect(user).toMatchObject({ name: "Vera Summer", email: issuer.person.email, provedEmail: null, emailVerified: null });
  expect(await database().db.session.findMany({ where: { userId: user.id }, select: { method: true } })).toEqual([{ method: "oidc" }]);
  expect(await auditTrail(database(), { userId: user.id })).toEqual(["account.linked", "session.created", "user.created"]);
  expect((await whoAmI(vera))?.user.id).toBe(user.id);
  expect([...vera.cookies.keys()].toSorted()).toEqual(["authjs.session-token", "siwa.browser", "siwa.device", "siwa.last"]);
  expect(vera.cookies.get("siwa.last")?.value).toBe("oidc");
});

test("knows somebody who comes back by the subject alone, whatever else has changed", async () => {
  await signIn(vera);
  const before = await accountOf();
  issuer.person = { ...issuer.person, name: "Vera Winter", email: `other.${people}@shop.example`, email_verified: false };
  const other = new TestBrowser();
  expect(whereTo(await signIn(other))).toMatchObject({ path: "/bag" });
  expect(await accountOf()).toMatchObject({ id: before?.id, userId: before?.userId, providerName: "Vera Winter", providerEmailVerified: false });
});

type Refusal = [name: string, lie: Lie, outcome: OutcomeCode];
const seconds = () => Math.floor(Date.now() / 1_000);
const refusals: Refusal[] = [
  ["a signature by another key", { signature: "foreign_key" }, "id_token_signature_invalid"],
  ["a key that the provider does not publish", { signature: "unknown_key" }, "id_token_signature_invalid"],
  ["claims that were changed after signing", { signature: "tampered" }, "id_token_signature_invalid"],
  ["no signature", { signature: "none" }, "id_token_algorithm_refused"],
  ["our own secret as the key", { signature: "secret" }, "id_token_algorithm_refused"],
  ["another issuer", { claims: { iss: "https://evil.example" } }, "id_token_issuer_mismatch"],
  ["no issuer", { without: ["iss"] }, "id_token_issuer_mismatch"],
  ["another audience", { claims: { aud: "another-shop" } }, "id_token_audience_mismatch"],
  ["several audiences and another party", { claims: { aud: ["the-shop", "another-shop"], azp: "another-shop" } }, "id_token_audience_mismatch"],
  ["one audience and another party", { claims: { azp: "another-shop" } }, "id_token_audience_mismatch"],
  ["no audience", { without: ["aud"] }, "id_token_audience_mismatch"],
  ["an end in the past", { claims: { exp: seconds() - 60 } }, "id_token_expired"],
  ["no end", { without: ["exp"] }, "id_token_expired"],
  ["a beginning in the future", { claims: { nbf: seconds() + 3_600 } }, "id_token_expired"],
  ["another nonce", { claims: { nonce: "of-another-sign-in" } }, "id_token_nonce_mismatch"],
  ["no nonce", { without: ["nonce"] }, "id_token_nonce_mismatch"],
  ["no subject", { without: ["sub"] }, "provider_answer_invalid"],
  ["an empty subject", { claims: { sub: "" } }, "provider_answer_invalid"],
  ["the word undefined for a subject", { claims: { sub: "undefined" } }, "provider_answer_invalid"],
];

test.each(refusals)("refuses an ID token with %s, and writes nothing", async (_name, lie, outcome) => {
  const url = await start(vera);
  const before = await rowCounts(database());
  issuer.lie = lie;
  expectRecovery(await callback(vera, answerTo(url)), outcome);
  expect(await rowCounts(database())).toEqual(before);
  expect(await attemptOf(vera)).toMatchObject({ status: "failed", outcome, userId: null });
  expect(await whoAmI(vera)).toBeNull();
  expect([...vera.cookies.keys()]).toEqual(["siwa.browser"]);
});

test.each<Refusal>([
  ["no ID token", { noIdToken: true }, "provider_answer_invalid"],
  ["a code that is spent", { tokenAnswer: { status: 400, body: { error: "invalid_grant" } } }, "grant_rejected"],
  ["a secret that it does not know", { tokenAnswer: { status: 401, body: { error: "invalid_client" } } }, "client_rejected"],
  ["an error of its own", { tokenAnswer: { status: 503, body: {} } }, "provider_unavailable"],
  ["an ID token that is none", { tokenAnswer: { status: 200, body: { access_token: "a", token_type: "Bearer", id_token: "not-a-token" } } }, "provider_answer_invalid"],
])("refuses a token response with %s, and writes nothing", async (_name, lie, outcome) => {
  const url = await start(vera);
  const before = await rowCounts(database());
  issuer.lie = lie;
  expectRecovery(await callback(vera, answerTo(url)), outcome);
  expect(await rowCounts(database())).toEqual(before);
});

test("takes the provider's own name in an answer, and refuses any other before the code is spent", async () => {
  const url = await start(vera);
  expect(whereTo(await callback(vera, answerTo(url, { iss: issuer.url }))).path).toBe("/bag");
  const other = new TestBrowser();
  const second = await start(other);
  issuer.asked.length = 0;
  expectRecovery(await callback(other, answerTo(second, { iss: "https://evil.example" })), "provider_answer_invalid");
  expect(issuer.asked).toEqual([]);
});

test("refuses an answer of one provider to a question that went to another, and leaves the attempt as it is", async () => {
  const url = await start(vera);
  issuer.asked.length = 0;
  const response = await callback(vera, answerTo(url).replace("/oidc?", "/amazon?"), "amazon");
  expect(whereTo(response)).toMatchObject({ path: "/signin/error", query: { code: "state_mismatch" } });
  expect(issuer.asked).toEqual([]);
  expect((await attemptOf(vera)).status).toBe("open");
  expect(whereTo(await callback(vera, answerTo(url))).path).toBe("/bag");
});

test("refuses the answer in another browser, and without the nonce's cookie", async () => {
  const url = await start(vera);
  expect(whereTo(await callback(new TestBrowser(), answerTo(url))).query).toMatchObject({ code: "state_mismatch" });
  vera.cookies.delete(`oidc.nonce.${(await attemptOf(vera)).id}`);
  expectRecovery(await callback(vera, answerTo(url)), "state_mismatch");
});

test("Cancel there is a quiet return", async () => {
  const url = await start(vera);
  const response = await callback(vera, answerTo(url, { code: null, error: "access_denied" }));
  expect(whereTo(response)).toEqual({ status: 303, path: "/signin", query: { returnTo: "/bag", notice: "consent_denied" } });
  expect(await attemptOf(vera)).toMatchObject({ status: "cancelled", outcome: "consent_denied" });
});

test("an address that a user has proved leads to the ladder, verified there or not, and links nothing", async () => {
  for (const email_verified of [true, false]) {
    const email = `held.${email_verified}@shop.example`;
    const userId = await newUser(database(), { email, provedEmail: email });
    issuer.person = { ...issuer.person, sub: `collides-${email_verified}`, email, email_verified };
    const browser = new TestBrowser();
    const before = await rowCounts(database());
    const to = whereTo(await signIn(browser));
    expect(to).toMatchObject({ path: "/signin/existing" });
    expect(await rowCounts(database())).toEqual({ ...before, parked: (before.parked ?? 0) + 1 });
    expect(await database().db.account.count({ where: { userId } })).toBe(0);
    expect(await whoAmI(browser)).toBeNull();
    expect(await ladderView(visitorOf(browser.request("/signin/existing")), to.query.attempt)).toMatchObject({ ok: true, provider: "oidc", step: "offer" });
  }
});

test("two providers that name the same unproved address are two users", async () => {
  await signIn(vera);
  const first = await accountOf();
  issuer.person = { ...issuer.person, sub: `twin-of-${people}` };
  const other = new TestBrowser();
  expect(whereTo(await signIn(other)).path).toBe("/bag");
  expect((await accountOf())?.userId).not.toBe(first?.userId);
});

test("a signed-in person who comes back as somebody else is asked", async () => {
  await signIn(vera);
  const before = await whoAmI(vera);
  issuer.person = { ...issuer.person, sub: `somebody-else-${people}`, email: `somebody.${people}@shop.example` };
  expect(whereTo(await signIn(vera))).toMatchObject({ path: "/signin/switch" });
  expect(await whoAmI(vera)).toEqual(before);
});

test("keeps at most five attempts open, since each costs three cookies, and clears those of the oldest", async () => {
  for (let times = 0; times < 7; times += 1) await start(vera);
  expect([...vera.cookies.keys()].filter((name) => name.startsWith("oidc."))).toHaveLength(15);
  expect(vera.cookieHeader("/api/auth/callback/oidc").length).toBeLessThan(14_000);
});

test.each(["google", "apple", "facebook", "nobody", "__proto__", "undefined"])("serves no address of %s, which is not switched on", async (provider) => {
  expect((await handleAuthPost(vera.form(`/api/auth/signin/${provider}`, {}), ["signin", provider])).status).toBe(404);
  expect((await handleAuthGet(vera.request(`/api/auth/callback/${provider}?code=c&state=s`), ["callback", provider], joinGuest)).status).toBe(404);
});

test("answers 405 to a post at the callback, which only a provider that posts may do", async () => {
  const response = await handleAuthPost(vera.form("/api/auth/callback/oidc", {}), ["callback", "oidc"]);
  expect([response.status, response.headers.get("allow")]).toEqual([405, "GET"]);
});
