import { createHash } from "node:crypto";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { builtInPersonas } from "#sandbox/amazon/personas.ts";
import { type RunningSandbox, startSandbox } from "#sandbox/amazon/server.ts";
import { testInstallation } from "#scripts/test/installation.ts";
import { newUser, rowCounts } from "../accounts/test-people.ts";
import { sha256 } from "../crypto/random.ts";
import { database } from "../db/client.ts";
import { runInRequestContext } from "../telemetry/request-context.ts";
import { handleAuthGet, handleAuthPost } from "./handlers.ts";
import { sessionAnswer } from "./session-answer.ts";
import { TestBrowser, whereTo } from "./test-browser.ts";

let amazon: RunningSandbox;
let vera: TestBrowser;

const site = "http://localhost:3000";
const redirectUri = `${site}/api/auth/callback/amazon`;
const clientId = "amzn1.application-oa2-client.0123456789abcdef0123456789abcdef";
const secret = "amzn1.oa2-cs.v1.the-older-secret-is-still-the-one";

testInstallation(async () => {
  amazon = await startSandbox({ port: 0, clients: [{ clientId, clientSecret: secret, name: "Shop", privacyUrl: `${site}/privacy`, returnUrls: [redirectUri] }] });
  return {
    AUTH_AMAZON_ID: clientId,
    // The newest secret is not known at Amazon yet: every sign-in falls back to the older one.
    AUTH_AMAZON_SECRET: `amzn1.oa2-cs.v1.newest,${secret}`,
    AUTH_AMAZON_AUTHORIZE_URL: `${amazon.url}/ap/oa`,
    AUTH_AMAZON_API_URL: amazon.url,
  };
});
afterAll(async () => await amazon?.close());

beforeEach(() => {
  vera = new TestBrowser();
});

afterEach(() => {
  amazon.faults.clear();
});

const joined: { token: string | null; userId: string }[] = [];
const joinGuest = (token: string | null) => async (_tx: unknown, userId: string) => void joined.push({ token, userId });

/** Presses the button; the answer is the way to Amazon. */
async function start(browser: TestBrowser, fields: Record<string, string> = { returnTo: "/bag" }, headers: Record<string, string> = {}): Promise<URL> {
  const response = browser.take(await handleAuthPost(browser.form("/api/auth/signin/amazon", fields, headers), ["signin", "amazon"]));
  expect(response.status).toBe(303);
  return new URL(response.headers.get("location") ?? "");
}

/** Decides at Amazon; the answer is the way back. */
async function decide(authorizationUrl: URL, change: { userId?: string; decision?: "allow" | "cancel" } = {}): Promise<string> {
  const body = JSON.stringify({ authorizationUrl: authorizationUrl.href, userId: builtInPersonas.vera.userId, decision: "allow", ...change });
  const response = await fetch(`${amazon.url}/_sandbox/authorize`, { method: "POST", headers: { "content-type": "application/json" }, body });
  const { redirectUrl } = (await response.json()) as { redirectUrl: string };
  return redirectUrl;
}

async function callback(browser: TestBrowser, url: string): Promise<Response> {
  return browser.take(await handleAuthGet(browser.request(url), ["callback", "amazon"], joinGuest));
}

async function journey(browser: TestBrowser, change: Parameters<typeof decide>[1] & { returnTo?: string } = {}): Promise<Response> {
  return await callback(browser, await decide(await start(browser, { returnTo: change.returnTo ?? "/bag" }), change));
}

const whoAmI = async (browser: TestBrowser) => (await (await sessionAnswer(browser.request("/api/auth/session"))).json()) as { user: { id: string; name: string; email: string | null } } | null;
const tokenCalls = () => amazon.ledger.calls.filter(({ path }) => path === "/auth/o2/token");
const attemptOf = (browser: TestBrowser) => database().db.attempt.findFirstOrThrow({ where: { browserHash: sha256(browser.cookies.get("siwa.browser")?.value ?? "") }, orderBy: { createdAt: "desc" } });

