import { hash as bcryptHash } from "@node-rs/bcrypt";
import { expectRecovery, parameter, pathOf, rowCounts, sessionOf } from "../fixtures/journey.ts";
import { databaseText } from "../fixtures/invariants.ts";
import { goodPassword, letProofAge, newPasswordUser, otherPassword } from "../fixtures/passwords.ts";
import { newAddress, newestCode, newProvedUser } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import { shapeOf } from "../fixtures/shape.ts";

/** Passwords from outside: FB-05 and FB-09, races, and what nobody should be able to do. */

test.beforeEach(async ({ stack }) => void (await stack.sql.query(`DELETE FROM "RateLimit"`)));

// Every hash takes its time, and on a busy machine a multiple of it.
test.describe.configure({ timeout: 120_000 });

const signInForm = (email: string, password: string) => ({ email, password, returnTo: "/bag" });

test("a known address, one without a password and an unknown one get the same answers from every form", async ({ stack, open }) => {
  const known = await newPasswordUser(stack);
  const without = await newProvedUser(stack);
  const addresses = [known.email, without.email, newAddress()];
  for (const fields of [(email: string) => ["/signin/password", signInForm(email, otherPassword)] as const, (email: string) => ["/signup", signInForm(email, goodPassword)] as const, (email: string) => ["/signin/password/reset", { email }] as const]) {
    const shapes = [];
    for (const email of addresses) {
      const [path, form] = fields(email);
      shapes.push(shapeOf(await open().post(path, form), email));
    }
    expect(shapes[1]).toEqual(shapes[0]);
    expect(shapes[2]).toEqual(shapes[0]);
  }
});

test("an attempt at somebody's password locks out only who makes it, and the other ways stay open", async ({ stack, open }) => {
  const { email } = await newPasswordUser(stack);
  const mal = open();
  // Too long to be anybody's, so nothing is hashed; it counts all the same.
  const tries = await Promise.all(Array.from({ length: 12 }, () => mal.copy().post("/signin/password", signInForm(email, "x".repeat(2_000)))));
  expect(tries.filter(({ status }) => status === 422)).toHaveLength(10);
  const limited = tries.filter(({ status }) => status === 429);
  expect(limited).toHaveLength(2);
  for (const answer of limited) {
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(60);
    expect(answer.body).toContain("See all ways to sign in");
  }
  expect((await mal.post("/signin/password", signInForm(email, goodPassword))).status).toBe(429);
  // The same client still gets in by a code.
  const started = await mal.post("/signin/check-email", { email, returnTo: "/bag" });
  const attempt = parameter(pathOf(started), "attempt");
  expect(pathOf(await mal.post("/signin/verify", { attempt, code: await newestCode(stack, email, 2) }))).toBe("/bag");
});

test("passwords of every length and alphabet: nothing is cut off, and what is huge is refused at once", async ({ stack, open }) => {
  const vera = open();
  const before = await rowCounts(stack);
  for (const [password, text] of [["x7 quartz vine", "15 characters"], ["q".repeat(257), "256 characters"], ["q".repeat(4_000), "256 characters"]] as const) {
    const answer = await vera.post("/signup", signInForm(newAddress(), password));
    expect(answer.status).toBe(422);
    expect(answer.body).toContain(text);
    expect(answer.body).not.toContain(password);
  }
  for (const path of ["/signup", "/signin/password"]) {
    const answer = await vera.post(path, signInForm(newAddress(), "q".repeat(60_000)));
    expect(answer.status).toBe(400);
    expect((await vera.post(path, signInForm(newAddress(), "q".repeat(100_000)))).status).toBeLessThan(500);
  }
  expect(await rowCounts(stack)).toEqual(before);
  const long = "crème brûlée und Käsekuchen, für 🦔 und 🦊; ".repeat(2).trim();
  const user = await newPasswordUser(stack, { password: long, browser: open() });
  expect((await open().post("/signin/password", signInForm(user.email, `${long.slice(0, -1)}.`))).status).toBe(422);
  expect(pathOf(await open().post("/signin/password", signInForm(user.email, long.normalize("NFD"))))).toBe("/bag");
});

test("an imported bcrypt hash opens the account once more and is argon2id from then on", async ({ stack, open }) => {
  const { email, userId } = await newPasswordUser(stack);
  await stack.sql.query(`UPDATE "PasswordCredential" SET "hash" = $2 WHERE "userId" = $1`, [userId, await bcryptHash("short", 6)]);
  expect((await open().post("/signin/password", signInForm(email, "shorter"))).status).toBe(422);
  expect(pathOf(await open().post("/signin/password", signInForm(email, "short")))).toBe("/bag");
  const { rows } = await stack.sql.query<{ hash: string }>(`SELECT "hash" FROM "PasswordCredential" WHERE "userId" = $1`, [userId]);
  expect(rows[0]?.hash).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$/);
  expect(pathOf(await open().post("/signin/password", signInForm(email, "short")))).toBe("/bag");
});

