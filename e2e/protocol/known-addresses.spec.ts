import { pathOf, signedIn } from "../fixtures/journey.ts";
import { newAddress, newPersona, newProvedUser } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import { shapeOf } from "../fixtures/shape.ts";

/** Forms for who is signed in say no more about an address than those on the way in: FB-05, "address already used". */

test.beforeEach(async ({ stack }) => void (await stack.sql.query(`DELETE FROM "RateLimit"`)));

test("an address that somebody proved, one that somebody merely has and one that nobody has look the same to who asks for it in the settings", async ({ stack, open }) => {
  const page = "/account/sign-in-methods/email";
  const { browser: vera } = await newProvedUser(stack, "Vera");
  const { email: owned } = await newProvedUser(stack, "Owen Owner");
  const holder = newPersona(stack);
  await signedIn(stack, open(), holder);
  const [held, free] = [holder.email ?? "", newAddress()];
  const shapes = [];
  for (const email of [free, owned, held]) {
    await stack.sql.query(`DELETE FROM "RateLimit"`);
    const sent = await vera.post(page, { action: "send", email });
    const behind = await vera.get(pathOf(sent));
    const attempt = new URL(behind.url).searchParams.get("attempt") ?? "";
    const again = await vera.post(page, { action: "resend", attempt });
    const wrong = await vera.post(page, { action: "verify", attempt, code: "12345" });
    expect([sent.status, behind.status, again.status, wrong.status]).toEqual([303, 200, 303, 422]);
    shapes.push([sent, behind, again, await vera.get(pathOf(again)), wrong].map((answer) => shapeOf(answer, email)));
  }
  expect(shapes[1]).toEqual(shapes[0]);
  expect(shapes[2]).toEqual(shapes[0]);
  // Only the mail, which the owner reads, says more.
  await expect.poll(() => stack.mailbox.mails.all(owned).filter(({ subject }) => subject.startsWith("Somebody asked to use your address")).length).toBe(2);
});
