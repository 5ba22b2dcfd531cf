import type { AdapterUser } from "@auth/core/adapters";
import { expect, test } from "vitest";
import { type memoryAdapter, mended, relied, stock, StockBrowser, whereTo } from "./test-stock.ts";

/** What stock Auth.js makes of an identity that came back: users, accounts, links. */

const front = { path: "/", error: null };
const notLinked = { path: "/auth/signin", error: "OAuthAccountNotLinked" };

type Memory = Pick<ReturnType<typeof memoryAdapter>, "rows">;

/** Somebody who is there already, signed in in a browser of theirs. */
function existing({ rows }: Memory, user: Partial<AdapterUser> = {}, expires = new Date(Date.now() + 60_000)): { browser: StockBrowser; user: AdapterUser } {
  const whole = { id: "existing", name: "Existing", email: "existing@shop.example", emailVerified: null, ...user };
  rows.users.push(whole);
  rows.sessions.push({ sessionToken: "old-token", userId: whole.id, expires });
  const browser = new StockBrowser();
  browser.cookies.set("__Secure-authjs.session-token", "old-token");
  return { browser, user: whole };
}

test("a sign-in with a session cookie links the account to that user, without a question, and keeps the session", async () => {
  const all = stock();
  const { browser, user } = existing(all);
  expect(whereTo(await all.signIn(browser))).toEqual(front);
  expect(all.rows.accounts.map(({ userId }) => userId), mended("lib/auth/adapter.ts")).toEqual([user.id]);
  expect(all.rows.sessions.map(({ sessionToken }) => sessionToken), mended("lib/sessions/issue.ts")).toEqual(["old-token"]);
});

test("a session that expired long ago still decides to whom the account is linked", async () => {
  const all = stock();
  const { browser, user } = existing(all, {}, new Date(0));
  await all.signIn(browser);
  expect(all.rows.accounts.map(({ userId }) => userId), mended("lib/auth/adapter.ts")).toEqual([user.id]);
});

test("a returning account brings nothing up to date: no token, no name", async () => {
  const all = stock();
  await all.signIn();
  all.upstream.answers.token = () => Response.json({ access_token: "Atza|newer", token_type: "bearer", expires_in: 3_600 });
  all.upstream.answers.profile = () => Response.json({ user_id: "amzn1.account.VERA", name: "Renamed" });
  await all.signIn();
  expect(all.rows.accounts.map(({ access_token }) => access_token), mended("lib/accounts/account-rows.ts")).toEqual(["Atza|access"]);
  expect(all.rows.users.map(({ name }) => name), mended("lib/accounts/account-rows.ts")).toEqual(["Vera"]);
});

test("an address in use and an account of somebody else are one and the same error", async () => {
  const inUse = stock();
  existing(inUse, { email: "vera@shop.example" });
  expect(whereTo(await inUse.signIn()), mended("lib/accounts/decide-link.ts")).toEqual(notLinked);
  const foreign = stock();
  await foreign.signIn();
  const { browser } = existing(foreign);
  expect(whereTo(await foreign.signIn(browser)), mended("lib/accounts/decide-link.ts")).toEqual(notLinked);
});

test("the adapter is asked in a fixed order, twice for the account and around the sign-in callback", async () => {
  const order: string[] = [];
  const all = stock({ config: { callbacks: { signIn: () => order.push(`signIn after ${all.calls.length}`) > 0 } } });
  await all.signIn();
  expect(all.names(), relied("lib/auth/adapter.ts")).toEqual(["getUserByAccount", "getUserByAccount", "getUserByEmail", "createUser", "linkAccount", "createSession"]);
  await all.signIn();
  expect(all.names().slice(6), mended("lib/auth/adapter.ts")).toEqual(["getUserByAccount", "getUserByAccount", "createSession"]);
  expect(order, relied("lib/auth/authjs.ts")).toEqual(["signIn after 1", "signIn after 7"]);
});

test("with an account that is known after the sign-in callback, it writes nothing but the session", async () => {
  const decided: AdapterUser[] = [];
  const all = stock({ config: { callbacks: { signIn: () => decided.push({ id: "ours", email: "", emailVerified: null }) > 0 } } });
  const { browser } = existing(all);
  const asked: string[] = [];
  const refusals = ["createUser", "linkAccount", "updateUser", "getUserByEmail"].map((name) => [name, async () => void asked.push(name)]);
  Object.assign(all.adapter, Object.fromEntries(refusals), { getUserByAccount: async () => decided[0] ?? null, getSessionAndUser: async () => null });
  expect(whereTo(await all.signIn(browser)), relied("lib/auth/adapter.ts")).toEqual(front);
  expect(asked, relied("lib/auth/adapter.ts")).toEqual([]);
  expect(all.names(), relied("lib/auth/adapter.ts")).toEqual(["createSession"]);
});

test("user and account are written apart: a failure between them locks the person out for good", async () => {
  const all = stock();
  const { linkAccount } = all.adapter;
  all.adapter.linkAccount = () => Promise.reject<void>(new Error("connection lost"));
  expect(whereTo(await all.signIn()).error).toBe("Configuration");
  expect([all.rows.users.length, all.rows.accounts.length], mended("lib/accounts/sign-in-with-provider.ts")).toEqual([1, 0]);
  all.adapter.linkAccount = linkAccount;
  expect(whereTo(await all.signIn()), mended("lib/accounts/sign-in-with-provider.ts")).toEqual(notLinked);
});

test("of two first sign-ins at once, one ends as error=Configuration", async () => {
  const all = stock();
  const { createUser } = all.adapter;
  const waiting: (() => void)[] = [];
  // Both have looked and found nobody before either writes.
  all.adapter.createUser = async (user) => {
    await new Promise<void>((resolve) => void (waiting.push(resolve) === 2 && waiting.forEach((go) => go())));
    return await createUser(user);
  };
  const ends = (await Promise.all([all.signIn(), all.signIn()])).map((response) => whereTo(response).error);
  expect(ends.toSorted(), mended("lib/db/retry.ts")).toEqual(["Configuration", null]);
});

test("a user who came by OAuth has an address of which nobody says whether it was proved", async () => {
  const all = stock({ answers: { profile: () => Response.json({ user_id: "amzn1.account.VERA", email: "Vera@Shop.example", email_verified: true }) } });
  await all.signIn();
  expect(all.rows.users.map(({ email, emailVerified }) => [email, emailVerified]), mended("lib/accounts/account-rows.ts")).toEqual([["vera@shop.example", null]]);
});

test("tokens reach the adapter in clear", async () => {
  const all = stock();
  await all.signIn();
  expect(all.rows.accounts[0], mended("lib/token-vault/account-tokens.ts")).toMatchObject({ access_token: "Atza|access", refresh_token: "Atzr|refresh" });
});
