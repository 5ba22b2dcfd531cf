import { AsyncLocalStorage } from "node:async_hooks";
import { decode } from "@auth/core/jwt";
import { expect, test } from "vitest";
import { type Change, mended, relied, site, stock, StockBrowser, upstreamUrl, whereTo, withState } from "./test-stock.ts";

/** What stock Auth.js does with the authorization request and its check cookies. */

const checkCookies = (browser: StockBrowser) => [...browser.cookies.keys()].filter((name) => /pkce|state/.test(name)).toSorted();

test("a provider is checked by PKCE alone unless it asks for state", async () => {
  const { start } = stock();
  const { searchParams } = await start(new StockBrowser());
  expect(searchParams.get("code_challenge_method"), relied("lib/auth/amazon-provider.ts")).toBe("S256");
  expect(searchParams.has("state"), mended("lib/auth/amazon-provider.ts")).toBe(false);
});

test("without a scope of ours the request asks for openid, which Amazon does not know", async () => {
  const { start } = stock();
  expect((await start(new StockBrowser())).searchParams.get("scope"), mended("lib/auth/amazon-provider.ts")).toBe("openid profile email");
});

test("the client authenticates by HTTP Basic unless told otherwise", async () => {
  const { signIn, upstream } = stock();
  await signIn();
  const { headers, body } = upstream.calls[0] ?? {};
  expect(headers?.get("authorization"), mended("lib/auth/amazon-provider.ts")).toBe(`Basic ${btoa("client:secret")}`);
  expect(body?.has("client_secret"), mended("lib/auth/amazon-provider.ts")).toBe(false);
});

test("all attempts of a browser share one state cookie and one PKCE cookie, so that the second start spoils the first", async () => {
  const { start, send, callbackOf, logged } = stock(withState);
  const vera = new StockBrowser();
  const [first, second] = [await start(vera), await start(vera)];
  expect(checkCookies(vera), mended("lib/auth/check-cookies.ts")).toHaveLength(2);
  expect(whereTo(await send(vera, callbackOf(first))), mended("lib/auth/check-cookies.ts")).toEqual({ path: "/auth/error", error: "Configuration" });
  expect(logged.errors).not.toEqual([]);
  expect(whereTo(await send(vera, callbackOf(second)))).toEqual({ path: "/", error: null });
});

test("where a provider posts its answer, the state cookie is one that other sites may send along", async () => {
  const { send } = stock({ provider: { checks: ["pkce", "state"], authorization: `${upstreamUrl}/ap/oa?response_mode=form_post` } });
  const response = await send(new StockBrowser(), "/auth/signin/amazon", {});
  const state = response.headers.getSetCookie().find((line) => /state=/.test(line));
  expect(state, mended("lib/auth/check-cookies.ts")).toMatch(/; SameSite=None/);
});

test("a getter for the cookies is read anew for every request, inside the caller's async context", async () => {
  const attempts = new AsyncLocalStorage<string>();
  const change = {
    get cookies() {
      const id = attempts.getStore() ?? "none";
      return { state: { name: `state.${id}` }, pkceCodeVerifier: { name: `pkce.${id}` } };
    },
  };
  const { start, send, callbackOf } = stock({ ...withState, config: change });
  const vera = new StockBrowser();
  const [first, second] = [await attempts.run("1", () => start(vera)), await attempts.run("2", () => start(vera))];
  expect(checkCookies(vera), relied("lib/auth/authjs.ts")).toEqual(["pkce.1", "pkce.2", "state.1", "state.2"]);
  for (const [id, url] of [["1", first], ["2", second]] as const) {
    expect(whereTo(await attempts.run(id, () => send(vera, callbackOf(url)))), relied("lib/auth/authjs.ts")).toEqual({ path: "/", error: null });
  }
  expect(checkCookies(vera)).toEqual([]);
});

test("a state carries nothing of ours: what the start brings for it is written over", async () => {
  const { send, config } = stock(withState);
  const response = await send(new StockBrowser(), "/auth/signin/amazon?state=ours&data=ours", { state: "ours", data: "ours" });
  const token = new URL(response.headers.get("location") ?? "").searchParams.get("state") ?? "";
  const state = await decode({ token, secret: String(config.secret), salt: "encodedState" });
  expect(Object.keys(state ?? {}).toSorted(), mended("lib/auth/start-provider.ts")).toEqual(["exp", "iat", "jti", "random"]);
});

