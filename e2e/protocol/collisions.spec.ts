import { type HttpBrowser } from "../fixtures/http-browser.ts";
import { attemptOf, comeBack, decideAtAmazon, expectRecovery, parameter, pathOf, rowCounts, sessionOf, signedIn, signInWithAmazon, startEmail } from "../fixtures/journey.ts";
import { countUsersOf, newAddress, newestCode, newPersona, newProvedUser, userIdOf, wrongCode } from "../fixtures/people.ts";
import { addPasskey, newDevice, newPasskeyUser, passkeyOptions } from "../fixtures/passkeys.ts";
import { newPasswordUser } from "../fixtures/passwords.ts";
import { expect, test } from "../fixtures/protocol.ts";
import type { Stack } from "../fixtures/stack.ts";

/** Addresses that belong to somebody, and people who sign in for the first time at once: LM-05, LM-06, DB-05. */

/** Brings a browser to the ladder. @returns the attempt's id */
async function toLadder(stack: Stack, browser: HttpBrowser, email: string): Promise<{ attempt: string; persona: ReturnType<typeof newPersona>; callback: string }> {
  const persona = newPersona(stack, { email });
  const { callback } = await comeBack(stack, browser, persona, "/bag");
  const answer = await browser.get(callback);
  expect(pathOf(answer)).toMatch(/^\/signin\/existing\?attempt=/);
  return { attempt: parameter(pathOf(answer), "attempt"), persona, callback };
}

/** Every form of the ladder. */
function ladderForms(code: string): Record<string, string>[] {
  return [{ action: "verify", code }, { action: "not_mine" }, { action: "send_code" }];
}

test("an Amazon account with somebody's proved address opens nothing without the code from that mailbox", async ({ stack, open }) => {
  const { email, userId } = await newProvedUser(stack, "Very Secret Name");
  const mal = open();
  const { attempt, persona, callback } = await toLadder(stack, mal, email);
  const before = await rowCounts(stack);
  const page = await mal.get(`/signin/existing?attempt=${attempt}`);
  expect(page.body).not.toContain("Very Secret Name");
  expect(page.body).not.toContain(userId);
  expect(await sessionOf(mal)).toBeNull();
  for (const fields of [{ action: "verify", code: "000000" }, { action: "verify", code: "" }, { action: "verify", code: "123456789" }]) {
    const answer = await mal.post("/signin/existing", { attempt, ...fields });
    expect([410, 422]).toContain(answer.status);
  }
  expect(await rowCounts(stack)).toEqual(before);
  // A reload of the callback finds the ladder again and spends nothing.
  expect(pathOf(await mal.get(callback))).toBe(`/signin/existing?attempt=${attempt}`);
  await mal.post("/signin/existing", { attempt, action: "send_code" });
  const code = await newestCode(stack, email, 2);
  expect((await mal.post("/signin/existing", { attempt, action: "verify", code: wrongCode(code) })).status).toBe(422);
  expect(await userIdOf(stack, persona)).toBeUndefined();
  expect(await sessionOf(mal)).toBeNull();
});

test("the right code links and signs in, once, and erases what waited", async ({ stack, open }) => {
  const { email, userId } = await newProvedUser(stack);
  const vera = open();
  const { attempt, persona } = await toLadder(stack, vera, email);
  await vera.post("/signin/existing", { attempt, action: "send_code" });
  const code = await newestCode(stack, email, 2);
  const answers = await Promise.all(Array.from({ length: 4 }, () => vera.copy().post("/signin/existing", { attempt, action: "verify", code })));
  const good = answers.filter((answer) => answer.status === 303 && pathOf(answer) === "/bag");
  expect(good).toHaveLength(1);
  expect(await userIdOf(stack, persona)).toBe(userId);
  expect(await countUsersOf(stack, persona)).toEqual({ users: 1, accounts: 1 });
  const { rows } = await stack.sql.query<{ sealed: string }>(`SELECT "sealed" FROM "ParkedIdentity" WHERE "attemptId" = $1`, [attempt]);
  expect(rows).toEqual([{ sealed: "" }]);
  expect(pathOf(await signInWithAmazon(stack, open(), persona))).toBe("/account");
});

