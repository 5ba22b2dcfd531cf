import { createHash } from "node:crypto";
import { attemptOf, comeBack, expectRecovery, pathOf, rowCounts, sessionOf, signedIn, signInWithAmazon, startAmazon, startEmail } from "../fixtures/journey.ts";
import { newestCode, newPersona, newProvedUser, userIdOf } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";

/** Session tokens, what is stored of them, and what a sign-in does to the session that was there: SC-01, 04, LM-01. */

const cookieName = "authjs.session-token";

test("a sign-in never keeps a token that the browser brought, and ends the session behind it", async ({ stack, open }) => {
  const persona = newPersona(stack);
  const vera = open();
  const planted = "P".repeat(43);
  vera.plant(cookieName, planted);
  await signedIn(stack, vera, persona);
  const first = vera.cookie(cookieName) ?? "";
  expect(first).toMatch(/^[\w-]{43}$/);
  expect(first).not.toBe(planted);
  const before = vera.copy();
  await signedIn(stack, vera, persona);
  const second = vera.cookie(cookieName) ?? "";
  expect(second).not.toBe(first);
  expect(await sessionOf(before), "the old token is dead on the server").toBeNull();
  const { rows } = await stack.sql.query(`SELECT 1 FROM "Session" WHERE "userId" = $1`, [await userIdOf(stack, persona)]);
  expect(rows).toHaveLength(1);
});

test("a planted session of somebody else is neither kept, nor ended, nor linked to", async ({ stack, open }) => {
  const [mal, vera] = [open(), open()];
  const [malAtAmazon, veraAtAmazon] = [newPersona(stack, { name: "Mal" }), newPersona(stack)];
  await signedIn(stack, mal, malAtAmazon);
  vera.plant(cookieName, mal.cookie(cookieName) ?? "");
  const answer = await signInWithAmazon(stack, vera, veraAtAmazon);
  // She is asked: the page names both, and nothing is written until she decides.
  expect(pathOf(answer)).toMatch(/^\/signin\/switch\?attempt=[\da-f-]{36}$/);
  expect(await userIdOf(stack, veraAtAmazon)).toBeUndefined();
  const page = await vera.get(pathOf(answer));
  expect(page.body).toContain("Mal");
  const switched = await vera.post("/signin/switch", { attempt: new URL(pathOf(answer), stack.appUrl).searchParams.get("attempt") ?? "", action: "switch" });
  expect(pathOf(switched)).toBe("/account");
  expect((await sessionOf(vera))?.user.name).toBe(veraAtAmazon.name);
  expect(vera.cookie(cookieName)).not.toBe(mal.cookie(cookieName));
  const { rows } = await stack.sql.query<{ userId: string }>(`SELECT DISTINCT "userId" FROM "Account" WHERE "providerAccountId" IN ($1, $2)`, [malAtAmazon.userId, veraAtAmazon.userId]);
  expect(rows).toHaveLength(2);
});

test("an ordinary sign-in with another Amazon account links nothing, and staying changes nothing", async ({ stack, open }) => {
  const [vera, veraAtAmazon, evil] = [open(), newPersona(stack), newPersona(stack, { name: "Evil" })];
  await signedIn(stack, vera, veraAtAmazon);
  const before = await rowCounts(stack);
  const token = vera.cookie(cookieName);
  const answer = await signInWithAmazon(stack, vera, evil, "/bag");
  const attempt = new URL(pathOf(answer), stack.appUrl).searchParams.get("attempt") ?? "";
  expect(pathOf(await vera.post("/signin/switch", { attempt, action: "stay" }))).toBe("/bag");
  expect((await sessionOf(vera))?.user.name).toBe(veraAtAmazon.name);
  expect(vera.cookie(cookieName)).toBe(token);
  expect(await rowCounts(stack)).toEqual({ ...before, ParkedIdentity: (before.ParkedIdentity ?? 0) + 1 });
  expect(await userIdOf(stack, evil)).toBeUndefined();
  // The decision was one: it cannot be taken back by sending the form again.
  const again = await vera.post("/signin/switch", { attempt, action: "switch" });
  await expectRecovery(vera, again, "attempt_used");
  expect(await userIdOf(stack, evil)).toBeUndefined();
});

test("the switch of user belongs to the browser that came back from Amazon", async ({ stack, open }) => {
  const [vera, mal] = [open(), open()];
  await signedIn(stack, vera, newPersona(stack));
  const evil = newPersona(stack, { name: "Evil" });
  const answer = await signInWithAmazon(stack, vera, evil);
  const attempt = new URL(pathOf(answer), stack.appUrl).searchParams.get("attempt") ?? "";
  await startAmazon(mal);
  await expectRecovery(mal, await mal.post("/signin/switch", { attempt, action: "switch" }), "state_mismatch");
  await expectRecovery(mal, await mal.get(`/signin/switch?attempt=${attempt}`), "state_mismatch").catch(() => undefined);
  expect((await mal.get(`/signin/switch?attempt=${attempt}`)).body).not.toContain("Evil");
  expect(await sessionOf(mal)).toBeNull();
  expect(await userIdOf(stack, evil)).toBeUndefined();
});

