import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { rowCounts } from "../accounts/test-people.ts";
import { database } from "../db/client.ts";
import { AuthError } from "../errors.ts";
import { readSetCookie } from "../http/test-set-cookie.ts";
import type { ProviderFetch } from "../oauth/fetch.ts";
import type { ProviderName } from "../sessions/methods.ts";
import { handleAuthGet, handleAuthPost } from "./handlers.ts";
import { formTargets, switchedOnProviders } from "./switched-on.ts";
import { TestBrowser, whereTo } from "./test-browser.ts";

/** Google, Apple and Facebook as Auth.js defines them, over a network that answers in their place. */

const site = "https://shop.example";
const known = { google: "https://accounts.google.com", apple: "https://appleid.apple.com" } as const;

let vera: TestBrowser;
let signing: Awaited<ReturnType<typeof generateKeyPair>>;
let published: object;
/** What was asked, and what is answered next. */
const asked: { url: string; headers: Headers; body: URLSearchParams }[] = [];
let answers: Record<string, () => Response | Promise<Response>> = {};

function document(issuer: string): Response {
  const tokens = issuer === known.google ? "https://oauth2.googleapis.com/token" : `${issuer}/auth/token`;
  return Response.json({
    issuer,
    authorization_endpoint: issuer === known.google ? `${issuer}/o/oauth2/v2/auth` : `${issuer}/auth/authorize`,
    token_endpoint: tokens,
    jwks_uri: `${issuer}/keys`,
    id_token_signing_alg_values_supported: ["RS256"],
    ...(issuer === known.google ? { userinfo_endpoint: "https://openidconnect.googleapis.com/v1/userinfo" } : {}),
  });
}

const network = async (input: string | URL | Request, init: RequestInit = {}) => {
  const url = String(input);
  if (url.startsWith("http://localhost") || url.startsWith("http://127.0.0.1")) throw new Error("not this network");
  asked.push({ url, headers: new Headers(init.headers), body: new URLSearchParams(typeof init.body === "string" ? init.body : "") });
  const { origin, pathname } = new URL(url);
  const answer = answers[origin + pathname];
  if (answer) return await answer();
  if (pathname === "/.well-known/openid-configuration") return document(origin);
  if (pathname === "/keys") return Response.json({ keys: [published] });
  throw new TypeError("fetch failed");
};

vi.mock("../oauth/fetch.ts", () => ({
  createProviderFetch: (): ProviderFetch => async (url, init) => {
    const response = await network(url, init).catch(() => {
      throw new AuthError("provider_unavailable", "nobody is there");
    });
    return { status: response.status, contentType: response.headers.get("content-type") ?? "", body: await response.text() };
  },
}));

testInstallation(async () => {
  signing = await generateKeyPair("RS256", { extractable: true });
  published = { ...(await exportJWK(signing.publicKey)), kid: "k", alg: "RS256", use: "sig" };
  return {
    AUTH_URL: site,
    AUTH_GOOGLE_ID: "google-id",
    AUTH_GOOGLE_SECRET: "google-secret",
    AUTH_APPLE_ID: "example.shop",
    AUTH_APPLE_SECRET: "apple-secret",
    AUTH_FACEBOOK_ID: "123",
    AUTH_FACEBOOK_SECRET: "facebook-secret",
    AUTH_PROVIDER_ORDER: "facebook,amazon",
  };
});
beforeEach(() => {
  vera = new TestBrowser();
});
afterEach(() => {
  asked.length = 0;
  answers = {};
});

const joinGuest = () => async () => undefined;

const press = async (provider: ProviderName) => vera.take(await handleAuthPost(vera.form(`/api/auth/signin/${provider}`, { returnTo: "/bag" }), ["signin", provider]));

async function start(provider: ProviderName): Promise<URL> {
  const response = await press(provider);
  expect(response.status).toBe(303);
  return new URL(response.headers.get("location") ?? "");
}

async function get(path: string): Promise<Response> {
  return vera.take(await handleAuthGet(vera.request(path), ["callback", new URL(path, site).pathname.split("/").at(-1) ?? ""], joinGuest));
}

const query = (url: URL, change: Record<string, string> = {}) => new URLSearchParams({ code: "the-code", state: url.searchParams.get("state") ?? "", ...change });