test("two ladders for one user at once link one Amazon account only", async ({ stack, open }) => {
  const { email, userId } = await newProvedUser(stack);
  const ladders = [];
  for (const browser of [open(), open()]) {
    const { attempt } = await toLadder(stack, browser, email);
    await browser.post("/signin/existing", { attempt, action: "send_code" });
    ladders.push({ browser, attempt, code: await newestCode(stack, email, ladders.length + 2) });
  }
  const answers = await Promise.all(ladders.map(({ browser, attempt, code }) => browser.post("/signin/existing", { attempt, action: "verify", code })));
  for (const answer of answers) expect(answer.status).toBe(303);
  const { rows } = await stack.sql.query(`SELECT 1 FROM "Account" WHERE "userId" = $1`, [userId]);
  expect(rows).toHaveLength(1);
  // Both were on the way to the bag, so whoever came second is told on the account page.
  expect(answers.map(pathOf)).toEqual(["/bag", "/bag"]);
  const { rows: notices } = await stack.sql.query(`SELECT "code", "values" FROM "UserNotice" WHERE "userId" = $1`, [userId]);
  expect(notices).toEqual([{ code: "nothing_linked", values: { provider: "amazon" } }]);
});

test("a ladder, its code and its decisions belong to one browser and one purpose", async ({ stack, open }) => {
  const { email } = await newProvedUser(stack);
  const [vera, mal] = [open(), open()];
  const { attempt, persona } = await toLadder(stack, vera, email);
  const own = await toLadder(stack, mal, email);
  await vera.post("/signin/existing", { attempt, action: "send_code" });
  const code = await newestCode(stack, email, 2);
  for (const fields of ladderForms(code)) {
    await expectRecovery(mal, await mal.post("/signin/existing", { attempt, ...fields }), "state_mismatch");
  }
  expect((await mal.get(`/signin/existing?attempt=${attempt}`)).body).not.toContain(email);
  // A code for one attempt proves nothing for another, and nothing for the other form.
  expect((await mal.post("/signin/existing", { attempt: own.attempt, action: "verify", code })).status).toBe(410);
  // A form of another step does nothing but lead to the question that waits.
  expect(pathOf(await vera.post("/signin/verify", { attempt, code }))).toBe(`/signin/existing?attempt=${attempt}`);
  const emailAttempt = await startEmail(vera, newAddress());
  for (const fields of ladderForms(code)) {
    const answer = await vera.post("/signin/existing", { attempt: emailAttempt, ...fields });
    await expectRecovery(vera, answer, "attempt_used");
  }
  expect((await vera.post("/signin/verify", { attempt: emailAttempt, code })).status).toBe(422);
  expect(pathOf(await vera.post("/signin/switch", { attempt, action: "switch" }))).toBe(`/signin/existing?attempt=${attempt}`);
  expect(await userIdOf(stack, persona)).toBeUndefined();
  expect(await sessionOf(vera)).toBeNull();
  expect(pathOf(await vera.post("/signin/existing", { attempt, action: "verify", code }))).toBe("/bag");
});

test("an open Amazon attempt cannot be finished by a form", async ({ stack, open }) => {
  const vera = open();
  const { started, callback } = await comeBack(stack, vera, newPersona(stack));
  const { id: attempt } = await attemptOf(stack, started.state);
  const before = await rowCounts(stack);
  await expectRecovery(vera, await vera.post("/signin/verify", { attempt, code: "123456" }), "email_code_expired");
  await expectRecovery(vera, await vera.post("/signin/verify", { attempt, action: "resend" }), "email_code_expired");
  await expectRecovery(vera, await vera.post("/signin/existing", { attempt, action: "not_mine" }), "attempt_used");
  await expectRecovery(vera, await vera.post("/signin/switch", { attempt, action: "switch" }), "attempt_used");
  expect(await rowCounts(stack)).toEqual(before);
  expect(pathOf(await vera.get(callback))).toBe("/account");
});

test("the person who says that the address is not theirs becomes a separate user without it", async ({ stack, open }) => {
  const { email, userId } = await newProvedUser(stack);
  const vera = open();
  const { attempt, persona } = await toLadder(stack, vera, email);
  const answers = await Promise.all(Array.from({ length: 3 }, () => vera.copy().post("/signin/existing", { attempt, action: "not_mine" })));
  expect(answers.filter((answer) => pathOf(answer) === "/bag")).toHaveLength(1);
  expect(await countUsersOf(stack, persona)).toEqual({ users: 1, accounts: 1 });
  const { rows } = await stack.sql.query<{ id: string; email: string | null }>(`SELECT u."id", u."email" FROM "User" u JOIN "Account" a ON a."userId" = u."id" WHERE a."providerAccountId" = $1`, [persona.userId]);
  expect(rows[0]?.id).not.toBe(userId);
  expect(rows[0]?.email).toBeNull();
});

