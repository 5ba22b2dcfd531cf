import { expect, test } from "vitest";
import { type Change, mended, relied, stock, StockBrowser, whereTo, withState } from "./test-stock.ts";

/** How stock Auth.js tells what went wrong at the callback: to the person, and to the log. */

const configuration = { path: "/auth/error", error: "Configuration" };
const json = (status: number, body: unknown) => () => Response.json(body, { status });
const html = (status: number) => () => new Response("<title>Sorry</title>", { status, headers: { "content-type": "text/html" } });
const networkFailure = () => Promise.reject(new TypeError("fetch failed"));
const boom = () => Promise.reject(new Error("the database is away"));

type Fault = { name: string; change?: Change; before?: (browser: StockBrowser) => void; code?: string };

const faults: Fault[] = [
  { name: "cookies that were lost", before: (browser) => browser.cookies.clear() },
  { name: "invalid_grant", change: { answers: { token: json(400, { error: "invalid_grant" }) } } },
  { name: "invalid_client", change: { answers: { token: json(401, { error: "invalid_client" }) } } },
  { name: "a token endpoint that is down", change: { answers: { token: html(503) } } },
  { name: "a network that is down", change: { answers: { token: networkFailure } } },
  { name: "a profile that is not JSON", change: { answers: { profile: html(200) } } },
];

test.each(faults)("$name ends as error=Configuration, like every other fault", async ({ change = {}, before }) => {
  const { start, send, callbackOf, logged } = stock({ ...withState, ...change });
  const vera = new StockBrowser();
  const url = await start(vera);
  before?.(vera);
  expect(whereTo(await send(vera, callbackOf(url))), mended("lib/auth/finish-provider.ts")).toEqual(configuration);
  expect(logged.errors.length).toBeGreaterThan(0);
});

test("a state that does not match ends as error=Configuration too", async () => {
  const { start, send, callbackOf } = stock(withState);
  const vera = new StockBrowser();
  const url = await start(vera);
  url.searchParams.set("state", "another");
  expect(whereTo(await send(vera, callbackOf(url))), mended("lib/auth/finish-provider.ts")).toEqual(configuration);
});

test("a reload after a good end is an error", async () => {
  const { start, send, callbackOf } = stock(withState);
  const vera = new StockBrowser();
  const callback = callbackOf(await start(vera));
  expect(whereTo(await send(vera, callback))).toEqual({ path: "/", error: null });
  expect(whereTo(await send(vera, callback)), mended("lib/auth/ended-attempt.ts")).toEqual(configuration);
});

test("a database that fails ends as error=Configuration, and as AccessDenied when the sign-in callback met it", async () => {
  const first = stock();
  first.adapter.getUserByAccount = boom;
  expect(whereTo(await first.signIn()), mended("lib/auth/finish-provider.ts")).toEqual(configuration);
  const second = stock({ config: { callbacks: { signIn: boom } } });
  expect(whereTo(await second.signIn()), mended("lib/auth/authjs.ts")).toEqual({ path: "/auth/error", error: "AccessDenied" });
});

test("an error leaves with its name alone: no reference, no cookie, and the log gets no request", async () => {
  const { start, send, callbackOf } = stock({ ...withState, answers: { token: json(400, { error: "invalid_grant" }) } });
  const vera = new StockBrowser();
  const response = await send(vera, callbackOf(await start(vera)));
  const { searchParams } = new URL(response.headers.get("location") ?? "");
  expect([...searchParams.keys()], mended("lib/auth/answers.ts")).toEqual(["error"]);
});

test("Cancel is an error on the sign-in page, and its reason is thrown away", async () => {
  const { start, send, callbackOf, logged } = stock(withState);
  const vera = new StockBrowser();
  const url = await start(vera);
  expect(whereTo(await send(vera, callbackOf(url).replace("code=code", "error=access_denied"))), mended("lib/auth/finish-provider.ts")).toEqual({ path: "/auth/signin", error: "OAuthCallbackError" });
  const [error] = logged.errors;
  expect([error?.type, error?.cause], mended("lib/oauth/authorization-response.ts")).toEqual(["OAuthCallbackError", undefined]);
});

