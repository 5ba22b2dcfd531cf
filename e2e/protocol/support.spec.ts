import { rateLimits } from "#lib/rate-limit/limits.ts";
import { mostMessageCharacters } from "#lib/support/read-contact.ts";
import { at, expectWait, oneProxy, spend } from "../fixtures/limits.ts";
import { newAddress, newProvedUser } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import type { Stack } from "../fixtures/stack.ts";

test.use({ setting: { environment: oneProxy } });

const path = "/help/sign-in";
const client = "192.0.2.77";
const mails = (stack: Stack) => stack.mailbox.mails.all("support@example.test");
const mailFrom = async (stack: Stack, email: string) => {
  await expect.poll(() => mails(stack).filter(({ replyTo }) => replyTo === email).length).toBe(1);
  return mails(stack).find(({ replyTo }) => replyTo === email);
};

test("a message reaches the shop as text, whatever is in it, with the answer going to whoever wrote", async ({ stack, open }) => {
  const email = newAddress();
  const message = `<script>alert(1)</script>\r\n.\r\nBcc: all@example.test\r\n\u001b[31mred\u202e`;
  const answer = await at(open(), client).post(path, { email, reference: "7kqf2 m9xtb", message });
  expect([answer.status, answer.headers.get("location")]).toEqual([303, expect.stringMatching(/\/help\/sign-in\?done=sent#contact$/)]);
  const mail = await mailFrom(stack, email);
  expect(mail).toMatchObject({ to: ["support@example.test"], subject: "Help with signing in: 7KQF2-M9XTB" });
  expect(mail?.text).toContain("<script>alert(1)</script>\n.\nBcc: all@example.test\n [31mred");
  expect(mail?.html).toContain("&lt;script&gt;");
  expect(mail?.html).not.toContain("<script>");
  expect(mail?.text).toContain("Signed in as user: none");
  await expect.poll(() => stack.output()).toMatch(/"event":"support\.written","requestId":"[^"]+","reference":"7KQF2-M9XTB"/);
  expect(stack.output()).not.toContain(email);
});

test("it says who is signed in, which the address that was typed does not prove", async ({ stack }) => {
  const user = await newProvedUser(stack);
  const typed = newAddress("typed");
  expect((await at(user.browser, client).post(path, { email: typed, reference: "", message: "Hello" })).status).toBe(303);
  const mail = await mailFrom(stack, typed);
  expect(mail?.subject).toBe("Help with signing in");
  expect(mail?.text).toContain(`Signed in as user: ${user.userId}`);
  expect(mail?.text).toContain(`Address that was typed: ${typed}`);
});

for (const [name, fields] of [
  ["two addresses", { email: "a@example.test,b@example.test" }],
  ["a line break in the address", { email: "a@example.test\r\nBcc: b@example.test" }],
  ["no reference of ours", { reference: "12345" }],
  ["no message", { message: "  " }],
  ["a message that is too long", { message: "x".repeat(mostMessageCharacters + 1) }],
] as const) {
  test(`${name}: the page comes again with what was typed, and no mail leaves`, async ({ stack, open }) => {
    const before = mails(stack).length;
    const typed = { email: newAddress(), reference: "", message: "これは長い文章です。".repeat(100), ...fields };
    const answer = await at(open(), client).post(path, typed);
    expect(answer.status).toBe(422);
    expect(answer.body).toContain("There is a problem");
    if (typed.message.startsWith("これ")) expect(answer.body).toContain(typed.message);
    expect(mails(stack)).toHaveLength(before);
  });
}

test("one client, and all of them together, may write so often and no more", async ({ stack, open }) => {
  const fields = { email: newAddress(), reference: "", message: "Hello" };
  await spend(stack, "support_mail_from_client", client);
  expectWait(await at(open(), client).post(path, fields), rateLimits.support_mail_from_client.durationSeconds);
  expect((await at(open(), "192.0.2.78").post(path, fields)).status).toBe(303);
  await mailFrom(stack, fields.email);
  await stack.sql.query(`DELETE FROM "RateLimit"`);
  await spend(stack, "support_mail_from_anybody", "all");
  expectWait(await at(open(), "192.0.2.79").post(path, fields), rateLimits.support_mail_from_anybody.durationSeconds);
  expect(mails(stack).filter(({ replyTo }) => replyTo === fields.email)).toHaveLength(1);
});
