import type { HttpBrowser } from "../fixtures/http-browser.ts";
import { decideAtAmazon, expectRecovery, parameter, pathOf, rowCounts, sessionOf, signedIn } from "../fixtures/journey.ts";
import { newestCode, newPersona, newProvedUser, userIdOf } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import type { Stack } from "../fixtures/stack.ts";

/** An address that is proved in the settings while somebody's account made with Amazon holds it: LM-05, LM-06, DB-05. */

test.beforeEach(async ({ stack }) => void (await stack.sql.query(`DELETE FROM "RateLimit"`)));

const addressPage = "/account/sign-in-methods/email";
const changed = "/account/sign-in-methods?done=email_changed";

/** Vera, signed in by code, has proved the address that the holder's account has from Amazon. */
async function toClaim(stack: Stack, holder: HttpBrowser) {
  const persona = newPersona(stack, { name: "Very Secret Name" });
  const email = persona.email ?? "";
  await signedIn(stack, holder, persona);
  const { email: old, userId, browser: vera } = await newProvedUser(stack, "Vera");
  const sent = await vera.post(addressPage, { action: "send", email });
  const attempt = parameter(pathOf(sent), "attempt");
  const answer = await vera.post(addressPage, { action: "verify", attempt, code: await newestCode(stack, email) });
  expect(pathOf(answer)).toBe(`/signin/yours?attempt=${attempt}`);
  return { vera, userId, old, email, persona, attempt, holderId: (await userIdOf(stack, persona)) ?? "" };
}

async function emailsOf(stack: Stack, ...ids: string[]): Promise<(string | null)[]> {
  const { rows } = await stack.sql.query<{ id: string; email: string | null }>(`SELECT "id", "email" FROM "User" WHERE "id" = ANY($1)`, [ids]);
  return ids.map((id) => rows.find((row) => row.id === id)?.email ?? null);
}

async function noticesOf(stack: Stack, userId: string): Promise<{ id: string; code: string; values: unknown }[]> {
  return (await stack.sql.query<{ id: string; code: string; values: unknown }>(`SELECT "id", "code", "values" FROM "UserNotice" WHERE "userId" = $1`, [userId])).rows;
}

test("only the browser and the session that proved the address may say whose the account is; a look at the page says nothing and changes nothing", async ({ stack, open }) => {
  const holder = open();
  const { vera, userId, old, email, attempt, holderId } = await toClaim(stack, holder);
  const before = await rowCounts(stack);
  for (const action of ["mine", "not_mine"]) await expectRecovery(holder, await holder.post("/signin/yours", { attempt, action }), "state_mismatch");
  expect((await holder.get(`/signin/yours?attempt=${attempt}`)).body).not.toContain(email);
  const page = await vera.get(`/signin/yours?attempt=${attempt}`);
  expect(page.body).toContain(email);
  expect(page.body).not.toContain("Very Secret Name");
  await vera.get(`/signin/yours?attempt=${attempt}&action=not_mine`);
  for (const action of ["", "yes", "mine,not_mine"]) expect((await vera.post("/signin/yours", { attempt, action })).status).toBe(400);
  const signedOut = vera.copy();
  signedOut.cookies.delete("authjs.session-token");
  for (const action of ["mine", "not_mine"]) {
    const refused = await expectRecovery(signedOut, await signedOut.post("/signin/yours", { attempt, action }), "step_up_other_session");
    expect(refused.body).not.toMatch(new RegExp(`${email}|${old}|Very Secret Name`));
  }
  expect(await rowCounts(stack)).toEqual(before);
  expect(await emailsOf(stack, userId, holderId)).toEqual([old, email]);
  expect(await noticesOf(stack, holderId)).toEqual([]);
});

test("of several answers at once one moves the address, the holder is told once, and every answer leads to the same page", async ({ stack, open }) => {
  const holder = open();
  const { vera, userId, email, attempt, holderId } = await toClaim(stack, holder);
  const windows = Array.from({ length: 4 }, () => vera.copy());
  const answers = await Promise.all(windows.map((window) => window.post("/signin/yours", { attempt, action: "not_mine" })));
  expect(answers.map(pathOf)).toEqual(answers.map(() => changed));
  expect(answers.filter(({ setCookies }) => setCookies.length > 0)).toHaveLength(1);
  expect(await emailsOf(stack, userId, holderId)).toEqual([email, null]);
  expect(await noticesOf(stack, holderId)).toMatchObject([{ code: "email_moved", values: { email } }]);
  // Whoever comes later, with whatever answer, is led to what became of it.
  const winner = windows.find((window) => window.cookie("authjs.session-token") !== vera.cookie("authjs.session-token"));
  for (const action of ["mine", "not_mine"]) expect(pathOf((await winner?.post("/signin/yours", { attempt, action })) ?? answers[0]!)).toBe(changed);
  expect((await sessionOf(holder))?.user).toMatchObject({ id: holderId, email: null });
});