test("a cookie that is missing is logged as InvalidCheck, the one type that we read", async () => {
  const { start, send, callbackOf, logged } = stock(withState);
  const url = await start(new StockBrowser());
  await send(new StockBrowser(), callbackOf(url));
  expect(logged.errors.map(({ type }) => type), relied("lib/auth/finish-provider.ts")).toEqual(["InvalidCheck"]);
});

test("a sign-in that succeeded may have logged an error: that of an event, which comes too late to matter", async () => {
  const { signIn, rows, logged } = stock({ config: { events: { signIn: boom } } });
  expect(whereTo(await signIn())).toEqual({ path: "/", error: null });
  expect(rows.sessions).toHaveLength(1);
  expect(logged.errors.map(({ type }) => type), mended("lib/auth/finish-provider.ts")).toEqual(["EventError"]);
});

test("a profile() that throws redirects to the callback with code and state in the address", async () => {
  const { start, send, callbackOf } = stock({ provider: { ...withState.provider, profile: () => Promise.reject(new Error("no id")) } });
  const vera = new StockBrowser();
  const location = (await send(vera, callbackOf(await start(vera)))).headers.get("location") ?? "";
  expect(location, mended("lib/auth/amazon-provider.ts")).toMatch(/\/auth\/callback\/amazon\?code=code&state=.+\/signin$/);
});

test("the status of a profile answer is not looked at: two refusals make two users with made-up ids", async () => {
  const { signIn, rows } = stock({ answers: { profile: json(400, { error: "invalid_token", error_description: "no" }) } });
  for (let times = 0; times < 2; times += 1) expect(whereTo(await signIn()), mended("lib/amazon/profile.ts")).toEqual({ path: "/", error: null });
  expect(rows.users, mended("lib/amazon/profile.ts")).toHaveLength(2);
  expect(rows.accounts.map(({ providerAccountId }) => /^[0-9a-f-]{36}$/.test(providerAccountId)), mended("lib/amazon/profile.ts")).toEqual([true, true]);
});

test("a profile is taken as JSON whatever its content type says", async () => {
  const profile = () => new Response('{"user_id":"amzn1.account.VERA"}', { headers: { "content-type": "text/html" } });
  const { signIn, rows } = stock({ answers: { profile } });
  await signIn();
  expect(rows.accounts.map(({ providerAccountId }) => providerAccountId), mended("lib/oauth/json.ts")).toEqual(["amzn1.account.VERA"]);
});

test("nobody compares the client of an access token or the person of tokeninfo: two calls are all it makes", async () => {
  const { signIn, upstream } = stock();
  await signIn();
  expect(upstream.calls.map(({ url }) => new URL(url).pathname), mended("lib/amazon/token-info.ts")).toEqual(["/token", "/profile"]);
});

test("calls to the upstream have no time-out", async () => {
  const { signIn, upstream } = stock();
  await signIn();
  expect(upstream.calls.map(({ init }) => init.signal ?? undefined), mended("lib/oauth/fetch.ts")).toEqual([undefined, undefined]);
});

test("an absurd lifetime is stored as it is", async () => {
  const { signIn, rows } = stock({ answers: { token: json(200, { access_token: "Atza|x", token_type: "bearer", expires_in: 1e18 }) } });
  await signIn();
  expect(rows.accounts[0]?.expires_at, mended("lib/amazon/token.ts")).toBeGreaterThan(9e17);
});

test("an answer of any size is read whole", async () => {
  const { signIn, rows } = stock({ answers: { profile: json(200, { user_id: "amzn1.account.VERA", name: "x".repeat(2_000_000) }) } });
  await signIn();
  expect(rows.users[0]?.name, mended("lib/oauth/fetch.ts")).toHaveLength(2_000_000);
});

test("debug lines hold verifier, code and tokens", async () => {
  const { start, send, callbackOf, upstream, logged } = stock({ ...withState, config: { debug: true } });
  const vera = new StockBrowser();
  await send(vera, callbackOf(await start(vera), "the-secret-code"));
  const verifier = upstream.calls[0]?.body.get("code_verifier") ?? "";
  expect(verifier).toMatch(/^[\w-]{43}$/);
  for (const secret of [verifier, "Atza|access", "Atzr|refresh"]) expect(logged.debug.includes(secret), mended("lib/auth/authjs.ts")).toBe(true);
});