/** The end of an attempt that must write nothing and spend nothing. */
async function expectNothing(work: () => Promise<unknown>): Promise<void> {
  const [before, calls] = [await rowCounts(database()), amazon.ledger.calls.length];
  await work();
  expect(await rowCounts(database())).toEqual(before);
  expect(amazon.ledger.calls.length).toBe(calls);
}

function expectRecovery(response: Response, code: string): void {
  expect(whereTo(response)).toMatchObject({ status: 303, path: "/signin/error", query: { code, ref: expect.stringMatching(/^[2-9A-Z]{5}-[2-9A-Z]{5}$/) as string } });
  expect(response.headers.get("cache-control")).toBe("no-store");
}

/** A person of their own for a test, so that no other test has made their user already. */
function newPersona(change: { name?: string; email?: string } = {}) {
  const persona = amazon.personas.add(change);
  if (!persona) throw new Error("the sandbox is full");
  return persona;
}

test("sends the browser to Amazon with S256, state, the configured redirect URI and nothing else of ours", async () => {
  const url = await start(vera, { returnTo: "/bag" }, { host: "evil.example", "x-forwarded-host": "evil.example", "x-forwarded-proto": "https" });
  expect(url.origin + url.pathname).toBe(`${amazon.url}/ap/oa`);
  expect(Object.fromEntries(url.searchParams)).toEqual({
    client_id: clientId,
    scope: "profile",
    response_type: "code",
    redirect_uri: redirectUri,
    state: expect.stringMatching(/^\S{20,}$/) as string,
    code_challenge: expect.stringMatching(/^[\w-]{43}$/) as string,
    code_challenge_method: "S256",
  });
  const attempt = await attemptOf(vera);
  expect(attempt).toMatchObject({ status: "open", intent: "sign_in", method: "amazon", returnTo: "/bag", stateHash: sha256(url.searchParams.get("state") ?? "") });
  expect([...vera.cookies].map(([name, { path }]) => [name, path]).toSorted()).toEqual([
    [`lwa.pkce.${attempt.id}`, "/api/auth/callback/amazon"],
    [`lwa.state.${attempt.id}`, "/api/auth/callback/amazon"],
    ["siwa.browser", "/"],
  ]);
});

test("makes a fresh state and challenge for every start", async () => {
  const urls = [await start(vera), await start(vera), await start(new TestBrowser())];
  for (const name of ["state", "code_challenge"]) expect(new Set(urls.map((url) => url.searchParams.get(name))).size).toBe(3);
});

test("keeps destinations out of cookies, so that eight long ones do not crowd the callback out", async () => {
  for (let index = 0; index < 10; index += 1) await start(vera, { returnTo: `/bag?${"x".repeat(2_000)}` });
  expect(vera.cookies.size).toBe(8 * 2 + 1);
  expect(vera.cookieHeader("/api/auth/callback/amazon").length).toBeLessThan(14_000);
});

test("ends signed in where the shopper wanted to go, with code and verifier sent once and the secret in the body", async () => {
  const persona = newPersona({ name: "Ada", email: "ada@shop.example" });
  const url = await start(vera, { returnTo: "/bag?x=1" });
  const calls = amazon.ledger.calls.length;
  const back = await decide(url, { userId: persona.userId });
  const response = await callback(vera, back);
  expect(whereTo(response)).toEqual({ status: 303, path: "/bag", query: { x: "1" } });
  expect([...vera.cookies.keys()].toSorted()).toEqual(["authjs.session-token", "siwa.browser", "siwa.device", "siwa.last"]);
  expect((await whoAmI(vera))?.user).toMatchObject({ name: "Ada", email: "ada@shop.example" });
  expect(await attemptOf(vera)).toMatchObject({ status: "succeeded", outcome: "signed_up" });
  const made = amazon.ledger.calls.slice(calls);
  expect(made.map(({ method, path, status }) => `${method} ${path} ${status}`)).toEqual(["POST /auth/o2/token 401", "POST /auth/o2/token 200", "GET /auth/o2/tokeninfo 200", "GET /user/profile 200"]);
  const sent = made[1];
  expect(sent?.headers.authorization).toBeUndefined();
  expect(sent?.parameters).toMatchObject({ grant_type: "authorization_code", redirect_uri: redirectUri, client_id: clientId, client_secret: secret });
  expect(createHash("sha256").update(sent?.parameters.code_verifier ?? "").digest("base64url")).toBe(url.searchParams.get("code_challenge"));
  expect(joined.at(-1)).toEqual({ token: null, userId: (await whoAmI(vera))?.user.id });
});