test("an identity that waited too long is gone", async ({ stack, open }) => {
  const { email } = await newProvedUser(stack);
  const vera = open();
  const { attempt, persona } = await toLadder(stack, vera, email);
  await vera.post("/signin/existing", { attempt, action: "send_code" });
  const code = await newestCode(stack, email, 2);
  await stack.sql.query(`UPDATE "ParkedIdentity" SET "expires" = now() - interval '1 second' WHERE "attemptId" = $1`, [attempt]);
  const before = await rowCounts(stack);
  for (const fields of ladderForms(code)) {
    await expectRecovery(vera, await vera.post("/signin/existing", { attempt, ...fields }), "attempt_expired");
  }
  expect(await rowCounts(stack)).toEqual(before);
  expect(await userIdOf(stack, persona)).toBeUndefined();
});

test("an account that was made first with a foreign address never meets the person who proves it", async ({ stack, open }) => {
  const email = newAddress("vera");
  const [mal, vera] = [open(), open()];
  const malAtAmazon = newPersona(stack, { name: "Mal", email });
  await signedIn(stack, mal, malAtAmazon);
  const malUser = await userIdOf(stack, malAtAmazon);
  const attempt = await startEmail(vera, email);
  const answer = await vera.post("/signin/verify", { attempt, code: await newestCode(stack, email) });
  expect(answer.status).toBe(303);
  // She may be asked whether Mal's account is hers; she is never simply inside it.
  expect((await sessionOf(vera))?.user.id ?? null).not.toBe(malUser);
  const { rows } = await stack.sql.query<{ provedEmail: string | null }>(`SELECT "provedEmail" FROM "User" WHERE "id" = $1`, [malUser]);
  expect(rows).toEqual([{ provedEmail: null }]);
});

test("somebody who held an address with a passkey and a live session before it was proved is in nothing of whoever proves it", async ({ stack, open }) => {
  const email = newAddress("vera");
  const [mal, vera, device] = [open(), open(), newDevice(stack)];
  const malAtAmazon = newPersona(stack, { name: "Mal", email });
  await signedIn(stack, mal, malAtAmazon);
  await addPasskey(mal, device, "Planted");
  const malUser = { id: await userIdOf(stack, malAtAmazon), email: null };
  const attempt = await startEmail(vera, email);
  expect(pathOf(await vera.post("/signin/verify", { attempt, code: await newestCode(stack, email) }))).toBe(`/signin/yours?attempt=${attempt}`);
  expect(pathOf(await vera.post("/signin/yours", { attempt, action: "not_mine" }))).toBe("/account");
  const owner = (await sessionOf(vera))?.user;
  expect(owner).toMatchObject({ email });
  // The live session, the planted passkey and the Amazon account all lead to what was his, and to nothing with the address.
  const [byPasskey, byAmazon] = [open(), open()];
  expect(pathOf(await byPasskey.post("/signin/passkey", { passkey: device.get(await passkeyOptions(byPasskey)), returnTo: "/bag" }))).toBe("/bag");
  expect(pathOf(await signInWithAmazon(stack, byAmazon, malAtAmazon))).toBe("/account");
  for (const browser of [mal, byPasskey, byAmazon]) expect((await sessionOf(browser))?.user).toMatchObject(malUser);
  expect(malUser.id).not.toBe(owner?.id);
  // Nor is it a proof of the address on its ladder.
  const climber = open();
  const ladder = await toLadder(stack, climber, email);
  const tried = await climber.post("/signin/existing", { action: "passkey", attempt: ladder.attempt, passkey: device.get(await passkeyOptions(climber, { purpose: "existing", attempt: ladder.attempt })) });
  expect([tried.status, await sessionOf(climber)]).toEqual([409, null]);
  const { rows } = await stack.sql.query(
    `SELECT (SELECT count(*)::int FROM "Passkey" p WHERE p."userId" = u."id") AS passkeys, (SELECT count(*)::int FROM "Account" a WHERE a."userId" = u."id") AS accounts, (SELECT count(*)::int FROM "Session" s WHERE s."userId" = u."id") AS sessions FROM "User" u WHERE u."provedEmail" = $1`,
    [email],
  );
  expect(rows).toEqual([{ passkeys: 0, accounts: 0, sessions: 1 }]);
});

