import { type BrowserContext, type Page, type Request } from "@playwright/test";
import { newAddress, newestCode, newPersona, wrongCode } from "./fixtures/people.ts";
import type { ShopPages } from "./fixtures/shop-pages.ts";
import type { Stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

/** What a sign-in leaves behind in the browser: history, referrers, storage, the page's own data: OA-12, PR-01. */

/** Every request of a context, with the referrer that it carried. */
function watchReferrers(context: BrowserContext): Request[] {
  const requests: Request[] = [];
  context.on("request", (request) => requests.push(request));
  return requests;
}

async function referrersOf(requests: Request[]): Promise<{ url: string; referer: string }[]> {
  const all = await Promise.all(requests.map(async (request) => ({ url: request.url(), referer: (await request.allHeaders().catch(() => request.headers())).referer ?? "" })));
  return all.filter(({ referer }) => referer !== "");
}

/** Everything of this origin that script can read in the browser. */
async function readableIn(page: Page): Promise<string> {
  return await page.evaluate(async () => {
    const databases = await indexedDB.databases();
    const caches = await globalThis.caches.keys();
    const workers = await navigator.serviceWorker.getRegistrations();
    const entries = performance.getEntries().map(({ name }) => name);
    return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, window.name, history.state, databases, caches, workers.length, entries, document.referrer, location.href]);
  });
}

/** What Amazon issued and what was mailed so far, and the values of all cookies. */
async function secretsOf(stack: Stack, shop: ShopPages): Promise<string[]> {
  const issued = stack.sandbox.ledger.issued.map(({ value }) => value);
  const verifiers = stack.sandbox.ledger.calls.flatMap(({ parameters }) => (parameters.code_verifier ? [parameters.code_verifier] : []));
  const cookies = (await shop.page.context().cookies(stack.appUrl)).map(({ value }) => value).filter((value) => value.length > 20);
  return [...issued, ...verifiers, ...cookies];
}

test("after a sign-in, good or bad, code and state are in no address, no history, no referrer and no storage", async ({ page, shop, stack, context }) => {
  const requests = watchReferrers(context);
  const visited: string[] = [];
  page.on("framenavigated", (frame) => frame === page.mainFrame() && visited.push(frame.url()));
  const ada = newPersona(stack);
  await shop.signInWithAmazon(ada);
  await shop.page.goto("/bag");
  // A second sign-in, which Amazon's answer spoils; Amazon still knows her and asks nothing.
  stack.sandbox.faults.add({ endpoint: "tokeninfo", userId: ada.userId, times: 1, aud: "amzn1.application-oa2-client.somebodyelse" });
  await shop.signOutHere();
  await shop.openSignIn();
  await shop.amazonButton().click();
  await expect(page).toHaveURL(/\/signin\/error\?/);
  await page.getByRole("contentinfo").getByRole("link", { name: "Privacy" }).click();
  await shop.expectAt("/privacy");
  const codes = stack.sandbox.ledger.issued.filter(({ kind }) => kind.includes("code")).map(({ value }) => value);
  expect(codes.length).toBeGreaterThanOrEqual(2);
  expect(visited.filter((url) => url.startsWith(stack.appUrl) && /[?&](code=AN|state=)/.test(url))).toEqual([]);
  const referrers = await referrersOf(requests);
  expect(referrers.length).toBeGreaterThan(5);
  const ofAmazonToItself = ({ url, referer }: { url: string; referer: string }) => url.startsWith(stack.sandbox.url) && referer.startsWith(stack.sandbox.url);
  for (const { url, referer } of referrers.filter((one) => !ofAmazonToItself(one))) {
    for (const code of codes) expect(referer.includes(code), url).toBe(false);
    expect(referer, url).not.toMatch(/\/callback\/|\/signin\/error|[?&](code|state|ref)=/);
    // Amazon learns the origin at most.
    if (!url.startsWith(stack.appUrl) && referer.startsWith(stack.appUrl)) expect(referer, url).toBe(`${stack.appUrl}/`);
  }
  // Back through the history: no entry is the callback.
  for (let step = 0; step < 6; step += 1) {
    await page.goBack({ waitUntil: "commit" }).catch(() => null);
    expect(page.url()).not.toContain("/api/auth/callback");
  }
});

test("nothing that is secret, and no address of anybody, can be read by script on any page of a journey", async ({ page, shop, stack, expected }) => {
  expected.statuses.add(422);
  const ada = newPersona(stack);
  const pages: string[] = [];
  const look = async () => {
    await page.waitForLoadState();
    pages.push(await readableIn(page), await page.content());
  };
  await shop.addToBag("Enamel kettle");
  await shop.signInWithAmazon(ada);
  await look();
  await page.getByRole("banner").getByRole("link", { name: /^Bag/ }).click();
  await shop.expectAt("/bag");
  await look();
  await shop.signOutHere();
  await look();
  const email = newAddress();
  await shop.askForCode(email);
  await look();
  const code = await newestCode(stack, email);
  await shop.enterCode(wrongCode(code));
  await expect(page.getByRole("alert").filter({ hasText: "The six digits do not match" })).toBeVisible();
  await look();
  const before = await secretsOf(stack, shop);
  await shop.enterCode(code);
  await shop.expectAt("/account");
  await look();
  const secrets = [...before, ...(await secretsOf(stack, shop))];
  expect(secrets.length).toBeGreaterThan(6);
  for (const text of pages) {
    for (const secret of secrets) expect(text.includes(secret) || text.includes(encodeURIComponent(secret)), `a secret of ${secret.length} characters`).toBe(false);
    expect(new RegExp(`(?<![\\w-])${code}(?![\\w-])`).test(text)).toBe(false);
  }
  // Browser storage holds nothing at all; addresses are on their owner's pages only.
  const stored = await readableIn(page);
  const [local, session, cookies, name, , databases, caches, workers] = JSON.parse(stored) as [object, object, string, string, unknown, unknown[], unknown[], number];
  expect({ local, session, cookies, name, databases, caches, workers }).toEqual({ local: {}, session: {}, cookies: "", name: "", databases: [], caches: [], workers: 0 });
  expect(stored).not.toContain("@");
  await shop.signOutHere();
  expect(await readableIn(page)).not.toContain("@");
  expect(await page.content()).not.toContain(email);
});