test("stores no secret in clear: no token, code, verifier, state or cookie is found in any column", async () => {
  const url = await start(vera);
  const cookies = [...vera.cookies.values()].map(({ value }) => value);
  await callback(vera, await decide(url));
  const issued = amazon.ledger.issued.map(({ value }) => value);
  const secrets = [...issued, ...cookies, vera.cookies.get("authjs.session-token")?.value ?? "", url.searchParams.get("state") ?? "", tokenCalls().at(-1)?.parameters.code_verifier ?? ""];
  const tables = (await database().pool.query("SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")).rows as { name: string }[];
  for (const { name } of tables) {
    const text = JSON.stringify((await database().pool.query(`SELECT * FROM "${name}"`)).rows);
    for (const value of secrets) expect(text.includes(value), name).toBe(false);
  }
});

test("gives a returning shopper a new session and ends the old one", async () => {
  await journey(vera);
  const before = { who: await whoAmI(vera), token: vera.cookies.get("authjs.session-token")?.value };
  const old = vera.copy();
  await journey(vera);
  expect(vera.cookies.get("authjs.session-token")?.value).not.toBe(before.token);
  expect((await whoAmI(vera))?.user.id).toBe(before.who?.user.id);
  expect(await whoAmI(old)).toBeNull();
});

test("replaces a planted session cookie, known or junk", async () => {
  for (const value of ["x".repeat(43), "junk"]) {
    const browser = new TestBrowser();
    browser.cookies.set("authjs.session-token", { value, path: "/" });
    await journey(browser);
    expect(browser.cookies.get("authjs.session-token")?.value).not.toBe(value);
  }
});

test("ends five tabs well, started in one order and finished in another, each on its own destination", async () => {
  const persona = newPersona({ name: "Five Tabs" });
  const tabs = [];
  for (let index = 0; index < 5; index += 1) tabs.push({ index, url: await start(vera, { returnTo: `/saved?tab=${index}` }) });
  for (const { index, url } of [tabs[3], tabs[0], tabs[4], tabs[2], tabs[1]] as typeof tabs) {
    const response = await callback(vera, await decide(url, { userId: persona.userId }));
    expect(whereTo(response)).toEqual({ status: 303, path: "/saved", query: { tab: String(index) } });
  }
  expect(await database().db.account.count({ where: { providerAccountId: persona.userId } })).toBe(1);
});

test("makes one user of five tabs that finish at the same moment", async () => {
  const persona = newPersona({ name: "Same Moment", email: "same-moment@shop.example" });
  const backs: string[] = [];
  for (let index = 0; index < 5; index += 1) backs.push(await decide(await start(vera), { userId: persona.userId }));
  const responses = await Promise.all(backs.map((back) => handleAuthGet(vera.request(back), ["callback", "amazon"], joinGuest)));
  expect(responses.map((response) => whereTo(response).path)).toEqual(["/bag", "/bag", "/bag", "/bag", "/bag"]);
  expect(await database().db.user.count({ where: { email: "same-moment@shop.example" } })).toBe(1);
});

test("returns quietly after Cancel, and does not take a code for that attempt later", async () => {
  const url = await start(vera, { returnTo: "/saved" });
  const back = await decide(url, { decision: "cancel" });
  await expectNothing(async () => {
    expect(whereTo(await callback(vera, back))).toEqual({ status: 303, path: "/signin", query: { returnTo: "/saved", notice: "consent_denied" } });
  });
  expect(await attemptOf(vera)).toMatchObject({ status: "cancelled", outcome: "consent_denied" });
  const late = await decide(url);
  await expectNothing(async () => expectRecovery(await callback(vera, late), "attempt_used"));
});

