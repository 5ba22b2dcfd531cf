import credentials from "@auth/core/providers/credentials";
import { expect, test } from "vitest";
import { mended, stock, StockBrowser, stockProvider, stubUpstream } from "./test-stock.ts";

/** What stock Auth.js does with database sessions. */

const cookieName = "__Secure-authjs.session-token";
const day = 86_400_000;

function withSession(expires: Date, change: Parameters<typeof stock>[0] = {}) {
  const all = stock(change);
  all.rows.users.push({ id: "vera", name: "Vera", email: "vera@shop.example", emailVerified: null });
  all.rows.sessions.push({ sessionToken: "token", userId: "vera", expires });
  const browser = new StockBrowser();
  browser.cookies.set(cookieName, "token");
  return { ...all, browser };
}

const setsSession = (response: Response) => response.headers.getSetCookie().filter((line) => line.startsWith(cookieName));

test("a session token is a UUID, and the table holds what the cookie holds", async () => {
  const { signIn, rows } = stock();
  const browser = new StockBrowser();
  await signIn(browser);
  const [session] = rows.sessions;
  expect(session?.sessionToken, mended("lib/sessions/issue.ts")).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f-]{21}$/);
  expect(browser.cookies.get(cookieName), mended("lib/sessions/issue.ts")).toBe(session?.sessionToken);
});

test("a row has nothing but token, user and end: no time of authentication, no device, no last visit", async () => {
  const { signIn, rows } = stock();
  await signIn();
  expect(Object.keys(rows.sessions[0] ?? {}).toSorted(), mended("lib/sessions/issue.ts")).toEqual(["expires", "sessionToken", "userId"]);
});

test("every look at a session sets its cookie again", async () => {
  const { send, browser } = withSession(new Date(Date.now() + 30 * day));
  expect(setsSession(await send(browser, "/auth/session")), mended("lib/auth/session-answer.ts")).toHaveLength(1);
  expect(setsSession(await send(browser, "/auth/session"))).toHaveLength(1);
});

test("a look at a session takes away a cookie that it does not know", async () => {
  const { send } = stock();
  const browser = new StockBrowser();
  browser.cookies.set(cookieName, "unknown");
  const [line] = setsSession(await send(browser, "/auth/session"));
  expect(line ?? "", mended("lib/auth/session-answer.ts")).toMatch(/session-token=;.*Max-Age=0/);
});

test("a session slides for ever: one that began years ago is prolonged like any other", async () => {
  const { send, browser, rows, calls } = withSession(new Date(Date.now() + day));
  // The row knows no beginning that could count.
  Object.assign(rows.sessions[0] ?? {}, { createdAt: new Date(0) });
  await send(browser, "/auth/session");
  expect(calls.map(({ name }) => name), mended("lib/sessions/check.ts")).toEqual(["getSessionAndUser", "updateSession"]);
  expect(rows.sessions[0]?.expires.getTime(), mended("lib/sessions/limits.ts")).toBeGreaterThan(Date.now() + 29 * day);
});

test("in an outage of the database a session is answered 200 null, as if nobody were signed in", async () => {
  const { send, browser, adapter } = withSession(new Date(Date.now() + day));
  adapter.getSessionAndUser = () => Promise.reject(new Error("the database is away"));
  const response = await send(browser, "/auth/session");
  expect([response.status, await response.json()], mended("lib/auth/session-answer.ts")).toEqual([200, null]);
});

test("a sign-out whose row cannot be deleted says that all is well", async () => {
  const { send, browser, adapter, rows, logged } = withSession(new Date(Date.now() + day));
  adapter.deleteSession = () => Promise.reject<void>(new Error("the database is away"));
  const response = await send(browser, "/auth/signout", {});
  expect(response.status, mended("lib/auth/sign-out.ts")).toBe(302);
  expect(browser.cookies.has(cookieName), mended("lib/auth/sign-out.ts")).toBe(false);
  expect(rows.sessions).toHaveLength(1);
  expect(logged.errors.map(({ type }) => type)).toEqual(["AdapterError", "SignOutError"]);
});

test("each check of a session asks the database again", async () => {
  const { send, browser, names } = withSession(new Date(Date.now() + 30 * day));
  for (let times = 0; times < 2; times += 1) await send(browser, "/auth/session");
  expect(names(), mended("lib/auth/session.ts")).toEqual(["getSessionAndUser", "getSessionAndUser"]);
});

test("a JWT session outlives its sign-out, and every look at it writes a new one", async () => {
  const { signIn, send } = stock({ config: { session: { strategy: "jwt" } } });
  const vera = new StockBrowser();
  await signIn(vera);
  const issued = vera.cookies.get(cookieName) ?? "";
  expect(setsSession(await send(vera, "/auth/session")), mended("docs/decisions/0001-database-sessions.md")).toHaveLength(1);
  await send(vera, "/auth/signout", {});
  vera.cookies.set(cookieName, issued);
  expect(await (await send(vera, "/auth/session")).json(), mended("docs/decisions/0001-database-sessions.md")).toMatchObject({ user: { name: "Vera" } });
});

test("a provider of credentials writes a JWT beside database sessions, which no look at a session knows", async () => {
  const providers = [stockProvider(stubUpstream().fetch), credentials({ authorize: () => ({ id: "vera", name: "Vera" }) })];
  const { send, rows } = stock({ config: { providers, session: { strategy: "database" } } });
  const vera = new StockBrowser();
  await send(vera, "/auth/callback/credentials", {});
  expect(vera.cookies.get(cookieName) ?? "", mended("lib/auth/password-sign-in.ts")).toMatch(/^eyJ[\w-]+\.\.[\w-]+\./);
  expect(rows.sessions, mended("lib/auth/password-sign-in.ts")).toEqual([]);
  expect(await (await send(vera, "/auth/session")).json()).toBeNull();
});
