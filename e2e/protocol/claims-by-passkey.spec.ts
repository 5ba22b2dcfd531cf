import type { HttpBrowser } from "../fixtures/http-browser.ts";
import { expectRecovery, pathOf, rowCounts, sessionOf, signedIn, startEmail } from "../fixtures/journey.ts";
import { heldByPasskey, newPasskeyUser, passkeyOptions } from "../fixtures/passkeys.ts";
import { newAddress, newestCode, newPersona } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import type { Stack } from "../fixtures/stack.ts";

/** An address is proved that a user holds who has a passkey and no account elsewhere: nobody gets a second user by accident. */

test.beforeEach(async ({ stack }) => void (await stack.sql.query(`DELETE FROM "RateLimit"`)));

/** Proves the address on the way in. @returns the attempt that waits for the answer */
async function prove(stack: Stack, browser: HttpBrowser, email: string): Promise<string> {
  const attempt = await startEmail(browser, email, "/bag");
  const answer = await browser.post("/signin/verify", { attempt, code: await newestCode(stack, email) });
  expect(pathOf(answer)).toBe(`/signin/yours?attempt=${attempt}`);
  return attempt;
}

async function ownerOf(stack: Stack, email: string): Promise<string | undefined> {
  return (await stack.sql.query<{ id: string }>(`SELECT "id" FROM "User" WHERE "provedEmail" = $1`, [email])).rows[0]?.id;
}

test("the holder's passkey signs in there, once, and the address is theirs from then on", async ({ stack, open }) => {
  const [vera, email] = [open(), newAddress("held")];
  const { userId, device } = await heldByPasskey(stack, email);
  const attempt = await prove(stack, vera, email);
  const passkey = device.get(await passkeyOptions(vera));
  const answers = await Promise.all(Array.from({ length: 4 }, () => vera.copy().post("/signin/yours", { attempt, action: "passkey", passkey })));
  expect(answers.filter((answer) => answer.setCookies.some((line) => line.startsWith("authjs.session-token=")))).toHaveLength(1);
  expect(await ownerOf(stack, email)).toBe(userId);
  const phone = open();
  await phone.post("/signin/verify", { attempt: await startEmail(phone, email), code: await newestCode(stack, email, 2) });
  expect((await sessionOf(phone))?.user.id).toBe(userId);
});

test("the page offers a passkey whoever holds the address, names nobody, and takes nobody else's for the holder's", async ({ stack, open }) => {
  const [vera, email] = [open(), newAddress("held")];
  const { userId } = await heldByPasskey(stack, email);
  const attempt = await prove(stack, vera, email);
  const persona = newPersona(stack, { name: "Very Secret Name" });
  await signedIn(stack, open(), persona);
  const ada = open();
  const ofAmazon = await ada.get(`/signin/yours?attempt=${await prove(stack, ada, persona.email ?? "")}`);
  const ofPasskey = await vera.get(`/signin/yours?attempt=${attempt}`);
  for (const page of [ofAmazon, ofPasskey]) {
    expect(page.body).toContain("Use a passkey");
    expect(page.body).not.toMatch(/Very Secret Name|Existing Person/);
  }
  expect([ofAmazon.body, ofPasskey.body].map((body) => body.includes('name="provider" value="amazon"'))).toEqual([true, false]);
  // Without a provider on the page there is none to be sent to.
  expect(pathOf(await vera.post("/signin/yours", { attempt, action: "mine", provider: "amazon" }))).toBe(`/signin/yours?attempt=${attempt}`);
  const before = await rowCounts(stack);
  expect((await vera.post("/signin/yours", { attempt, action: "passkey", passkey: "" })).status).toBe(422);
  await expectRecovery(open(), await open().post("/signin/yours", { attempt, action: "passkey", passkey: "{}" }), "state_mismatch");
  expect(await rowCounts(stack)).toEqual(before);
  const stranger = await newPasskeyUser(stack);
  expect(pathOf(await vera.post("/signin/yours", { attempt, action: "passkey", passkey: stranger.device.get(await passkeyOptions(vera)) }))).toBe("/bag");
  expect((await sessionOf(vera))?.user.id).toBe(stranger.userId);
  expect(await ownerOf(stack, email)).toBeUndefined();
  expect((await stack.sql.query(`SELECT "email" FROM "User" WHERE "id" = $1`, [userId])).rows).toEqual([{ email }]);
});