test("the ladder is the same page to the byte, whatever its owner signs in with", async ({ stack, open }) => {
  const pages = new Map<string, string>();
  for (const [name, { email, userId }] of Object.entries({ code: await newProvedUser(stack), password: await newPasswordUser(stack), passkey: await newPasskeyUser(stack) })) {
    const browser = open();
    const persona = newPersona(stack, { name: "Ada Arrives", email });
    const { callback } = await comeBack(stack, browser, persona, "/bag");
    const attempt = parameter(pathOf(await browser.get(callback)), "attempt");
    const page = await browser.get(`/signin/existing?attempt=${attempt}`);
    expect(page.status).toBe(200);
    expect(page.body).not.toContain(userId);
    const own = (text: string) => text.replaceAll(email, "ADDRESS").replaceAll(attempt, "ATTEMPT").replaceAll(/nonce="[^"]+"|\\"nonce\\":\\"[^"]+"|[2-9A-Z]{5}-[2-9A-Z]{5}/g, "X");
    pages.set(own(page.body), name);
  }
  expect([...pages.values()]).toEqual(["passkey"]);
});

/** An account made with Amazon holds an address, and its reader has just proved it in another browser. */
async function toClaim(stack: Stack, browser: HttpBrowser, holder: HttpBrowser) {
  const email = newAddress("claimed");
  const [local = "", domain = ""] = email.split("@");
  // Amazon may write the same address in other letters.
  const persona = newPersona(stack, { name: "Holder", email: `${local.toUpperCase()}@${domain}` });
  await signedIn(stack, holder, persona);
  const attempt = await startEmail(browser, email, "/bag");
  const answer = await browser.post("/signin/verify", { attempt, code: await newestCode(stack, email) });
  expect(pathOf(answer)).toBe(`/signin/yours?attempt=${attempt}`);
  expect(await sessionOf(browser)).toBeNull();
  return { email, persona, attempt, holderId: await userIdOf(stack, persona) };
}

async function ownerOf(stack: Stack, email: string): Promise<string | undefined> {
  return (await stack.sql.query<{ id: string }>(`SELECT "id" FROM "User" WHERE "provedEmail" = $1`, [email])).rows[0]?.id;
}

test("only the browser that proved an address may say whose the account is, and only once", async ({ stack, open }) => {
  const [vera, mal] = [open(), open()];
  const { email, attempt, holderId } = await toClaim(stack, vera, mal);
  for (const action of ["mine", "not_mine"]) await expectRecovery(mal, await mal.post("/signin/yours", { attempt, action }), "state_mismatch");
  expect((await mal.get(`/signin/yours?attempt=${attempt}`)).body).not.toContain(email);
  expect(await ownerOf(stack, email)).toBeUndefined();
  const answers = await Promise.all(Array.from({ length: 4 }, () => vera.copy().post("/signin/yours", { attempt, action: "not_mine" })));
  expect(answers.filter((answer) => pathOf(answer) === "/bag")).toHaveLength(1);
  expect(await ownerOf(stack, email)).not.toBe(holderId);
  // A moment later it counts as a double click: nothing more is done, and the sign-in page says who is signed in.
  expect(pathOf(await vera.post("/signin/yours", { attempt, action: "mine" }))).toBe("/signin?returnTo=%2Fbag");
  const { rows } = await stack.sql.query<{ id: string; email: string | null }>(`SELECT "id", "email" FROM "User" WHERE lower("email") = $1 OR "id" = $2`, [email, holderId]);
  expect(rows.find(({ id }) => id === holderId)?.email).toBeNull();
  expect(rows).toHaveLength(2);
  expect((await sessionOf(mal))?.user.id).toBe(holderId);
});

test("saying that an account is mine proves nothing until that very account is signed in to", async ({ stack, open }) => {
  const [vera, holder] = [open(), open()];
  const { email, persona, attempt, holderId } = await toClaim(stack, vera, holder);
  const claim = async (browser: HttpBrowser, as: typeof persona) => {
    const url = (await browser.post("/signin/yours", { attempt, action: "mine" })).headers.get("location") ?? "";
    return await browser.get(await decideAtAmazon(stack, url, as));
  };
  // Somebody else's Amazon account, with an address of its own.
  expect(pathOf(await claim(vera, newPersona(stack)))).toBe("/bag");
  expect(await ownerOf(stack, email)).toBeUndefined();
  await vera.post("/signout", { scope: "this" });
  // Signing out closed the question; an ordinary sign-in to the right account leaves the address contact data.
  await expectRecovery(vera, await vera.post("/signin/yours", { attempt, action: "mine" }), "attempt_used");
  expect(pathOf(await signInWithAmazon(stack, vera, persona))).toBe("/account");
  expect(await ownerOf(stack, email)).toBeUndefined();
  const again = await startEmail(holder, email, "/bag");
  await holder.post("/signin/verify", { attempt: again, code: await newestCode(stack, email, 2) });
  const url = (await holder.post("/signin/yours", { attempt: again, action: "mine" })).headers.get("location") ?? "";
  expect(pathOf(await holder.get(await decideAtAmazon(stack, url, persona)))).toBe("/bag");
  expect(await ownerOf(stack, email)).toBe(holderId);
});

