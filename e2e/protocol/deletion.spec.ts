import { askedToKeep, askForDeletion, deletePage, expectErased, keep, keepPage, letCoolOff, statusOf } from "../fixtures/deleting.ts";
import { someAttempt } from "../fixtures/endpoints.ts";
import type { Answer, HttpBrowser } from "../fixtures/http-browser.ts";
import { expectRecovery, parameter, pathOf, sessionOf, signedIn, signInWithAmazon, startEmail } from "../fixtures/journey.ts";
import { linkByRequest } from "../fixtures/linking.ts";
import { newOperator } from "../fixtures/operators.ts";
import { findUserPage } from "../fixtures/ops.ts";
import { putInBag } from "../fixtures/orders.ts";
import { addPasskey, newDevice, passkeyOptions } from "../fixtures/passkeys.ts";
import { goodPassword, newPasswordUser, otherPassword } from "../fixtures/passwords.ts";
import { ageSessions, mailedSubjects, newestCode, newestLink, newPersona, userIdOf } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import type { Stack } from "../fixtures/stack.ts";

/** Whoever has an account deleted is asked, by every way in, whether they keep it; and nobody is for whom they are not. */

type Person = Awaited<ReturnType<typeof newPerson>>;

/** Somebody with every way in. */
async function newPerson(stack: Stack, browser: HttpBrowser) {
  const user = await newPasswordUser(stack, { browser });
  const [persona, device] = [newPersona(stack), newDevice(stack)];
  await addPasskey(browser, device);
  await linkByRequest(stack, browser, persona);
  return { ...user, persona, device };
}

const byCode = async (stack: Stack, browser: HttpBrowser, email: string, mails: number) =>
  await browser.post("/signin/verify", { attempt: await startEmail(browser, email, "/saved"), code: await newestCode(stack, email, mails) });

async function byReset(stack: Stack, browser: HttpBrowser, email: string, password: string): Promise<Answer> {
  const attempt = parameter(pathOf(await browser.post("/signin/password/reset", { email, returnTo: "/saved" })), "attempt");
  return await browser.post("/signin/password/new", { attempt, code: await newestCode(stack, email, 2), password });
}

/** Every way in. */
const ways: Readonly<Record<string, (stack: Stack, browser: HttpBrowser, person: Person) => Promise<Answer>>> = {
  Amazon: async (stack, browser, { persona }) => await signInWithAmazon(stack, browser, persona, "/saved"),
  "a code": async (stack, browser, { email }) => await byCode(stack, browser, email, 2),
  "a link": async (stack, browser, { email }) => {
    const attempt = await startEmail(browser, email, "/saved");
    const token = parameter(await newestLink(stack, email, "verify", 2), "token");
    return await browser.post("/signin/verify", { action: "use", attempt, token });
  },
  "a password": async (_stack, browser, { email }) => await browser.post("/signin/password", { email, password: goodPassword, returnTo: "/saved" }),
  "a passkey": async (_stack, browser, { device }) => await browser.post("/signin/passkey", { passkey: device.get(await passkeyOptions(browser)), returnTo: "/saved" }),
  "a new password": async (stack, browser, { email }) => await byReset(stack, browser, email, otherPassword),
};

for (const [name, come] of Object.entries(ways)) {
  test(`by ${name} whoever waits to be deleted is asked, and is back with bag and destination when they keep the account`, async ({ stack, open }) => {
    const [first, back] = [open(), open()];
    const person = await newPerson(stack, first);
    await stack.sql.query(`UPDATE "User" SET "name" = 'Vera Summer' WHERE "id" = $1`, [person.userId]);
    await putInBag(first, "enamel-kettle");
    await askForDeletion(first);
    expect(await sessionOf(first)).toBeNull();
    await putInBag(back, "seed-tin");
    const attempt = askedToKeep(await come(stack, back, person));
    expect([await sessionOf(back), await statusOf(stack, person.userId)]).toEqual([null, "deletion_pending"]);
    const question = await back.get(`${keepPage}?attempt=${attempt}`);
    expect([question.status, question.body.includes("Vera Summer"), question.body.includes(person.email)]).toEqual([200, true, false]);
    expect(await keep(back, attempt)).toBe("/saved");
    expect([(await sessionOf(back))?.user.id, await statusOf(stack, person.userId)]).toEqual([person.userId, "active"]);
    const { rows } = await stack.sql.query(`SELECT "productId" FROM "BagItem" WHERE "userId" = $1 ORDER BY 1`, [person.userId]);
    expect(rows).toEqual([{ productId: "enamel-kettle" }, { productId: "seed-tin" }]);
    // The second send of a double click ends where the first one did.
    expect(await keep(back, attempt)).toContain("/signin?returnTo=%2Fsaved");
  });
}

