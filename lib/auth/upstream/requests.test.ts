import { Auth, type AuthConfig, raw } from "@auth/core";
import { expect, test } from "vitest";
import { failureOf, mended, relied, site, stock, StockBrowser, whereTo, withState } from "./test-stock.ts";

/** What stock Auth.js answers to requests of any kind. */

const withCsrf = () => stock({ config: { skipCSRFCheck: undefined as never } });
const csrfToken = async (response: Response) => ((await response.json()) as { csrfToken: string }).csrfToken;

test("a CSRF pair is bound to no session: one from elsewhere is taken", async () => {
  const { send } = withCsrf();
  const [mal, vera] = [new StockBrowser(), new StockBrowser()];
  const token = await csrfToken(await send(mal, "/auth/csrf"));
  for (const [name, value] of mal.cookies) if (name.includes("csrf")) vera.cookies.set(name, value);
  vera.cookies.set("__Secure-authjs.session-token", "of-vera");
  const response = await send(vera, "/auth/signout", { csrfToken: token });
  expect(whereTo(response), mended("lib/http/same-origin.ts")).toEqual({ path: "/", error: null });
  expect(vera.cookies.has("__Secure-authjs.session-token")).toBe(false);
});

test("the form's origin is not looked at", async () => {
  const { config } = stock();
  const headers = { origin: "https://evil.example", "sec-fetch-site": "cross-site", "content-type": "application/x-www-form-urlencoded" };
  const response = await Auth(new Request(`${site}/auth/signin/amazon`, { method: "POST", headers, body: "" }), config);
  expect(response.headers.get("location"), mended("lib/http/same-origin.ts")).toContain("/ap/oa?");
});

test("skipCSRFCheck leaves out the check and its cookie", async () => {
  const { start } = stock();
  const browser = new StockBrowser();
  expect((await start(browser)).pathname, relied("lib/auth/authjs.ts")).toBe("/ap/oa");
  expect([...browser.cookies.keys()].filter((name) => name.includes("csrf")), relied("lib/auth/authjs.ts")).toEqual([]);
});

test("a provider that does not exist is a redirect to error=Configuration, not a 404", async () => {
  const { send } = stock();
  expect(whereTo(await send(new StockBrowser(), "/auth/callback/nobody?code=x")), mended("lib/auth/handlers.ts")).toEqual({ path: "/auth/error", error: "Configuration" });
  expect(whereTo(await send(new StockBrowser(), "/auth/signin/nobody", {})), mended("lib/auth/handlers.ts")).toEqual({ path: "/auth/error", error: "Configuration" });
});

test("an unknown action is 400 Bad request, and so is HEAD, instead of 404 and 405", async () => {
  const { send, config, logged } = stock();
  expect((await send(new StockBrowser(), "/auth/no-such-action")).status, mended("lib/auth/handlers.ts")).toBe(400);
  expect((await Auth(new Request(`${site}/auth/session`, { method: "HEAD" }), config)).status, mended("lib/auth/handlers.ts")).toBe(400);
  expect(logged.errors.map(({ type }) => type)).toEqual(["UnknownAction", "UnknownAction"]);
});

test("no address unlinks an account or deletes a user, although an adapter can do both", async () => {
  const { send, signIn, rows, adapter } = stock();
  const asked: string[] = [];
  Object.assign(adapter, Object.fromEntries(["unlinkAccount", "deleteUser"].map((name) => [name, async () => void asked.push(name)])));
  const vera = new StockBrowser();
  await signIn(vera);
  for (const action of ["unlink", "unlink/amazon", "unlink-account", "account", "delete", "delete-user", "user"]) {
    expect((await send(vera, `/auth/${action}`, { provider: "amazon", id: rows.users[0]?.id ?? "" })).status, mended("lib/auth/unlink-account.ts")).toBe(400);
  }
  expect(asked, mended("lib/auth/unlink-account.ts")).toEqual([]);
});

test("GET on the callback with a provider named undefined is served without a provider", async () => {
  const { send } = stock();
  expect(whereTo(await send(new StockBrowser(), "/auth/callback/undefined?code=x")), mended("lib/auth/handlers.ts")).toEqual({ path: "/auth/error", error: "Configuration" });
});

test("a form of any size is read whole", async () => {
  const { send } = stock();
  const response = await send(new StockBrowser(), "/auth/signin/amazon", { padding: "x".repeat(5_000_000) });
  expect(response.headers.get("location") ?? "", mended("server/body.ts")).toContain("/ap/oa?");
});

test("its own pages say who the providers are, carry no security header, and style themselves inline", async () => {
  const { send } = stock();
  const response = await send(new StockBrowser(), "/auth/signin");
  expect(response.headers.get("content-security-policy"), mended("lib/auth/handlers.ts")).toBeNull();
  expect((await response.text()).includes("<style>"), mended("lib/auth/handlers.ts")).toBe(true);
  expect(Object.keys((await (await send(new StockBrowser(), "/auth/providers")).json()) as object), mended("lib/auth/handlers.ts")).toEqual(["amazon"]);
});

test("parameters of the start reach the authorization request, and may replace our own", async () => {
  const { send } = stock();
  const response = await send(new StockBrowser(), "/auth/signin/amazon?scope=everything&client_id=another", {});
  expect(Object.fromEntries(new URL(response.headers.get("location") ?? "").searchParams), mended("lib/auth/start-provider.ts")).toMatchObject({ scope: "everything", client_id: "another" });
});

test("asked for raw answers, it hands out where to go and its cookies, and throws its own errors once its logger has them", async () => {
  const { config, logged } = stock(withState);
  const asked: AuthConfig = { ...config, raw };
  const browser = new StockBrowser();
  const started = await Auth(browser.request("/auth/signin/amazon", {}), asked);
  const cookie = (name: RegExp) => ({ name: expect.stringMatching(name) as string, value: expect.stringMatching(/^[\w.-]+$/) as string, options: expect.objectContaining({ expires: expect.any(Date) as Date }) as object });
  expect(started, relied("lib/auth/authjs.ts")).toMatchObject({ redirect: expect.stringContaining("/ap/oa?") as string, cookies: expect.arrayContaining([cookie(/state$/), cookie(/pkce/)]) as object[] });
  const thrown = await failureOf(Auth(browser.request("/auth/callback/amazon?code=x&state=y"), asked));
  expect(thrown, relied("lib/auth/authjs.ts")).toMatchObject({ type: "InvalidCheck" });
  expect(logged.errors).toEqual([thrown]);
});