test.each([
  ["code and error together", "code=x&error=access_denied", "provider_answer_invalid"],
  ["a foreign issuer", "code=x&iss=https%3A%2F%2Fevil.example", "provider_answer_invalid"],
  ["an error that Amazon has no name for", "error=%3Cscript%3E&error_description=%3Cb%3E", "provider_answer_invalid"],
  ["Amazon's own failure", "error=server_error", "provider_unavailable"],
  ["a scope that we may not ask for", "error=invalid_scope", "client_rejected"],
  ["no code", "", "input_invalid"],
  ["a code that is too long", `code=${"x".repeat(3_000)}`, "input_invalid"],
])("refuses %s, burns the attempt and asks Amazon nothing", async (_name, query, code) => {
  const state = (await start(vera)).searchParams.get("state") ?? "";
  await expectNothing(async () => {
    const response = await callback(vera, `${redirectUri}?${query}&state=${encodeURIComponent(state)}`);
    expectRecovery(response, code);
    expect(response.headers.get("location")).not.toMatch(/script|evil/);
  });
  expect(await attemptOf(vera)).toMatchObject({ status: "failed", outcome: code });
  await expectNothing(async () => expectRecovery(await callback(vera, `${redirectUri}?code=ANcode&state=${encodeURIComponent(state)}`), "attempt_used"));
});

test("refuses a callback without a state, with a foreign one and with a repeated one, and asks Amazon nothing", async () => {
  const state = encodeURIComponent((await start(vera)).searchParams.get("state") ?? "");
  await expectNothing(async () => {
    expectRecovery(await callback(vera, `${redirectUri}?code=x`), "state_mismatch");
    expectRecovery(await callback(vera, `${redirectUri}?code=x&state=guessed`), "attempt_unknown");
    expectRecovery(await callback(vera, `${redirectUri}?code=x&state=${state}&state=${state}`), "input_invalid");
    expectRecovery(await callback(vera, `${redirectUri}?code=%ff&state=%ff`), "state_mismatch");
  });
  expect(await attemptOf(vera)).toMatchObject({ status: "open" });
});

test("keeps the shopper out of an attacker's account: another browser's callback is refused and stays good where it began", async () => {
  const mal = new TestBrowser();
  const back = await decide(await start(mal), { userId: builtInPersonas.mal.userId });
  await journey(vera);
  for (const victim of [vera, new TestBrowser()]) {
    const before = await whoAmI(victim);
    await expectNothing(async () => {
      const response = await callback(victim, back);
      expectRecovery(response, "state_mismatch");
      expect(whereTo(response).query.ref).not.toBe((await attemptOf(mal)).reference);
    });
    expect(await whoAmI(victim)).toEqual(before);
  }
  expect(whereTo(await callback(mal, back)).path).toBe("/bag");
});

test("refuses a code that was issued to another challenge", async () => {
  const mal = new TestBrowser();
  const stolen = new URL(await decide(await start(mal), { userId: builtInPersonas.mal.userId })).searchParams.get("code") ?? "";
  const url = await start(vera);
  const before = await rowCounts(database());
  expectRecovery(await callback(vera, `${redirectUri}?code=${stolen}&state=${encodeURIComponent(url.searchParams.get("state") ?? "")}`), "grant_rejected");
  expect(await rowCounts(database())).toEqual(before);
  expect(await whoAmI(vera)).toBeNull();
});

test("refuses when the check cookies were cleared on the way, and sends no code", async () => {
  const back = await decide(await start(vera));
  const attempt = await attemptOf(vera);
  for (const kind of ["state", "pkce"]) vera.cookies.delete(`lwa.${kind}.${attempt.id}`);
  await expectNothing(async () => expectRecovery(await callback(vera, back), "state_mismatch"));
  expect(await attemptOf(vera)).toMatchObject({ status: "failed", outcome: "state_mismatch" });
});

test("refuses check cookies of another attempt of the same browser", async () => {
  const [first, second] = [await start(vera), await start(vera)];
  const [newer, older] = await database().db.attempt.findMany({ where: { browserHash: (await attemptOf(vera)).browserHash }, orderBy: { createdAt: "desc" } });
  const swapped = vera.copy();
  for (const kind of ["state", "pkce"]) {
    swapped.cookies.set(`lwa.${kind}.${newer?.id}`, vera.cookies.get(`lwa.${kind}.${older?.id}`) as { value: string; path: string });
  }
  expect(first.href).not.toBe(second.href);
  await expectNothing(async () => expectRecovery(await callback(swapped, await decide(second)), "state_mismatch"));
});