/** A token response with an ID token for this request. */
async function tokensFor(provider: keyof typeof known, url: URL, claims: JWTPayload): Promise<Response> {
  const now = Math.floor(Date.now() / 1_000);
  const audience = provider === "google" ? "google-id" : "example.shop";
  const payload = { iss: known[provider], aud: audience, iat: now, exp: now + 300, nonce: url.searchParams.get("nonce"), ...claims };
  const id_token = await new SignJWT(payload).setProtectedHeader({ alg: "RS256", kid: "k" }).sign(signing.privateKey);
  return Response.json({ access_token: `access-of-${provider}`, token_type: "Bearer", expires_in: 3_600, scope: "openid https://www.googleapis.com/auth/userinfo.email", id_token });
}

const accountOf = async (provider: ProviderName, providerAccountId: string) => await database().db.account.findUnique({ where: { provider_providerAccountId: { provider, providerAccountId } }, include: { user: true } });

test("lists what is switched on in the operator's order, and the places that their buttons lead to", () => {
  expect(switchedOnProviders()).toEqual(["facebook", "amazon", "google", "apple"]);
  expect(formTargets()).toEqual(["https://www.facebook.com", "https://www.amazon.com", "https://accounts.google.com", "https://appleid.apple.com"]);
});

// SC-02
test.each([
  ["google", ["nonce", "pkce", "state"]],
  ["apple", ["nonce", "state"]],
  ["facebook", ["pkce", "state"]],
] as const)("%s: every cookie of an attempt is for https, for this host, for HTTP and for no other site, at its callback alone and for its time alone", async (provider, kinds) => {
  const response = await press(provider);
  const url = new URL(response.headers.get("location") ?? "");
  const set = response.headers.getSetCookie().map(readSetCookie);
  const ended = (await get(`/api/auth/callback/${provider}?${new URLSearchParams({ error: "access_denied", state: url.searchParams.get("state") ?? "" })}`)).headers.getSetCookie().map(readSetCookie);
  const path = `/api/auth/callback/${provider}`;
  const checks = kinds.map((kind) => expect.stringMatching(new RegExp(`^__Secure-${provider}\\.${kind}\\.[\\da-f-]{36}$`)) as string);
  expect(set.map(({ name }) => name).toSorted()).toEqual(["__Host-siwa.browser", ...checks]);
  expect(ended.map(({ name }) => name).toSorted()).toEqual(checks);
  for (const { name, ...line } of [...set, ...ended]) {
    expect(line, name).toMatchObject({ flags: ["secure", "httponly"], sameSite: "lax", domain: false, path: name.startsWith("__Host-") ? "/" : path });
    expect(line.bytes, name).toBeLessThan(4_096);
    expect(line.seconds, name).toBeLessThanOrEqual(name.startsWith("__Host-") ? 86_400 : 15 * 60);
  }
  expect(ended.map(({ seconds }) => seconds)).toEqual(kinds.map(() => 0));
});

test("Google: its own addresses, S256, state and nonce, and the account's address is contact data", async () => {
  const url = await start("google");
  expect(url.origin + url.pathname).toBe("https://accounts.google.com/o/oauth2/v2/auth");
  expect(Object.fromEntries(url.searchParams)).toMatchObject({ client_id: "google-id", scope: "openid profile email", redirect_uri: `${site}/api/auth/callback/google`, code_challenge_method: "S256", nonce: expect.any(String) as string });
  answers["https://oauth2.googleapis.com/token"] = () => tokensFor("google", url, { sub: "1180", name: "Vera Summer", email: "vera@gmail.example", email_verified: true });
  const response = await get(`/api/auth/callback/google?${query(url, { iss: known.google, scope: "email profile openid", authuser: "0", prompt: "consent" })}`);
  expect(whereTo(response)).toMatchObject({ status: 303, path: "/bag" });
  expect(await accountOf("google", "1180")).toMatchObject({ providerEmailVerified: true, scope: "openid https://www.googleapis.com/auth/userinfo.email", user: { name: "Vera Summer", email: "vera@gmail.example", provedEmail: null } });
  const call = asked.find(({ url: to }) => to.endsWith("/token"));
  expect(call?.headers.get("authorization")).toBe(`Basic ${Buffer.from("google-id:google-secret").toString("base64")}`);
  expect(Object.fromEntries(call?.body ?? [])).toMatchObject({ grant_type: "authorization_code", code: "the-code", redirect_uri: `${site}/api/auth/callback/google`, code_verifier: expect.any(String) as string });
  // The ID token had the address: nobody was asked for more.
  expect(asked.map(({ url: to }) => new URL(to).hostname)).not.toContain("openidconnect.googleapis.com");
});

