import { t } from "#lib/i18n/index.ts";
import { type HttpBrowser, locationOf } from "../fixtures/http-browser.ts";
import { pathOf, sessionOf, signedIn, startEmail } from "../fixtures/journey.ts";
import { newAddress, newestCode, newPersona, userIdOf } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import type { Stack } from "../fixtures/stack.ts";

/** What the page says once somebody has signed out, also where no cookie remembers how they came; and signing out in several browsers at once. */

const staysSignedIn = t("auth.signOut.providerTitle", { provider: "Amazon" });
const amazonsOwn = 'href="https://www.amazon.com/"';

async function onSharedComputer(browser: HttpBrowser): Promise<HttpBrowser> {
  await browser.post("/signin", { computer: "shared", returnTo: "/account" });
  return browser;
}

/** Follows a sign-out to its page. @returns what the page says */
async function signedOutPage(browser: HttpBrowser, fields: Record<string, string>): Promise<string> {
  const answer = await browser.post("/signout", fields);
  expect([answer.status, locationOf(answer).pathname]).toEqual([303, "/signout"]);
  expect(await sessionOf(browser)).toBeNull();
  const { body } = await browser.get(pathOf(answer));
  expect(body).toContain(t("auth.signedOut.title"));
  return body;
}

async function signedInByCode(stack: Stack, browser: HttpBrowser): Promise<void> {
  const email = newAddress();
  await browser.post("/signin/verify", { attempt: await startEmail(browser, email), code: await newestCode(stack, email) });
  expect(await sessionOf(browser)).not.toBeNull();
}

for (const scope of ["this", "everywhere"]) {
  test(`on a shared computer who came with Amazon is told that Amazon stays signed in, and where to end that: ${scope}`, async ({ stack, open }) => {
    const vera = await onSharedComputer(open());
    await signedIn(stack, vera, newPersona(stack));
    expect(vera.cookie("siwa.last")).toBeUndefined();
    const body = await signedOutPage(vera, { scope });
    for (const words of [staysSignedIn, amazonsOwn]) expect(body).toContain(words);
  });
}

test("on a shared computer who came with a code is told nothing of Amazon", async ({ stack, open }) => {
  const vera = await onSharedComputer(open());
  await signedInByCode(stack, vera);
  const body = await signedOutPage(vera, { scope: "this" });
  for (const words of [staysSignedIn, amazonsOwn]) expect(body).not.toContain(words);
});

test("the second send of a double click says the same: each form brings what its page knew", async ({ stack, open }) => {
  const vera = await onSharedComputer(open());
  await signedIn(stack, vera, newPersona(stack));
  for (const page of ["/signout", "/account/sessions"]) expect((await vera.get(page)).body).toContain('name="via" value="amazon"');
  const twin = vera.copy();
  for (const browser of [vera, twin]) expect(await signedOutPage(browser, { scope: "everywhere", via: "amazon" })).toContain(staysSignedIn);
});

test("what the session was wins over what the form says, and what is no provider is ignored, in form and address", async ({ stack, open }) => {
  const vera = open();
  await signedInByCode(stack, vera);
  expect(pathOf(await vera.post("/signout", { scope: "this", via: "amazon" }))).toBe("/signout");
  for (const via of ["", "x", "email_code", "__proto__", "amazon,google", '"><b>', "a".repeat(3_000)]) {
    expect(pathOf(await open().post("/signout", { scope: "this", via }))).toBe("/signout");
    const { status, body } = await open().get(`/signout?${new URLSearchParams({ via })}`);
    expect([status, body.includes(t("auth.signedOut.title")), body.includes(amazonsOwn), body.includes('"><b>')]).toEqual([200, true, false, false]);
  }
  expect((await open().get("/signout?via=amazon&via=amazon")).body).not.toContain(amazonsOwn);
});

test("signing out everywhere in several browsers at once ends well in both, again and again", async ({ stack, open }) => {
  const persona = newPersona(stack);
  for (let round = 0; round < 8; round += 1) {
    const browsers = [open(), open(), open()];
    for (const browser of browsers) await signedIn(stack, browser, persona);
    const answers = await Promise.all(browsers.map((browser) => browser.post("/signout", { scope: "everywhere" })));
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    expect(answers.map((answer) => locationOf(answer).pathname)).toEqual(["/signout", "/signout", "/signout"]);
    expect((await stack.sql.query(`SELECT 1 FROM "Session" WHERE "userId" = $1`, [await userIdOf(stack, persona)])).rowCount).toBe(0);
  }
});