test("refuses a return after 15 minutes", async () => {
  const back = await decide(await start(vera));
  const attempt = await attemptOf(vera);
  await database().db.attempt.update({ where: { id: attempt.id }, data: { legExpires: new Date() } });
  await expectNothing(async () => expectRecovery(await callback(vera, back), "attempt_expired"));
  expect(await attemptOf(vera)).toMatchObject({ status: "expired", outcome: "attempt_expired" });
  expect([...vera.cookies.keys()]).toEqual(["siwa.browser"]);
});

test("shows 'you are signed in' when a finished callback is reloaded, and sends the code no second time", async () => {
  const back = await decide(await start(vera, { returnTo: "/saved" }));
  await callback(vera, back);
  await expectNothing(async () => {
    expect(whereTo(await callback(vera, back))).toEqual({ status: 303, path: "/signin", query: { returnTo: "/saved" } });
  });
  vera.cookies.delete("authjs.session-token");
  await expectNothing(async () => expectRecovery(await callback(vera, back), "attempt_used"));
  expect(await whoAmI(vera)).toBeNull();
});

test("spends the code once when the callback comes twice at once, and both end well", async () => {
  const back = await decide(await start(vera));
  const code = new URL(back).searchParams.get("code");
  const responses = await Promise.all([1, 2].map(() => handleAuthGet(vera.request(back), ["callback", "amazon"], joinGuest)));
  expect(responses.map((response) => whereTo(response).path).toSorted()).toEqual(["/bag", "/signin"]);
  // Once with the refused secret, which spends nothing, and once with the good one.
  expect(tokenCalls().filter(({ parameters }) => parameters.code === code).map(({ status }) => status)).toEqual([401, 200]);
});

test("ends a doubled callback well that is looked at only after the first was answered, and no later one without its cookie", async () => {
  const back = await decide(await start(vera));
  const sentAlike = vera.copy();
  const context = { requestId: "r", clientAddress: "192.0.2.1", receivedAt: new Date(), databaseUnavailable: false };
  await callback(vera, back);
  await expectNothing(async () => {
    const twin = await runInRequestContext(context, () => handleAuthGet(sentAlike.request(back), ["callback", "amazon"], joinGuest));
    expect(whereTo(twin).path).toBe("/signin");
    const late = { ...context, receivedAt: new Date(Date.now() + 60_000) };
    expectRecovery(await runInRequestContext(late, () => handleAuthGet(sentAlike.request(back), ["callback", "amazon"], joinGuest)), "attempt_used");
  });
});

test.each([
  ["HEAD", { method: "HEAD" }],
  ["a prefetch", { headers: { "sec-purpose": "prefetch;prerender" } }],
])("spends nothing on %s", async (_name, init) => {
  const back = await decide(await start(vera));
  await expectNothing(async () => expect((await handleAuthGet(vera.request(back, init), ["callback", "amazon"], joinGuest)).status).toBe(405));
  expect(whereTo(await callback(vera, back)).path).toBe("/bag");
});

