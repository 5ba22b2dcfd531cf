import type { Answer, HttpBrowser } from "../fixtures/http-browser.ts";
import { comeBack, parameter, pathOf, sessionOf, startEmail } from "../fixtures/journey.ts";
import { newAddress, newestCode, newestLink, newPersona, newProvedUser } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import type { Stack } from "../fixtures/stack.ts";

/** A newer mail voids the older one of the same browser, in whatever window it was asked for: FB-02. */

test.beforeEach(async ({ stack }) => void (await stack.sql.query(`DELETE FROM "RateLimit"`)));

const newer = "You asked for another code for this address since";
const codePage = (attempt: string) => `/signin/check-email?attempt=${attempt}`;
const use = async (browser: HttpBrowser, attempt: string, code: string): Promise<Answer> => await browser.post("/signin/verify", { attempt, code });

/**
 * Two windows of one browser that asked for a code to one address, one after the other.
 * @param mails how many went to the address before
 */
async function twoWindows(stack: Stack, browser: HttpBrowser, email: string, mails = 0) {
  const first = await startEmail(browser, email, "/bag");
  const [oldCode, oldLink] = [await newestCode(stack, email, mails + 1), await newestLink(stack, email, "verify", mails + 1)];
  const second = await startEmail(browser, email, "/saved");
  return { first, oldCode, oldLink, second, newCode: await newestCode(stack, email, mails + 2) };
}

for (const known of [true, false]) {
  test(`the older window says where to go on, takes neither code, and can ask again, for an address that ${known ? "a user" : "nobody"} has`, async ({ stack, open }) => {
    const vera = open();
    const email = known ? (await newProvedUser(stack)).email : newAddress();
    const mails = known ? 1 : 0;
    const { first, oldCode, oldLink, second, newCode } = await twoWindows(stack, vera, email, mails);
    const page = await vera.get(codePage(first));
    expect([page.status, page.body.includes(newer), page.body.includes("Send another code")]).toEqual([200, true, true]);
    for (const code of [oldCode, newCode]) {
      const refused = await use(vera, first, code);
      expect([refused.status, refused.body.includes(newer)]).toEqual([410, true]);
    }
    expect(pathOf(await vera.get(oldLink))).toMatch(/^\/signin\/error\?code=email_link_superseded&/);
    expect((await vera.get(codePage(second))).body).not.toContain(newer);
    // The older window sends another, and then it is the newer one that says so.
    expect(pathOf(await vera.post("/signin/verify", { attempt: first, action: "resend" }))).toBe(`${codePage(first)}&sent=again`);
    expect((await vera.get(codePage(second))).body).toContain(newer);
    expect((await use(vera, second, newCode)).status).toBe(410);
    expect(pathOf(await use(vera, first, await newestCode(stack, email, mails + 3)))).toBe("/bag");
  });
}

test("the newer window signs in with the newer code", async ({ stack, open }) => {
  const [vera, email] = [open(), newAddress()];
  const { second, newCode } = await twoWindows(stack, vera, email);
  expect(pathOf(await use(vera, second, newCode))).toBe("/saved");
  expect((await sessionOf(vera))?.user.email).toBe(email);
});

test("a mail that another browser asks for, one to another address, and what waits at Amazon stay as they are", async ({ stack, open }) => {
  const [vera, mal, email, other] = [open(), open(), newAddress(), newAddress()];
  const persona = newPersona(stack);
  for (const destination of ["/bag", "/saved", "/", "/privacy", "/help/sign-in"]) await comeBack(stack, vera, persona, destination);
  const first = await startEmail(vera, email, "/bag");
  const code = await newestCode(stack, email);
  await startEmail(mal, email);
  const second = await startEmail(vera, other, "/saved");
  expect((await vera.get(codePage(first))).body).not.toContain(newer);
  const { rows } = await stack.sql.query(`SELECT 1 FROM "Attempt" WHERE "status" = 'open' AND "method" = 'amazon' AND "browserHash" = (SELECT "browserHash" FROM "Attempt" WHERE "id" = $1)`, [first]);
  expect(rows).toHaveLength(5);
  expect(pathOf(await use(vera, second, await newestCode(stack, other)))).toBe("/saved");
  expect(pathOf(await use(vera, first, code))).toBe("/bag");
  expect((await sessionOf(vera))?.user.email).toBe(email);
});

test("a reset and a proof in the settings say so on their own pages", async ({ stack, open }) => {
  const { email } = await newProvedUser(stack);
  const vera = open();
  const resets = [];
  for (let times = 0; times < 2; times += 1) resets.push(pathOf(await vera.post("/signin/password/reset", { email, returnTo: "/bag" })));
  expect((await vera.get(resets[0] ?? "")).body).toContain(newer);
  expect((await vera.get(resets[1] ?? "")).body).not.toContain(newer);
  const [ada, wanted] = [(await newProvedUser(stack)).browser, newAddress()];
  const proofs = [];
  for (let times = 0; times < 2; times += 1) proofs.push(pathOf(await ada.post("/account/sign-in-methods/email", { action: "send", email: wanted })));
  expect((await ada.get(proofs[0] ?? "")).body).toContain(newer);
  const code = await newestCode(stack, wanted, 2);
  const enter = (path = "") => ada.post("/account/sign-in-methods/email", { action: "verify", attempt: parameter(path, "attempt"), code });
  expect((await enter(proofs[0])).status).toBe(410);
  expect(pathOf(await enter(proofs[1]))).toBe("/account/sign-in-methods?done=email_changed");
});
