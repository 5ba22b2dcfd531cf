import { expect, test } from "vitest";
import type { VerificationToken } from "@auth/core/adapters";
import type { EmailConfig } from "@auth/core/providers/email";
import { mended, stock, StockBrowser, whereTo } from "./test-stock.ts";

/** What stock Auth.js does with sign-in links by e-mail, and why the codes of lib/methods/email-code are our own. */

type Mail = { to: string; url: string; expires: Date };

function stockEmail(createVerificationToken?: () => Promise<never>) {
  const mails: Mail[] = [];
  const tokens: VerificationToken[] = [];
  const email = {
    id: "email",
    type: "email",
    name: "Email",
    sendVerificationRequest: async ({ identifier, url, expires }: { identifier: string; url: string; expires: Date }) => void mails.push({ to: identifier, url, expires }),
  } as unknown as EmailConfig;
  const all = stock({ config: { providers: [email] } });
  Object.assign(all.adapter, {
    createVerificationToken: createVerificationToken ?? (async (token: VerificationToken) => tokens.push(token) && token),
    useVerificationToken: async ({ token }: { token: string }) => {
      const index = tokens.findIndex((row) => row.token === token);
      return index < 0 ? null : (tokens.splice(index, 1)[0] ?? null);
    },
  });
  const ask = async (browser = new StockBrowser(), address = "vera@shop.example") => await all.send(browser, "/auth/signin/email", { email: address });
  const linkOf = (index = 0) => (mails[index]?.url ?? "").replace(/^https:\/\/[^/]+/, "");
  return { ...all, mails, tokens, ask, linkOf };
}

test("a link that was never stored is mailed all the same", async () => {
  const { ask, mails } = stockEmail(() => Promise.reject(new Error("the database is away")));
  expect(whereTo(await ask()).error).toBe("Configuration");
  expect(mails, mended("lib/methods/email-code/request-code.ts")).toHaveLength(1);
});

test("a link is good for a day", async () => {
  const { ask, mails } = stockEmail();
  await ask();
  expect((mails[0]?.expires.getTime() ?? 0) - Date.now(), mended("lib/attempts/times.ts")).toBeGreaterThan(86_000_000);
});

test("a link is used up by the first GET, such as a mail scanner's", async () => {
  const { ask, linkOf, send } = stockEmail();
  const vera = new StockBrowser();
  await ask(vera);
  expect(whereTo(await send(new StockBrowser(), linkOf())).error).toBeNull();
  expect(whereTo(await send(vera, linkOf())).error, mended("lib/methods/email-code/sign-in-with-email.ts")).toBe("Verification");
});

test("a link signs in whatever browser opens it", async () => {
  const { ask, linkOf, send } = stockEmail();
  await ask();
  const stranger = new StockBrowser();
  await send(stranger, linkOf());
  expect(stranger.cookies.has("__Secure-authjs.session-token"), mended("lib/methods/email-code/stored-code.ts")).toBe(true);
});

test("a newer link leaves the older one good", async () => {
  const { ask, linkOf, send } = stockEmail();
  await ask();
  await ask();
  expect(whereTo(await send(new StockBrowser(), linkOf(0))).error, mended("lib/methods/email-code/request-code.ts")).toBeNull();
});

test("nobody counts how many mails an address is sent", async () => {
  const { ask, mails } = stockEmail();
  for (let times = 0; times < 25; times += 1) await ask();
  expect(mails, mended("lib/rate-limit/limits.ts")).toHaveLength(25);
});

test("a proof of an address signs in to the user who merely holds it, with everything that others put there", async () => {
  const { ask, linkOf, send, rows } = stockEmail();
  rows.users.push({ id: "mals", name: "Mal", email: "vera@shop.example", emailVerified: null });
  rows.accounts.push({ userId: "mals", provider: "amazon", providerAccountId: "amzn1.account.MAL", type: "oauth" });
  await ask();
  await send(new StockBrowser(), linkOf());
  expect(rows.sessions.map(({ userId }) => userId), mended("lib/methods/email-code/claimed-address.ts")).toEqual(["mals"]);
  expect(rows.accounts).toHaveLength(1);
});

test("an address may hold a NUL and 5,000 characters", async () => {
  const { ask, mails } = stockEmail();
  for (const address of ["ve\0ra@shop.example", `${"v".repeat(5_000)}@shop.example`]) await ask(new StockBrowser(), address);
  expect(mails.map(({ to }) => to.length), mended("lib/accounts/email-address.ts")).toEqual([18, 5_013]);
});