test.each([
  ["tokeninfo that names another client", { endpoint: "tokeninfo", aud: "amzn1.application-oa2-client.theirs" }, "token_audience_mismatch"],
  ["a profile of another person", { endpoint: "profile", otherUserId: builtInPersonas.mal.userId }, "identity_mismatch"],
  ["a profile without an id", { endpoint: "profile", omitUserId: true }, "provider_answer_invalid"],
  ["a profile that answers 500", { endpoint: "profile", status: 500, body: "{}" }, "provider_unavailable"],
  ["a profile that answers 429", { endpoint: "profile", status: 429, body: "{}" }, "provider_unavailable"],
  ["a profile that answers 302", { endpoint: "profile", status: 302, body: "" }, "provider_answer_invalid"],
  ["a profile that answers 401 with JSON", { endpoint: "profile", status: 401, body: '{"error":"invalid_token"}' }, "provider_answer_invalid"],
  ["a token answer that holds an error", { endpoint: "token", status: 200, body: '{"error":"server_error"}' }, "provider_answer_invalid"],
  ["a captive portal", { endpoint: "token", status: 200, body: "<html>", contentType: "text/html" }, "provider_answer_invalid"],
  ["a token answer that is too large", { endpoint: "token", status: 200, body: `{"access_token":"${"x".repeat(70_000)}"}` }, "provider_answer_invalid"],
  ["a cut connection", { endpoint: "token", reset: true }, "provider_unavailable"],
  ["a token endpoint that is down", { endpoint: "token", status: 503, body: "" }, "provider_unavailable"],
  ["a refused client", { endpoint: "token", status: 401, body: '{"error":"invalid_client"}' }, "client_rejected"],
] as const)("writes nothing after %s", async (_name, fault, code) => {
  amazon.faults.add(fault);
  const persona = newPersona({ name: "Nobody", email: "nobody@shop.example" });
  const before = await rowCounts(database());
  const response = await journey(vera, { userId: persona.userId });
  expectRecovery(response, code);
  expect(await rowCounts(database())).toEqual(before);
  expect([...vera.cookies.keys()]).toEqual(["siwa.browser"]);
  expect(await attemptOf(vera)).toMatchObject({ status: "failed", outcome: code });
});

test.each([0, -1, "soon", 1e18, null])("stores a sane end of the access token when Amazon says that it lives %j seconds", async (expiresIn) => {
  amazon.faults.add({ endpoint: "token", expiresIn });
  const persona = newPersona({ name: "Odd Clock" });
  const begun = Math.floor(Date.now() / 1_000);
  expect(whereTo(await journey(vera, { userId: persona.userId })).path).toBe("/bag");
  const { expires_at } = await database().db.account.findFirstOrThrow({ where: { providerAccountId: persona.userId } });
  expect((expires_at ?? 0) - begun).toBeGreaterThanOrEqual(60);
  expect((expires_at ?? 0) - begun).toBeLessThanOrEqual(86_400 + 30);
});

test.each([
  ["without an address", builtInPersonas.noah.userId, { name: "Noah Nomail", email: null }],
  ["without a name", builtInPersonas.nameless.userId, { name: null, email: "noname@example.test" }],
])("signs a shopper in %s", async (_name, userId, columns) => {
  await journey(vera, { userId });
  expect((await whoAmI(vera))?.user).toMatchObject(columns);
});

test("keeps a hostile name as harmless text of 200 characters at most", async () => {
  await journey(vera, { userId: builtInPersonas.hostile.userId });
  const { name } = (await whoAmI(vera))?.user ?? { name: "" };
  expect([...name].length).toBeLessThanOrEqual(200);
  expect(name).toContain("<script>");
  expect(name).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
});

test("stops at the ladder when the address is proved by a user, and finds it again on reload", async () => {
  await newUser(database(), { name: "Sam", provedEmail: "sam@example.test" });
  const before = await rowCounts(database());
  const back = await decide(await start(vera), { userId: builtInPersonas.sam.userId });
  const response = await callback(vera, back);
  const attempt = await attemptOf(vera);
  expect(whereTo(response)).toEqual({ status: 303, path: "/signin/existing", query: { attempt: attempt.id } });
  expect(await rowCounts(database())).toEqual({ ...before, parked: (before.parked ?? 0) + 1 });
  expect(await whoAmI(vera)).toBeNull();
  await expectNothing(async () => expect(whereTo(await callback(vera, back))).toMatchObject({ path: "/signin/existing" }));
});

test("asks a signed-in shopper who comes back as somebody else, and keeps the session until then", async () => {
  await journey(vera);
  const before = await whoAmI(vera);
  const response = await journey(vera, { userId: newPersona({ name: "Somebody Else" }).userId });
  expect(whereTo(response)).toEqual({ status: 303, path: "/signin/switch", query: { attempt: (await attemptOf(vera)).id } });
  expect(await whoAmI(vera)).toEqual(before);
});

test("hands the guest's token on, and takes the guest cookie away with the sign-in", async () => {
  vera.cookies.set("guest", { value: "g".repeat(43), path: "/" });
  await journey(vera);
  expect(joined.at(-1)?.token).toBe("g".repeat(43));
  expect(vera.cookies.has("guest")).toBe(false);
});

