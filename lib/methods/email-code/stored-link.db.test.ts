import { beforeAll, beforeEach, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { type EmailAddress, parseEmailAddress } from "../../accounts/email-address.ts";
import { contextOf, keys, later, newAttempt, now } from "../../accounts/test-people.ts";
import type { Attempt } from "../../attempts/attempt.ts";
import { randomToken, sha256 } from "../../crypto/random.ts";
import { connectDatabase, type Database, database as openDatabase } from "../../db/client.ts";
import { retriedTransaction } from "../../db/retry.ts";
import { newestMail } from "../../mail/test-mails.ts";
import { type EmailCodePurpose, requestCode } from "./request-code.ts";
import { signInWithEmail } from "./sign-in-with-email.ts";
import { useCode } from "./stored-code.ts";
import { readLink, useLink } from "./stored-link.ts";

let database: Database;
let attempt: Attempt;
let email: EmailAddress;
const hashKey = "a key of the test";

testInstallation();
beforeAll(() => void (database = openDatabase()));

beforeEach(async () => {
  email = parseEmailAddress(`V${randomToken().replaceAll(/[-_]/g, "x")}@shop.example`) as EmailAddress;
  attempt = await newAttempt(database, { method: "email_code" });
});

/** Asks for a mail and reads code and token from it. */
async function askFor(change: { attemptId?: string; purpose?: EmailCodePurpose; now?: Date } = {}): Promise<{ code: string; token: string }> {
  await requestCode({ attemptId: attempt.id, purpose: "sign_in", email, clientAddress: `2001:db8::${randomToken()}`, now, ...change }, { database, hashKeys: [hashKey], keys });
  const { text = "" } = (await newestMail(database, email.address, keys)) ?? {};
  return { code: /^\d{6}$/m.exec(text)?.[0] ?? "no code", token: /token=([\w-]{43})$/m.exec(text)?.[1] ?? "no token" };
}

const look = (token: unknown, at = now) => readLink(database.db, token, at, keys);
const use = (token: string, change: { attemptId?: string; purpose?: string; now?: Date } = {}) =>
  database.transaction((tx) => useLink(tx, { attemptId: attempt.id, purpose: "sign_in", token, now, ...change }, keys));
const type = (code: string) => database.transaction((tx) => useCode(tx, { attemptId: attempt.id, purpose: "sign_in", code, now }, { hashKeys: [hashKey], keys }));
const good = () => ({ kind: "good", link: { attemptId: attempt.id, purpose: "sign_in", email } });
const refused = (outcome: string) => ({ kind: "refused", outcome, attemptId: attempt.id });
const unknown = { kind: "refused", outcome: "email_link_unknown", attemptId: null };

test("proves the address that the link was mailed to, and stores the token only as a hash", async () => {
  const { token } = await askFor();
  const row = await database.db.emailCode.findFirstOrThrow({ where: { attemptId: attempt.id } });
  expect(row.linkHash).toBe(sha256(token));
  expect(await use(token)).toEqual(good());
  const tables = (await database.pool.query<{ name: string }>("SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")).rows;
  for (const { name } of tables) expect(JSON.stringify((await database.pool.query(`SELECT * FROM "${name}"`)).rows), name).not.toContain(token);
  expect(JSON.stringify((await database.pool.query("SELECT data FROM jobs.job")).rows)).not.toContain(token);
});

test("is not changed by being read, however often", async () => {
  const { token } = await askFor();
  const before = await database.db.emailCode.findFirstOrThrow({ where: { attemptId: attempt.id } });
  for (let times = 0; times < 20; times += 1) expect(await look(token)).toEqual(good());
  expect(await database.db.emailCode.findFirstOrThrow({ where: { attemptId: attempt.id } })).toEqual(before);
  expect(await use(token)).toEqual(good());
});

test("works once", async () => {
  const { token } = await askFor();
  await use(token);
  expect(await use(token)).toEqual(refused("email_link_used"));
  expect(await look(token)).toEqual(refused("email_link_used"));
});

test("is used up by the code, and the code by it: they are one", async () => {
  const first = await askFor();
  expect(await type(first.code)).toMatchObject({ kind: "proved" });
  expect(await use(first.token)).toEqual(refused("email_link_used"));
  const second = await askFor({ now: later(1) });
  expect(await use(second.token, { now: later(1) })).toEqual(good());
  expect(await type(second.code)).toEqual({ kind: "refused", outcome: "email_code_expired" });
});

test("proves the address to one of 50 uses of link and code at once", async () => {
  const { code, token } = await askFor();
  const results = await Promise.all(Array.from({ length: 50 }, (_, index) => (index % 2 ? use(token) : type(code))));
  expect(results.filter(({ kind }) => kind === "good" || kind === "proved")).toHaveLength(1);
});

test("signs in one of 50 uses at once on two instances, each with its own connections, and makes one session", async () => {
  const { token } = await askFor();
  const second = connectDatabase(process.env.DATABASE_URL ?? "");
  const signIn = (instance: Database) =>
    retriedTransaction(instance, async (tx) => {
      const used = await useLink(tx, { attemptId: attempt.id, purpose: "sign_in", token, now }, keys);
      return used.kind === "good" ? await signInWithEmail(tx, contextOf(attempt), used.link.email, "email_link") : used;
    });
  const results = await Promise.all(Array.from({ length: 50 }, (_, index) => signIn(index % 2 ? database : second)));
  await second.close();
  expect(results.filter(({ kind }) => kind === "signed_in")).toHaveLength(1);
  expect(results.filter(({ kind }) => kind !== "signed_in")).toEqual(Array.from({ length: 49 }, () => refused("email_link_used")));
  expect(await database.db.session.findMany({ where: { user: { provedEmail: email.canonical } }, select: { method: true } })).toEqual([{ method: "email_link" }]);
});

test("works for 10 minutes, to the second", async () => {
  const { token } = await askFor();
  expect(await look(token, later(600))).toEqual(refused("email_link_expired"));
  expect(await use(token, { now: later(600) })).toEqual(refused("email_link_expired"));
  expect(await use(token, { now: later(599) })).toEqual(good());
});

test("is void as soon as a newer mail is asked for", async () => {
  const first = await askFor();
  const second = await askFor({ now: later(1) });
  expect(await use(first.token)).toEqual(refused("email_link_superseded"));
  expect(await look(first.token)).toEqual(refused("email_link_superseded"));
  expect(await use(second.token, { now: later(2) })).toEqual(good());
});

test("still works after five wrong codes: nobody guesses it", async () => {
  const { code, token } = await askFor();
  for (let tries = 0; tries < 5; tries += 1) await type(code === "000000" ? "111111" : "000000");
  expect(await type(code)).toEqual({ kind: "refused", outcome: "email_code_spent" });
  expect(await use(token)).toEqual(good());
});

test("is unknown in another attempt and for another purpose", async () => {
  const { token } = await askFor();
  const other = await newAttempt(database, { method: "email_code" });
  expect(await use(token, { attemptId: other.id })).toEqual(unknown);
  expect(await use(token, { purpose: "existing" })).toEqual(unknown);
  expect(await use(token)).toEqual(good());
});

test("is not used up when what it was for is rolled back", async () => {
  const { token } = await askFor();
  await expect(
    database.transaction(async (tx) => {
      await useLink(tx, { attemptId: attempt.id, purpose: "sign_in", token, now }, keys);
      throw new Error("no");
    }),
  ).rejects.toThrow("no");
  expect(await use(token)).toEqual(good());
});

test("does not exist for a change of address, which is for a browser that is signed in", async () => {
  expect((await askFor({ purpose: "change_email" })).token).toBe("no token");
  expect(await database.db.emailCode.findFirstOrThrow({ where: { attemptId: attempt.id } })).toMatchObject({ linkHash: null });
});

test.each([undefined, null, "", "x", "x".repeat(42), "x".repeat(44), "x".repeat(5_000), `${"x".repeat(42)}\u0000`, `${"x".repeat(42)}!`, ["x".repeat(43)], {}])("calls %j incomplete, without looking for it", async (token) => {
  expect(await look(token)).toEqual({ kind: "refused", outcome: "email_link_malformed", attemptId: null });
});

test("does not know a token that nobody was mailed", async () => {
  expect(await look(randomToken())).toEqual(unknown);
  expect(await use(randomToken())).toEqual(unknown);
});