test("Google: an ID token without an address is completed by userinfo, and one of somebody else is refused", async () => {
  for (const [sub, outcome] of [["1181", undefined], ["somebody-else", "identity_mismatch"]] as const) {
    vera = new TestBrowser();
    const url = await start("google");
    answers["https://oauth2.googleapis.com/token"] = () => tokensFor("google", url, { sub: "1181" });
    answers["https://openidconnect.googleapis.com/v1/userinfo"] = () => Response.json({ sub, name: "Vera", email: "vera1181@gmail.example", email_verified: "false" });
    const to = whereTo(await get(`/api/auth/callback/google?${query(url)}`));
    if (outcome) expect(to.query).toMatchObject({ code: outcome, via: "google" });
    else expect(to.path).toBe("/bag");
  }
  expect(await accountOf("google", "1181")).toMatchObject({ providerEmail: "vera1181@gmail.example", providerEmailVerified: false });
});

test("Google: whose document is away is a provider that is not answering, and nothing was started", async () => {
  // Another process of this test has not read the document yet.
  (globalThis as Record<symbol, unknown>)[Symbol.for("siwa.oidc-providers")] = new Map();
  for (const answer of [() => new Response("", { status: 503 }), () => Promise.reject(new TypeError("fetch failed"))]) {
    answers["https://accounts.google.com/.well-known/openid-configuration"] = answer;
    const attempts = await database().db.attempt.count();
    const response = await handleAuthPost(vera.form("/api/auth/signin/google", { returnTo: "/bag" }), ["signin", "google"]);
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("5");
    expect(await database().db.attempt.count()).toBe(attempts);
  }
});

/** What Apple's page posts: from its own site, without our cookies. */
const post = (fields: Record<string, string> | string, headers: Record<string, string> = {}) =>
  new Request(`${site}/api/auth/callback/apple`, {
    method: "POST",
    body: typeof fields === "string" ? fields : new URLSearchParams(fields),
    headers: { origin: "https://appleid.apple.com", "sec-fetch-site": "cross-site", "content-type": "application/x-www-form-urlencoded", ...headers },
  });

test("Apple: the answer is posted, sent on by GET without the person's name, and signs in with the name it came with", async () => {
  const url = await start("apple");
  expect(url.origin + url.pathname).toBe("https://appleid.apple.com/auth/authorize");
  expect(Object.fromEntries(url.searchParams)).toMatchObject({ client_id: "example.shop", scope: "name email", response_mode: "form_post", redirect_uri: `${site}/api/auth/callback/apple`, nonce: expect.any(String) as string });
  const user = JSON.stringify({ name: { firstName: "Vera", lastName: "Summer\u202e" }, email: "vera@forged.example" });
  const before = await rowCounts(database());
  const passed = vera.take(await handleAuthPost(post({ ...Object.fromEntries(query(url)), user }), ["callback", "apple"]));
  expect(await rowCounts(database())).toEqual(before);
  const location = new URL(passed.headers.get("location") ?? "");
  expect([passed.status, location.origin + location.pathname]).toEqual([303, `${site}/api/auth/callback/apple`]);
  expect([...location.searchParams.keys()]).toEqual(["code", "state"]);
  expect(passed.headers.getSetCookie()).toEqual([expect.stringMatching(/^__Secure-siwa\.name\.[\w-]{43}=[\w-]+; Path=\/api\/auth\/callback\/apple; Max-Age=60; HttpOnly; SameSite=Lax; Secure$/) as string]);
  answers["https://appleid.apple.com/auth/token"] = () => tokensFor("apple", url, { sub: "000123.abc.0456", email: "x1y2@privaterelay.appleid.com", email_verified: "true" });
  expect(whereTo(await get(location.pathname + location.search))).toMatchObject({ status: 303, path: "/bag" });
  expect(await accountOf("apple", "000123.abc.0456")).toMatchObject({ providerEmailVerified: true, user: { name: "Vera Summer", email: "x1y2@privaterelay.appleid.com", provedEmail: null } });
  const call = asked.find(({ url: to }) => to.endsWith("/auth/token"));
  expect(Object.fromEntries(call?.body ?? [])).toMatchObject({ client_id: "example.shop", client_secret: "apple-secret", code: "the-code" });
  expect([...vera.cookies.keys()].toSorted()).toEqual(["__Host-authjs.session-token", "__Host-siwa.browser", "__Host-siwa.device", "__Host-siwa.last"]);
});