test("a new password that was typed on the way is theirs when they keep the account", async ({ stack, open }) => {
  const [first, back] = [open(), open()];
  const { email } = await newPasswordUser(stack, { browser: first });
  await askForDeletion(first);
  await keep(back, askedToKeep(await byReset(stack, back, email, otherPassword)));
  expect(pathOf(await open().post("/signin/password", { email, password: otherPassword, returnTo: "/saved" }))).toBe("/saved");
});

test("whoever leaves it is signed in nowhere, is told until when, and can still come back", async ({ stack, open }) => {
  const [first, back] = [open(), open()];
  const { email, userId } = await newPasswordUser(stack, { browser: first });
  await askForDeletion(first);
  const attempt = askedToKeep(await byCode(stack, back, email, 2));
  expect(pathOf(await back.post(keepPage, { attempt, action: "leave" }))).toMatch(/^\/signin\/goodbye\?until=\d{4}-\d\d-\d\dT\d\d%3A\d\dZ&left=yes$/);
  expect([await sessionOf(back), await statusOf(stack, userId)]).toEqual([null, "deletion_pending"]);
  expect(await keep(back, askedToKeep(await back.post("/signin/password", { email, password: goodPassword, returnTo: "/bag" })))).toBe("/bag");
});

test("a deletion wants the box, a recent proof and a session", async ({ stack, open }) => {
  const vera = open();
  const { userId } = await newPasswordUser(stack, { browser: vera });
  const unconfirmed = await vera.post(deletePage, { action: "delete" });
  expect([unconfirmed.status, unconfirmed.body.includes("Tick the box first")]).toEqual([422, true]);
  for (const fields of [{ action: "delete", confirm: "no" }, { action: "keep", confirm: "yes" }]) await expectRecovery(vera, await vera.post(deletePage, fields), "input_invalid");
  await ageSessions(stack, userId);
  for (const answer of [await vera.get(deletePage), await vera.post(deletePage, { action: "delete", confirm: "yes" })]) {
    expect([parameter(pathOf(answer), "purpose"), parameter(pathOf(answer), "returnTo")]).toEqual(["delete", deletePage]);
  }
  expect(pathOf(await open().post(deletePage, { action: "delete", confirm: "yes" }))).toBe(`/signin?returnTo=${encodeURIComponent(deletePage)}`);
  expect(await statusOf(stack, userId)).toBe("active");
});

test("whoever has nothing to confirm with, and would rather add nothing, may write for what is theirs by right", async ({ stack, open }) => {
  const vera = open();
  await signedIn(stack, vera, newPersona(stack));
  const offers = async (purpose: string) => {
    const page = await vera.get(`/reauthenticate?${new URLSearchParams({ purpose, returnTo: "/account" })}`);
    return [page.status, page.body.includes("First add a second way to sign in"), page.body.includes("Or write to us")];
  };
  for (const purpose of ["delete", "export"]) expect(await offers(purpose)).toEqual([200, true, true]);
  expect(await offers("set_password")).toEqual([200, true, false]);
});

test("a question is nobody's in another browser, and no form of it takes what it is not", async ({ stack, open }) => {
  const [first, back, mal] = [open(), open(), open()];
  const { email, userId } = await newPasswordUser(stack, { browser: first });
  await askForDeletion(first);
  const attempt = askedToKeep(await byCode(stack, back, email, 2));
  await startEmail(mal, "mal@example.test");
  for (const browser of [open(), mal]) await expectRecovery(browser, await browser.post(keepPage, { attempt, action: "keep" }), "state_mismatch");
  await expectRecovery(back, await back.post(keepPage, { attempt: someAttempt, action: "keep" }), "attempt_unknown");
  const wrong: Record<string, string>[] = [{ attempt }, { attempt, action: "delete" }, { attempt: "x", action: "keep" }];
  for (const fields of wrong) await expectRecovery(back, await back.post(keepPage, fields), "input_invalid");
  const open2 = await startEmail(back, email);
  await expectRecovery(back, await back.post(keepPage, { attempt: open2, action: "keep" }), "attempt_used");
  expect(await statusOf(stack, userId)).toBe("deletion_pending");
});