test("a check cookie is sealed for its own name, so that one attempt's opens no other", async () => {
  const { start, send, callbackOf, config, logged } = stock(withState);
  const vera = new StockBrowser();
  const url = await start(vera);
  const [pkce = "", state = ""] = checkCookies(vera);
  config.cookies = { state: { name: "state.other" }, pkceCodeVerifier: { name: "pkce.other" } };
  for (const [from, to] of [[pkce, "pkce.other"], [state, "state.other"]] as const) vera.cookies.set(to, vera.cookies.get(from) ?? "");
  expect(whereTo(await send(vera, callbackOf(url))).error, relied("lib/auth/check-cookies.ts")).toBe("Configuration");
  expect(logged.errors.map(({ type }) => type), relied("lib/auth/finish-provider.ts")).toEqual(["InvalidCheck"]);
});

test("a failed callback clears no check cookie", async () => {
  const { start, send, callbackOf } = stock({ ...withState, answers: { token: () => Response.json({ error: "invalid_grant" }, { status: 400 }) } });
  const vera = new StockBrowser();
  const response = await send(vera, callbackOf(await start(vera)));
  expect(whereTo(response).error).toBe("Configuration");
  expect(response.headers.getSetCookie(), mended("lib/auth/check-cookies.ts")).toEqual([]);
  expect(checkCookies(vera)).toHaveLength(2);
});

test("a state stays good after an error answer: the code that comes later still signs in", async () => {
  const { start, send, callbackOf } = stock(withState);
  const vera = new StockBrowser();
  const url = await start(vera);
  const refusal = await send(vera, callbackOf(url).replace("code=code", "error=access_denied"));
  expect(whereTo(refusal).error).toBe("OAuthCallbackError");
  expect(whereTo(await send(vera, callbackOf(url))), mended("lib/attempts/attempt.ts")).toEqual({ path: "/", error: null });
});

test("the destination is one cookie for all tabs: the last start decides where every tab ends", async () => {
  const { start, send, callbackOf, config } = stock(withState);
  const vera = new StockBrowser();
  const first = await start(vera, { callbackUrl: "/bag" });
  const checks = [...vera.cookies].filter(([name]) => !name.includes("callback-url"));
  await start(vera, { callbackUrl: "/saved" });
  for (const [name, value] of checks) vera.cookies.set(name, value);
  expect(config.cookies).toBeUndefined();
  expect(whereTo(await send(vera, callbackOf(first))).path, mended("lib/auth/check-cookies.ts")).toBe("/saved");
});

test("the redirect URI follows the address of each request, not a configured one", async () => {
  const { start, send, callbackOf, upstream } = stock(withState);
  const vera = new StockBrowser();
  const url = await start(vera);
  expect(url.searchParams.get("redirect_uri"), relied("lib/auth/start-provider.ts")).toBe(`${site}/auth/callback/amazon`);
  await send(vera, `https://elsewhere.test${callbackOf(url)}`);
  expect(upstream.calls[0]?.body.get("redirect_uri"), mended("lib/auth/start-provider.ts")).toBe("https://elsewhere.test/auth/callback/amazon");
});

test("an answer that names an issuer must name the provider's own, and a provider without one takes none", async () => {
  const end = async (change: Change, iss: string) => {
    const { start, send, callbackOf } = stock(change);
    const vera = new StockBrowser();
    return whereTo(await send(vera, `${callbackOf(await start(vera))}&${new URLSearchParams({ iss })}`)).error;
  };
  const own = { provider: { ...withState.provider, issuer: "https://issuer.test" } };
  expect(await end(withState, "https://www.amazon.com"), relied("docs/decisions/0008-second-upstream.md")).toBe("Configuration");
  expect(await end(own, "https://evil.test"), relied("docs/decisions/0008-second-upstream.md")).toBe("Configuration");
  expect(await end(own, "https://issuer.test"), relied("docs/decisions/0008-second-upstream.md")).toBeNull();
});

test("an address of the upstream may be plain http", async () => {
  const { signIn, upstream } = stock();
  expect(whereTo(await signIn()), mended("lib/oauth/fetch.ts")).toEqual({ path: "/", error: null });
  expect(upstream.calls.map(({ url }) => new URL(url).protocol), mended("lib/oauth/fetch.ts")).toEqual(["http:", "http:"]);
});

test("a destination that is not http is answered with a fault of the site", async () => {
  const { send, logged } = stock();
  const response = await send(new StockBrowser(), `/auth/signin/amazon?${new URLSearchParams({ callbackUrl: "javascript:alert(1)" })}`, {});
  expect(response.status, mended("lib/http/return-to.ts")).toBe(500);
  expect(logged.errors.map(({ type }) => type)).toEqual(["InvalidCallbackUrl"]);
});