test("a proof that is too old confirms nothing", async ({ stack, open }) => {
  const [vera, holder] = [open(), open()];
  const { email, persona, attempt } = await toClaim(stack, vera, holder);
  const url = (await vera.post("/signin/yours", { attempt, action: "mine" })).headers.get("location") ?? "";
  await stack.sql.query(`UPDATE "EmailCode" SET "usedAt" = now() - interval '16 minutes' WHERE "attemptId" = $1`, [attempt]);
  expect(pathOf(await vera.get(await decideAtAmazon(stack, url, persona)))).toBe("/bag");
  expect(await ownerOf(stack, email)).toBeUndefined();
  for (const action of ["mine", "not_mine"]) await expectRecovery(vera, await vera.post("/signin/yours", { attempt, action }), "attempt_expired");
});

test("an address that somebody else proved meanwhile stays theirs", async ({ stack, open }) => {
  const [vera, holder, other] = [open(), open(), open()];
  const { email, persona, attempt } = await toClaim(stack, vera, holder);
  const url = (await vera.post("/signin/yours", { attempt, action: "mine" })).headers.get("location") ?? "";
  const otherAttempt = await startEmail(other, email);
  await other.post("/signin/verify", { attempt: otherAttempt, code: await newestCode(stack, email, 2) });
  expect(pathOf(await other.post("/signin/yours", { attempt: otherAttempt, action: "not_mine" }))).toBe("/account");
  const owner = await ownerOf(stack, email);
  expect(pathOf(await vera.get(await decideAtAmazon(stack, url, persona)))).toBe("/bag");
  expect(await ownerOf(stack, email)).toBe(owner);
  expect((await sessionOf(vera))?.user.id).not.toBe(owner);
  await expectRecovery(vera, await vera.post("/signin/yours", { attempt, action: "not_mine" }), "attempt_expired");
});

for (const withEmail of [true, false]) {
  test(`twenty first sign-ins of one person at once, ${withEmail ? "with" : "without"} an address: one user, twenty good ends`, async ({ stack, open }) => {
    const persona = newPersona(stack, withEmail ? {} : { email: null });
    const doors = [];
    for (let index = 0; index < 20; index += 1) {
      const browser = open();
      doors.push({ browser, ...(await comeBack(stack, browser, persona, `/bag?n=${index}`)) });
    }
    const answers = await Promise.all(doors.map(({ browser, callback }) => browser.get(callback)));
    expect(answers.map(pathOf)).toEqual(doors.map((_, index) => `/bag?n=${index}`));
    expect(await countUsersOf(stack, persona)).toEqual({ users: 1, accounts: 1 });
    const ids = await Promise.all(doors.map(async ({ browser }) => (await sessionOf(browser))?.user.id));
    expect(new Set(ids).size).toBe(1);
    const { rows } = await stack.sql.query<{ type: string; count: string }>(
      `SELECT e."type", count(*) FROM "AuditEvent" e JOIN "AuditSubject" s ON s."subjectId" = e."subjectId" WHERE s."userId" = $1 GROUP BY 1`,
      [ids[0]],
    );
    const events = Object.fromEntries(rows.map(({ type, count }) => [type, Number(count)]));
    expect(events).toMatchObject({ "user.created": 1, "account.linked": 1, "account.refreshed": 19, "session.created": 20 });
  });
}

test("five first sign-ins of one address by code at once make one user", async ({ stack, open }) => {
  const email = newAddress();
  await stack.sql.query(`DELETE FROM "RateLimit"`);
  const doors: { browser: HttpBrowser; attempt: string; code: string }[] = [];
  for (let index = 0; index < 5; index += 1) {
    const browser = open();
    const attempt = await startEmail(browser, email);
    doors.push({ browser, attempt, code: await newestCode(stack, email, index + 1) });
  }
  const answers = await Promise.all(doors.map(({ browser, attempt, code }) => browser.post("/signin/verify", { attempt, code })));
  expect(answers.map(pathOf)).toEqual(Array<string>(5).fill("/account"));
  const { rows } = await stack.sql.query(`SELECT 1 FROM "User" WHERE "provedEmail" = $1`, [email]);
  expect(rows).toHaveLength(1);
});