test("a second browser is told plainly that the first one kept the account, and just signs in", async ({ stack, open }) => {
  const [first, laptop, phone] = [open(), open(), open()];
  const { email, userId } = await newPasswordUser(stack, { browser: first });
  await askForDeletion(first);
  const [one, two] = [askedToKeep(await byCode(stack, laptop, email, 2)), askedToKeep(await phone.post("/signin/password", { email, password: goodPassword, returnTo: "/bag" }))];
  await keep(laptop, one);
  await expectRecovery(phone, await phone.post(keepPage, { attempt: two, action: "keep" }), "keep_over");
  expect(pathOf(await phone.post("/signin/password", { email, password: goodPassword, returnTo: "/bag" }))).toBe("/bag");
  expect((await sessionOf(phone))?.user.id).toBe(userId);
});

test("signing out somebody else in this browser ends the question", async ({ stack, open }) => {
  const [first, shared] = [open(), open()];
  const { email, userId } = await newPasswordUser(stack, { browser: first });
  const device = newDevice(stack);
  await addPasskey(first, device);
  await askForDeletion(first);
  await newPasswordUser(stack, { browser: shared });
  const questions = [askedToKeep(await byCode(stack, shared, email, 2)), askedToKeep(await shared.post("/signin/passkey", { passkey: device.get(await passkeyOptions(shared)), returnTo: "/bag" }))];
  await shared.post("/signout", { scope: "this" });
  for (const attempt of questions) expect((await shared.post(keepPage, { attempt, action: "keep" })).status).toBeGreaterThanOrEqual(400);
  expect(await statusOf(stack, userId)).toBe("deletion_pending");
});

test("somebody who is signed in is told of an account that waits when they want to link what belongs to it", async ({ stack, open }) => {
  const [first, kim] = [open(), open()];
  const { persona, userId } = await newPerson(stack, first);
  await askForDeletion(first);
  await newPasswordUser(stack, { browser: kim });
  const attempt = askedToKeep(await signInWithAmazon(stack, kim, persona));
  const question = await kim.get(`${keepPage}?attempt=${attempt}`);
  expect(question.body).toContain("You are signed in here as");
  await keep(kim, attempt);
  expect((await sessionOf(kim))?.user.id).toBe(userId);
});

test("the page of a goodbye says no day that nobody was promised", async ({ open }) => {
  for (const until of ["2001-01-01", "2999-01-01", "x", "2026-13-45", "2999-01-01T10:00Z", "2026-13-45T25:00Z", "<b>"]) {
    const page = await open().get(`/signin/goodbye?${new URLSearchParams({ until })}`);
    expect([page.status, page.body.includes("For 7 days nothing is erased"), page.body.includes("<b>")]).toEqual([200, true, false]);
  }
});

test("an operator sees that an account waits, and until when", async ({ stack, open }) => {
  const vera = open();
  const { email, userId } = await newPasswordUser(stack, { browser: vera });
  await askForDeletion(vera);
  const operator = await newOperator(stack, open());
  const page = await operator.browser.get(await findUserPage(operator.browser, userId));
  expect(page.body).toContain("asked for by the user; due");
  expect(email).not.toBe("");
});

test("after the days nothing is left of somebody with everything but what the law and the trail keep", async ({ stack, open }) => {
  test.setTimeout(180_000);
  const [first, back] = [open(), open()];
  const { email, userId, persona } = await newPerson(stack, first);
  await askForDeletion(first);
  const waiting = askedToKeep(await byCode(stack, back, email, 2));
  await letCoolOff(stack, userId);
  await expectErased(stack, userId);
  await mailedSubjects(stack, email, "is deleted");
  await expectRecovery(back, await back.post(keepPage, { attempt: waiting, action: "keep" }), "attempt_unknown");
  const next = open();
  await signedIn(stack, next, persona);
  expect(await userIdOf(stack, persona)).not.toBe(userId);
  expect((await open().post("/signin/password", { email, password: goodPassword, returnTo: "/bag" })).status).toBe(422);
});