test("saying that the account is mine proves the address there after signing in to it, and nowhere else", async ({ stack, open }) => {
  const holder = open();
  const { vera, userId, old, email, persona, attempt, holderId } = await toClaim(stack, holder);
  const start = async () => (await vera.post("/signin/yours", { attempt, action: "mine" })).headers.get("location") ?? "";
  // A third person's account at Amazon: the confirming page, and then nothing for it.
  const third = await vera.get(await decideAtAmazon(stack, await start(), newPersona(stack)));
  expect(pathOf(third)).toMatch(/^\/signin\/switch\?attempt=/);
  expect(pathOf(await vera.post("/signin/switch", { attempt: parameter(pathOf(third), "attempt"), action: "stay" }))).toBe("/account/sign-in-methods");
  expect(await emailsOf(stack, userId, holderId)).toEqual([old, email]);
  const back = await vera.get(await decideAtAmazon(stack, await start(), persona));
  const question = parameter(pathOf(back), "attempt");
  expect(pathOf(await vera.post("/signin/switch", { attempt: question, action: "switch" }))).toBe("/account/sign-in-methods");
  expect((await sessionOf(vera))?.user).toMatchObject({ id: holderId, email });
  const { rows } = await stack.sql.query(`SELECT "id" FROM "User" WHERE "provedEmail" = $1`, [email]);
  expect(rows).toEqual([{ id: holderId }]);
  expect(await emailsOf(stack, userId)).toEqual([old]);
  // The loser of the race is in the account that has the address, and reads so.
  expect(pathOf(await vera.post("/signin/yours", { attempt, action: "not_mine" }))).toBe("/account/sign-in-methods?done=email_added");
  expect(await noticesOf(stack, holderId)).toEqual([]);
});

test("a proof that is too old, and a question after signing out, are answered by nobody", async ({ stack, open }) => {
  const { vera, userId, old, email, attempt, holderId } = await toClaim(stack, open());
  await stack.sql.query(`UPDATE "EmailCode" SET "usedAt" = now() - interval '16 minutes' WHERE "attemptId" = $1`, [attempt]);
  for (const action of ["mine", "not_mine"]) await expectRecovery(vera, await vera.post("/signin/yours", { attempt, action }), "attempt_expired");
  const second = await toClaim(stack, open());
  await second.vera.post("/signout", { scope: "this" });
  for (const action of ["mine", "not_mine"]) await expectRecovery(second.vera, await second.vera.post("/signin/yours", { attempt: second.attempt, action }), "attempt_used");
  expect(await emailsOf(stack, userId, holderId, second.userId, second.holderId)).toEqual([old, email, second.old, second.email]);
});

test("a notice is put away by its own user alone, with a form from this site", async ({ stack, open }) => {
  const holder = open();
  const { vera, attempt, email, holderId } = await toClaim(stack, holder);
  await vera.post("/signin/yours", { attempt, action: "not_mine" });
  const [notice] = await noticesOf(stack, holderId);
  const fields = { action: "dismiss", notice: notice?.id ?? "" };
  expect((await holder.get("/account")).body).toContain(email);
  expect(pathOf(await vera.post("/account", fields))).toBe("/account");
  expect(pathOf(await open().post("/account", fields))).toBe("/signin?returnTo=%2Faccount");
  await holder.get(`/account?${new URLSearchParams(fields)}`);
  expect(await noticesOf(stack, holderId)).toHaveLength(1);
  for (let times = 0; times < 2; times += 1) expect(pathOf(await holder.post("/account", fields))).toBe("/account");
  expect(await noticesOf(stack, holderId)).toEqual([]);
  // The linked account still says what Amazon calls the person; the notice is gone.
  expect((await holder.get("/account")).body).not.toContain("no longer on your account");
});