test("changing a password needs a session, a fresh proof and a form of ours, and takes no other user's id", async ({ stack, open }) => {
  const victim = await newPasswordUser(stack);
  const { browser, userId } = await newPasswordUser(stack, { browser: open() });
  const page = "/account/sign-in-methods/password";
  const hashOf = async (id: string) => (await stack.sql.query<{ hash: string }>(`SELECT "hash" FROM "PasswordCredential" WHERE "userId" = $1`, [id])).rows[0]?.hash;
  const [before, ofVictim] = [await hashOf(userId), await hashOf(victim.userId)];
  expect(pathOf(await open().post(page, { password: otherPassword }))).toMatch(/^\/signin\?/);
  expect((await browser.post(page, { password: otherPassword }, { origin: "https://evil.example", "sec-fetch-site": "cross-site" })).status).toBe(403);
  await letProofAge(stack, userId);
  expect(pathOf(await browser.post(page, { password: otherPassword }))).toMatch(/^\/reauthenticate\?purpose=set_password/);
  expect(pathOf(await browser.post(`${page}/remove`, { action: "remove" }))).toMatch(/^\/reauthenticate\?purpose=remove_password/);
  expect(await hashOf(userId)).toBe(before);
  // A proof for removing is worth nothing for setting.
  expect((await browser.post("/reauthenticate", { action: "password", purpose: "remove_password", returnTo: `${page}/remove`, password: otherPassword })).status).toBe(422);
  expect(pathOf(await browser.post("/reauthenticate", { action: "password", purpose: "remove_password", returnTo: `${page}/remove`, password: goodPassword }))).toBe(`${page}/remove`);
  expect(pathOf(await browser.post(page, { password: otherPassword }))).toMatch(/^\/reauthenticate\?/);
  const stolen = browser.copy();
  expect(pathOf(await browser.post("/reauthenticate", { action: "password", purpose: "set_password", returnTo: page, password: goodPassword }))).toBe(page);
  expect(pathOf(await stolen.post(page, { password: otherPassword, userId: victim.userId }))).toMatch(/^\/signin\?/);
  expect(pathOf(await browser.post(page, { password: otherPassword, userId: victim.userId, email: victim.email }))).toBe("/account/sign-in-methods?done=password_changed");
  expect(await hashOf(victim.userId)).toBe(ofVictim);
  expect(await sessionOf(victim.browser)).not.toBeNull();
});

test("a new password gives the session a new token, and ends the others when asked to", async ({ stack, open }) => {
  const { browser, email, userId } = await newPasswordUser(stack, { browser: open() });
  const phone = open();
  await phone.post("/signin/password", signInForm(email, goodPassword));
  const before = browser.copy();
  await browser.post("/account/sign-in-methods/password", { password: otherPassword });
  expect(await sessionOf(before)).toBeNull();
  expect((await sessionOf(browser))?.user.id).toBe(userId);
  expect((await sessionOf(phone))?.user.id).toBe(userId);
  await browser.post("/account/sign-in-methods/password", { password: goodPassword, endOthers: "yes" });
  expect((await sessionOf(browser))?.user.id).toBe(userId);
  expect(await sessionOf(phone)).toBeNull();
});

test("a reset belongs to one browser and one code, and of several at once one wins", async ({ stack, open }) => {
  const { email, userId } = await newPasswordUser(stack);
  const [vera, mal] = [open(), open()];
  const attempt = parameter(pathOf(await vera.post("/signin/password/reset", { email, returnTo: "/bag" })), "attempt");
  const code = await newestCode(stack, email, 2);
  await expectRecovery(mal, await mal.post("/signin/password/new", { attempt, code, password: otherPassword }), "state_mismatch");
  expect((await mal.get(`/signin/password/new?attempt=${attempt}`)).body).not.toContain(email);
  expect((await vera.post("/signin/password/new", { attempt, code, password: "passwordpassword" })).status).toBe(422);
  const answers = await Promise.all(Array.from({ length: 4 }, () => vera.copy().post("/signin/password/new", { attempt, code, password: otherPassword })));
  expect(answers.filter((answer) => answer.status === 303 && pathOf(answer) === "/bag")).toHaveLength(1);
  const { rows } = await stack.sql.query(`SELECT 1 FROM "Session" WHERE "userId" = $1`, [userId]);
  expect(rows).toHaveLength(1);
  expect((await open().post("/signin/password", signInForm(email, goodPassword))).status).toBe(422);
  expect(pathOf(await open().post("/signin/password", signInForm(email, otherPassword)))).toBe("/bag");
});

test("no password is in a column, a log line or an answer", async ({ stack, open }) => {
  const secret = `bramble otter ${newAddress("teacup")}`;
  const { email, browser } = await newPasswordUser(stack, { password: secret, browser: open() });
  const answers = [await open().post("/signin/password", signInForm(email, secret)), await browser.get("/account/sign-in-methods/password"), await open().post("/signin/password", signInForm(email, `${secret}!`))];
  for (const answer of answers) expect(answer.body).not.toContain(secret);
  expect(stack.output()).not.toContain(secret);
  for (const [table, text] of await databaseText(stack)) expect(text, table).not.toContain(secret);
  const { rows } = await stack.sql.query(`SELECT 1 FROM "Attempt" WHERE "pendingPasswordHash" IS NOT NULL AND "status" = 'succeeded'`);
  expect(rows).toHaveLength(0);
});