test("the table holds hashes that open nothing, and tokens are long and random", async ({ stack, open }) => {
  const tokens: string[] = [];
  for (let index = 0; index < 5; index += 1) {
    const vera = open();
    await signedIn(stack, vera, newPersona(stack));
    tokens.push(vera.cookie(cookieName) ?? "");
  }
  for (const token of tokens) expect(Buffer.from(token, "base64url")).toHaveLength(32);
  expect(new Set(tokens.flatMap((token) => [token.slice(0, 8), token.slice(-8)])).size).toBe(10);
  const { rows } = await stack.sql.query<Record<string, unknown>>(`SELECT * FROM "Session" ORDER BY "createdAt" DESC LIMIT 5`);
  expect(rows.map(({ tokenHash }) => tokenHash).sort()).toEqual(tokens.map((token) => createHash("sha256").update(token).digest("base64url")).sort());
  for (const row of rows) {
    for (const value of Object.values(row)) {
      const thief = open();
      thief.plant(cookieName, value instanceof Date ? value.toISOString() : encodeURIComponent(String(value)));
      expect(await sessionOf(thief), `column value ${String(value)}`).toBeNull();
    }
  }
});

test("a session ends by idleness, by age and with its user, on the server", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  await signedIn(stack, vera, persona);
  const userId = await userIdOf(stack, persona);
  const change = async (statement: string) => void (await stack.sql.query(statement, [userId]));
  await change(`UPDATE "Session" SET "lastSeenAt" = now() - interval '14 days 1 minute' WHERE "userId" = $1`);
  expect(await sessionOf(vera)).toBeNull();
  await change(`UPDATE "Session" SET "lastSeenAt" = now(), "expires" = now() - interval '1 second' WHERE "userId" = $1`);
  expect(await sessionOf(vera)).toBeNull();
  await change(`UPDATE "Session" SET "expires" = now() + interval '1 day' WHERE "userId" = $1`);
  expect(await sessionOf(vera)).not.toBeNull();
  for (const status of ["suspended", "locked", "deletion_pending"]) {
    await change(`UPDATE "User" SET "status" = '${status}' WHERE "id" = $1`);
    expect(await sessionOf(vera), status).toBeNull();
    const guarded = await vera.get("/account");
    expect(guarded.status).toBe(307);
    expect(guarded.body).not.toContain(persona.name);
    const home = await vera.get("/");
    expect(home.body).not.toContain(persona.name);
  }
  await change(`UPDATE "User" SET "status" = 'active' WHERE "id" = $1`);
  expect(await sessionOf(vera)).not.toBeNull();
});

for (const [status, outcome] of [["suspended", "user_suspended"], ["locked", "user_locked"], ["deletion_pending", "deletion_pending"]] as const) {
  test(`a user who is ${status} gets a page and no session, by Amazon and by mail`, async ({ stack, open }) => {
    const persona = newPersona(stack);
    await signedIn(stack, open(), persona);
    const userId = await userIdOf(stack, persona);
    const { email, userId: provedId } = await newProvedUser(stack);
    await stack.sql.query(`UPDATE "User" SET "status" = $2::"UserStatus" WHERE "id" = ANY($1)`, [[userId, provedId], status]);
    const before = await rowCounts(stack);
    const vera = open();
    await expectRecovery(vera, await signInWithAmazon(stack, vera, persona), outcome);
    expect(vera.cookie(cookieName)).toBeUndefined();
    const attempt = await startEmail(vera, email);
    await expectRecovery(vera, await vera.post("/signin/verify", { attempt, code: await newestCode(stack, email, 2) }), outcome);
    expect(vera.cookie(cookieName)).toBeUndefined();
    expect(await rowCounts(stack)).toEqual({ ...before, EmailCode: (before.EmailCode ?? 0) + 1 });
  });
}

test("a session that ended while its owner was at Amazon is not revived, and the sign-in still succeeds", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  await signedIn(stack, vera, persona);
  const { callback, started } = await comeBack(stack, vera, newPersona(stack, { name: "Somebody New" }));
  await stack.sql.query(`UPDATE "Session" SET "expires" = now() - interval '1 second' WHERE "userId" = $1`, [await userIdOf(stack, persona)]);
  expect(pathOf(await vera.get(callback))).toBe("/account");
  expect((await sessionOf(vera))?.user.name).toBe("Somebody New");
  expect((await attemptOf(stack, started.state)).userId).not.toBe(await userIdOf(stack, persona));
});

test("two browsers of one person have sessions of their own, and signing out everywhere ends both", async ({ stack, open }) => {
  const [phone, laptop, persona] = [open(), open(), newPersona(stack)];
  await signedIn(stack, phone, persona);
  await signedIn(stack, laptop, persona);
  const phoneBefore = phone.copy();
  expect(pathOf(await phone.post("/signout", { scope: "this" }))).toMatch(/^\/signout/);
  expect(await sessionOf(phoneBefore), "the token is dead, not only the cookie").toBeNull();
  expect(await sessionOf(laptop)).not.toBeNull();
  await signedIn(stack, phone, persona);
  await laptop.post("/signout", { scope: "everywhere" });
  expect(await sessionOf(phone)).toBeNull();
});