test("Apple: Cancel is posted too, and is the quiet return", async () => {
  const url = await start("apple");
  const passed = await handleAuthPost(post({ error: "user_cancelled_authorize", state: url.searchParams.get("state") ?? "" }), ["callback", "apple"]);
  const location = new URL(passed.headers.get("location") ?? "");
  expect(whereTo(await get(location.pathname + location.search))).toMatchObject({ path: "/signin", query: { notice: "consent_denied" } });
});

test("Apple: a post of a hostile site changes nothing, and its answer ends like any other that this browser did not ask for", async () => {
  const url = await start("apple");
  const forged = await handleAuthPost(post({ code: "stolen", state: "unknown" }), ["callback", "apple"]);
  const location = new URL(forged.headers.get("location") ?? "");
  expect(whereTo(await get(location.pathname + location.search)).query).toMatchObject({ code: "attempt_unknown" });
  for (const request of [post("{}", { "content-type": "application/json" }), post(`code=${"x".repeat(20_000)}`)]) {
    expect(whereTo(await handleAuthPost(request, ["callback", "apple"])).query).toMatchObject({ code: "input_invalid" });
  }
  const twice = await handleAuthPost(post(`${query(url)}&state=other`), ["callback", "apple"]);
  const second = new URL(twice.headers.get("location") ?? "");
  expect(whereTo(await get(second.pathname + second.search)).query).toMatchObject({ code: "input_invalid" });
  expect(asked.filter(({ url: to }) => to.endsWith("/auth/token"))).toEqual([]);
});

const graph = "https://graph.facebook.com";

test("Facebook: somebody without an address gets in, with the id as the key", async () => {
  const url = await start("facebook");
  expect(url.href).toMatch(/^https:\/\/www\.facebook\.com\/v\d+\.0\/dialog\/oauth\?/);
  expect(Object.fromEntries(url.searchParams)).toMatchObject({ client_id: "123", scope: "email", redirect_uri: `${site}/api/auth/callback/facebook`, code_challenge_method: "S256" });
  answers[`${graph}/oauth/access_token`] = () => Response.json({ access_token: "EAAB", token_type: "bearer", expires_in: 5_183_944 });
  answers[`${graph}/me`] = () => Response.json({ id: "10229", name: "Vera Summer" });
  expect(whereTo(await get(`/api/auth/callback/facebook?${query(url)}`))).toMatchObject({ status: 303, path: "/bag" });
  expect(await accountOf("facebook", "10229")).toMatchObject({ providerEmail: null, providerEmailVerified: null, scope: "email", user: { name: "Vera Summer", email: null } });
  expect(asked.find(({ url: to }) => to.includes("/me?"))?.headers.get("authorization")).toBe("Bearer EAAB");
});

test.each([
  ["a code that is spent", "/oauth/access_token", () => Response.json({ error: { message: "This authorization code has been used.", type: "OAuthException", code: 100 } }, { status: 400 }), "grant_rejected"],
  ["a network that is down", "/oauth/access_token", () => Promise.reject(new TypeError("fetch failed")), "provider_unavailable"],
  ["a profile that is refused", "/me", () => Response.json({ error: { type: "OAuthException" } }, { status: 400 }), "provider_answer_invalid"],
  ["a profile without an id", "/me", () => Response.json({ name: "Vera" }), "provider_answer_invalid"],
  ["a profile that is down", "/me", () => new Response("", { status: 500 }), "provider_unavailable"],
] as const)("Facebook: %s ends on its own page, with nothing written", async (_name, path, answer, outcome) => {
  const url = await start("facebook");
  answers[`${graph}/oauth/access_token`] = () => Response.json({ access_token: "EAAB", token_type: "bearer" });
  answers[`${graph}/me`] = () => Response.json({ id: "10230" });
  answers[graph + path] = answer;
  const before = await rowCounts(database());
  expect(whereTo(await get(`/api/auth/callback/facebook?${query(url)}`)).query).toMatchObject({ code: outcome, via: "facebook" });
  expect(await rowCounts(database())).toEqual(before);
});