test.each([
  ["an hour ago and more", () => String(Date.now() - 3_600_001), null],
  ["in the time to come", () => String(Date.now() + 60_000), null],
  ["in words", () => "yesterday", null],
  ["in another number", () => "-1", null],
  ["nothing", () => "", null],
  ["too much", () => "1".repeat(5_000), null],
  ["seven seconds ago", () => String(Date.now() - 7_000), expect.closeTo(7_000, -3) as unknown],
])("a page that says it was made %s changes nothing but what is counted", async (_name, shown, looked) => {
  await start(vera, { returnTo: "/bag", shown: shown() });
  const { returnTo, lookedMs } = await database().db.attempt.findFirstOrThrow({ orderBy: { createdAt: "desc" } });
  expect([returnTo, lookedMs]).toEqual(["/bag", looked]);
});

test("refuses the button's form from another site", async () => {
  await expectNothing(async () => {
    const before = await database().db.attempt.count();
    const request = vera.form("/api/auth/signin/amazon", { returnTo: "/bag" }, { origin: "https://evil.example", "sec-fetch-site": "cross-site" });
    expect((await handleAuthPost(request, ["signin", "amazon"])).status).toBe(403);
    expect(await database().db.attempt.count()).toBe(before);
  });
});

test.each([
  [["session"], 404],
  [["csrf"], 404],
  [["providers"], 404],
  [["signout"], 404],
  [["error"], 404],
  [["signin"], 404],
  [["signin", "undefined"], 404],
  [["signin", "__proto__"], 404],
  [["callback", "google"], 404],
  [["callback", "email"], 404],
  [["__proto__"], 404],
  [["constructor"], 404],
  [["callback", "amazon", "x"], 404],
] as const)("serves nothing else of Auth.js: %j", async (path, status) => {
  const [get, post] = [await handleAuthGet(vera.request("/api/auth/x"), path, joinGuest), await handleAuthPost(vera.form("/api/auth/x", {}), path)];
  expect([get.status, post.status]).toEqual([status, status]);
  expect(await get.text()).not.toMatch(/amazon/i);
});

test("answers the wrong method with 405 and the right one", async () => {
  const get = await handleAuthGet(vera.request("/api/auth/signin/amazon"), ["signin", "amazon"], joinGuest);
  const post = await handleAuthPost(vera.form("/api/auth/callback/amazon", {}), ["callback", "amazon"]);
  expect([get.status, get.headers.get("allow"), post.status, post.headers.get("allow")]).toEqual([405, "POST", 405, "GET"]);
});

test("tells who is signed in as JSON, null when nobody is, and sets no cookie", async () => {
  const nobody = await sessionAnswer(vera.request("/api/auth/session"));
  expect([nobody.status, await nobody.json(), nobody.headers.get("set-cookie"), nobody.headers.get("cache-control")]).toEqual([200, null, null, "no-store"]);
  await journey(vera);
  const somebody = await sessionAnswer(vera.request("/api/auth/session"));
  expect(somebody.headers.get("set-cookie")).toBeNull();
  expect(await somebody.json()).toEqual({ user: { id: expect.any(String) as string, name: "Vera Shopper", email: "vera@example.test" }, expires: expect.stringMatching(/^\d{4}-.*Z$/) as string });
});

test("a scope that somebody writes into the address grants nothing that was not asked for, and the next sign-up is as good", async () => {
  for (const [written, kept] of [["profile", "profile"], ["profile postal_code", "profile"], ["profile:user_id", "profile:user_id"], ["profile", "profile"]] as const) {
    const [browser, persona] = [new TestBrowser(), amazon.personas.add({ name: "Vera", postalCode: "00501" })];
    const back = new URL(await decide(await start(browser), { userId: persona?.userId ?? "" }));
    back.searchParams.set("scope", written);
    expect(whereTo(await callback(browser, back.href)).path).toBe("/bag");
    const account = await database().db.account.findFirstOrThrow({ where: { providerAccountId: persona?.userId ?? "" } });
    expect(account).toMatchObject({ scope: kept, providerPostalCode: null });
  }
});
