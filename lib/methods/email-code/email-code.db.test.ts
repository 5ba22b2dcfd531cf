import { beforeAll, beforeEach, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import type { SignInResult } from "../../accounts/context.ts";
import { type EmailAddress, parseEmailAddress } from "../../accounts/email-address.ts";
import { attemptEnd, auditTrail, contextOf, keys, later, newAttempt, newSession, newUser, now, rowCounts } from "../../accounts/test-people.ts";
import { userNotices } from "../../accounts/user-notices.ts";
import type { Attempt } from "../../attempts/attempt.ts";
import { randomToken } from "../../crypto/random.ts";
import { type Database, database as openDatabase } from "../../db/client.ts";
import { retriedTransaction } from "../../db/retry.ts";
import { newestMail, waitingMails } from "../../mail/test-mails.ts";
import { claimedAddress, confirmClaim, signUpApart } from "./claimed-address.ts";
import { type EmailCodePurpose, requestCode } from "./request-code.ts";
import { signInWithEmail } from "./sign-in-with-email.ts";
import { codeHash, pendingCode, useCode } from "./stored-code.ts";

let database: Database;
let attempt: Attempt;
let email: EmailAddress;
const hashKey = "a key of the test";

testInstallation();
beforeAll(() => void (database = openDatabase()));

const newAddress = () => parseEmailAddress(`V${randomToken().replaceAll(/[-_]/g, "x")}@shop.example`) as EmailAddress;

beforeEach(async () => {
  email = newAddress();
  attempt = await newAttempt(database, { method: "email_code" });
});

const client = () => `2001:db8::${randomToken()}`;
const deps = () => ({ database, hashKeys: [hashKey], keys });
/** The mails to the address of the test. */
const mailsToVera = async () => (await waitingMails(database, keys)).filter(({ to }) => to.toLowerCase() === email.canonical);

/** Asks for a code and reads it from the mail. */
async function askFor(change: { attemptId?: string; purpose?: EmailCodePurpose; email?: EmailAddress; clientAddress?: string; now?: Date } = {}): Promise<string> {
  const result = await requestCode({ attemptId: attempt.id, purpose: "sign_in", email, clientAddress: client(), now, ...change }, deps());
  expect(result).toEqual({ kind: "sent" });
  const mail = await newestMail(database, (change.email ?? email).address, keys);
  return /^\d{6}$/m.exec(mail?.text ?? "")?.[0] ?? "no code";
}

const tryCode = (code: string, change: { attemptId?: string; purpose?: string; now?: Date; hashKeys?: string[] } = {}) =>
  database.transaction((tx) => useCode(tx, { attemptId: attempt.id, purpose: "sign_in", code, now, ...change }, { hashKeys: change.hashKeys ?? [hashKey], keys }));
const wrong = (code: string) => (code === "000000" ? "111111" : "000000");
const refused = (outcome: string) => ({ kind: "refused", outcome });
const codeRow = () => database.db.emailCode.findFirstOrThrow({ where: { attemptId: attempt.id }, orderBy: { createdAt: "desc" } });

test("proves the address that the code was mailed to", async () => {
  const code = await askFor();
  expect(await mailsToVera()).toMatchObject([{ to: email.address }]);
  expect(await tryCode(code)).toEqual({ kind: "proved", email });
  expect(await codeRow()).toMatchObject({ usedAt: now, wrongTries: 0 });
});

test("shows neither code nor address in any column of any table", async () => {
  const code = await askFor();
  await tryCode(wrong(code));
  const tables = (await database.pool.query("SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")).rows as { name: string }[];
  for (const { name } of tables) {
    const text = JSON.stringify((await database.pool.query(`SELECT * FROM "${name}"`)).rows).toLowerCase();
    expect(text, name).not.toContain(email.canonical);
    expect(text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\dt[\d:.]+z/g, ""), name).not.toMatch(new RegExp(`"${code}"`));
  }
});

test("hashes a code with the key and for its row: the same code in two rows looks different", async () => {
  const code = await askFor();
  const { id, codeHash: stored } = await codeRow();
  expect(stored).toBe(codeHash(hashKey, id, code));
  expect(new Set([stored, codeHash(hashKey, attempt.id, code), codeHash("another key", id, code), codeHash(hashKey, id, wrong(code))]).size).toBe(4);
});

test("counts wrong tries, and takes the right code after four of them", async () => {
  const code = await askFor();
  for (let tries = 1; tries <= 4; tries += 1) {
    expect(await tryCode(wrong(code))).toEqual(refused("email_code_wrong"));
    expect(await codeRow()).toMatchObject({ wrongTries: tries, usedAt: null });
  }
  expect(await tryCode(code)).toEqual({ kind: "proved", email });
});

test("is spent with the fifth wrong try: not even the right code works then", async () => {
  const code = await askFor();
  for (let tries = 1; tries <= 4; tries += 1) await tryCode(wrong(code));
  expect(await tryCode(wrong(code))).toEqual(refused("email_code_spent"));
  expect(await tryCode(code)).toEqual(refused("email_code_spent"));
  expect(await codeRow()).toMatchObject({ wrongTries: 5, usedAt: null });
});

test.each(["", "12345", "1234567", "abcdef", "１２３４５６", " ", "\u0000", "' OR 1=1 --"])("takes %j for a wrong code", async (code) => {
  await askFor();
  expect(await tryCode(code)).toEqual(refused("email_code_wrong"));
});

test("works for 10 minutes, to the second", async () => {
  const code = await askFor();
  expect(await tryCode(code, { now: later(600) })).toEqual(refused("email_code_expired"));
  expect(await tryCode(code, { now: later(599) })).toEqual({ kind: "proved", email });
});

test("works once", async () => {
  const code = await askFor();
  await tryCode(code);
  expect(await tryCode(code)).toEqual(refused("email_code_expired"));
});

test("proves the address to one of 20 that send the right code at once", async () => {
  const code = await askFor();
  const results = await Promise.all(Array.from({ length: 20 }, () => tryCode(code)));
  expect(results.filter(({ kind }) => kind === "proved")).toHaveLength(1);
});

test("looks at five of 20 wrong codes that come at once, and never at a sixth", async () => {
  const code = await askFor();
  const results = await Promise.all(Array.from({ length: 20 }, () => tryCode(wrong(code))));
  expect(results.filter((result) => result.kind === "refused" && result.outcome === "email_code_wrong")).toHaveLength(4);
  expect(await codeRow()).toMatchObject({ wrongTries: 5 });
});

test("is void as soon as a newer one is asked for", async () => {
  const first = await askFor();
  const second = await askFor({ now: later(1) });
  if (first !== second) expect(await tryCode(first, { now: later(2) })).toEqual(refused("email_code_wrong"));
  expect(await tryCode(second, { now: later(2) })).toEqual({ kind: "proved", email });
  expect(await database.db.emailCode.count({ where: { attemptId: attempt.id, voidedAt: null, usedAt: null } })).toBe(0);
});

test("is worth nothing in another attempt, for another purpose or under another key", async () => {
  const code = await askFor();
  const other = await newAttempt(database, { method: "email_code" });
  expect(await tryCode(code, { attemptId: other.id })).toEqual(refused("email_code_expired"));
  expect(await tryCode(code, { purpose: "existing" })).toEqual(refused("email_code_expired"));
  expect(await codeRow()).toMatchObject({ wrongTries: 0 });
  const theirs = await askFor({ attemptId: other.id, email: newAddress() });
  if (theirs !== code) expect(await tryCode(code, { attemptId: other.id })).toEqual(refused("email_code_wrong"));
  expect(await tryCode(code, { hashKeys: ["another key"] })).toEqual(refused("email_code_wrong"));
  expect(await tryCode(code)).toEqual({ kind: "proved", email });
});

test("is not used up when what it was for is rolled back", async () => {
  const code = await askFor();
  await expect(
    database.transaction(async (tx) => {
      await useCode(tx, { attemptId: attempt.id, purpose: "sign_in", code, now }, { hashKeys: [hashKey], keys });
      throw new Error("no");
    }),
  ).rejects.toThrow("no");
  expect(await tryCode(code)).toEqual({ kind: "proved", email });
});

test("does not prove an address that was moved over from another row", async () => {
  const code = await askFor();
  const mine = await codeRow();
  const other = await newAttempt(database, { method: "email_code" });
  await askFor({ attemptId: other.id, email: newAddress() });
  const theirs = await database.db.emailCode.findFirstOrThrow({ where: { attemptId: other.id } });
  await database.db.emailCode.update({ where: { id: mine.id }, data: { sealed: theirs.sealed } });
  await expect(tryCode(code)).rejects.toMatchObject({ name: "VaultError" });
});

test("stores no code whose mail was not queued, and queues no mail whose code was not stored", async () => {
  const failing: Database = {
    ...database,
    transaction: (work) =>
      database.transaction(async (tx) => {
        await work(tx);
        throw new Error("no commit");
      }),
  };
  await expect(requestCode({ attemptId: attempt.id, purpose: "sign_in", email, clientAddress: client(), now }, { ...deps(), database: failing })).rejects.toThrow("no commit");
  expect(await database.db.emailCode.count({ where: { attemptId: attempt.id } })).toBe(0);
  expect(await mailsToVera()).toEqual([]);
});

test("mails five codes to one address in 15 minutes, in whatever case it is written, and writes nothing for the sixth", async () => {
  for (let count = 0; count < 5; count += 1) await askFor({ email: { ...email, address: count % 2 ? email.address.toUpperCase() : email.address } });
  const before = await database.db.emailCode.count();
  const result = await requestCode({ attemptId: attempt.id, purpose: "sign_in", email, clientAddress: client(), now }, deps());
  expect(result).toEqual({ kind: "rate_limited", retryAfterSeconds: expect.any(Number) as number });
  if (result.kind === "rate_limited") expect(result.retryAfterSeconds).toSatisfy((seconds: number) => seconds > 0 && seconds <= 900);
  expect(await mailsToVera()).toHaveLength(5);
  expect(await database.db.emailCode.count()).toBe(before);
  // An honest person with another address is served.
  await askFor({ email: newAddress() });
});

test("lets one client cause 60 mails in 15 minutes, to whatever addresses", async () => {
  const clientAddress = client();
  const before = (await waitingMails(database, keys)).length;
  const results = await Promise.all(Array.from({ length: 62 }, () => requestCode({ attemptId: attempt.id, purpose: "sign_in", email: newAddress(), clientAddress, now }, deps())));
  expect(results.filter(({ kind }) => kind === "sent")).toHaveLength(60);
  expect((await waitingMails(database, keys)).length - before).toBe(60);
});

test("a client over its limit uses up nothing of an address", async () => {
  const clientAddress = client();
  await Promise.all(Array.from({ length: 60 }, () => requestCode({ attemptId: attempt.id, purpose: "sign_in", email: newAddress(), clientAddress, now }, deps())));
  for (let count = 0; count < 5; count += 1) expect(await requestCode({ attemptId: attempt.id, purpose: "sign_in", email, clientAddress, now }, deps())).toMatchObject({ kind: "rate_limited" });
  for (let count = 0; count < 5; count += 1) await askFor();
});

test("names the address on the page that asks for the code while a code waits, and only for its purpose", async () => {
  const pending = (purpose = "sign_in") => database.transaction((tx) => pendingCode(tx, { attemptId: attempt.id, purpose }, keys));
  expect(await pending()).toBeNull();
  const code = await askFor();
  expect(await pending()).toEqual({ address: email.address, superseded: false });
  expect(await pending("existing")).toBeNull();
  await tryCode(code);
  expect(await pending()).toBeNull();
});

const signIn = (change: Parameters<typeof contextOf>[1] = {}, at: Attempt = attempt): Promise<SignInResult> => retriedTransaction(database, (tx) => signInWithEmail(tx, contextOf(at, change), email));

async function changes<T>(work: () => Promise<T>): Promise<{ result: T; rows: Record<string, number> }> {
  const before = await rowCounts(database);
  const result = await work();
  const after = await rowCounts(database);
  return { result, rows: Object.fromEntries(Object.entries(after).flatMap(([name, count]) => (count === before[name] ? [] : [[name, count - (before[name] ?? 0)]]))) };
}

const userIdOf = (result: SignInResult): string => {
  if (result.kind !== "signed_in") throw new Error(`expected a sign-in, got ${JSON.stringify(result)}`);
  return result.session.userId;
};

test("makes a user whose address is proved from the start", async () => {
  const { result, rows } = await changes(() => signIn());
  expect(rows).toEqual({ users: 1, sessions: 1, audits: 3, subjects: 1 });
  expect(result).toMatchObject({ kind: "signed_in", outcome: "signed_up" });
  expect(await database.db.user.findUniqueOrThrow({ where: { id: userIdOf(result) } })).toMatchObject({ name: null, email: email.canonical, provedEmail: email.canonical, emailVerified: now });
  expect(await database.db.session.findMany({ where: { userId: userIdOf(result) }, select: { method: true } })).toEqual([{ method: "email_code" }]);
  expect(await auditTrail(database, { userId: userIdOf(result) })).toEqual(["email.proved", "session.created", "user.created"]);
  expect(await attemptEnd(database, attempt.id)).toMatchObject({ status: "succeeded", outcome: "signed_up" });
});

test("signs the user in who has proved the address", async () => {
  const vera = await newUser(database, { provedEmail: email.canonical });
  const { result, rows } = await changes(() => signIn());
  expect(userIdOf(result)).toBe(vera);
  expect(rows).toEqual({ sessions: 1, audits: 1, subjects: 1 });
});

test("makes one user of 10 first sign-ins with one address at once", async () => {
  const attempts = await Promise.all(Array.from({ length: 10 }, () => newAttempt(database, { method: "email_code" })));
  const { result, rows } = await changes(() => Promise.all(attempts.map((one) => signIn({}, one))));
  expect(new Set(result.map(userIdOf)).size).toBe(1);
  expect(rows).toMatchObject({ users: 1, sessions: 10 });
});

test.each([
  ["suspended", "user_suspended"],
  ["locked", "user_locked"],
  ["deletion_pending", "deletion_pending"],
] as const)("gives a user who is %s no session", async (status, outcome) => {
  await newUser(database, { provedEmail: email.canonical, status });
  const { result, rows } = await changes(() => signIn());
  expect(result).toEqual({ kind: "refused", outcome });
  expect(rows).toEqual({});
});

/** Somebody's account, made with Amazon, that merely holds the address. */
async function holder(status: "active" | "suspended" = "active"): Promise<string> {
  const id = await newUser(database, { name: "Holder", email: email.canonical, status });
  await database.db.account.create({ data: { userId: id, provider: "amazon", providerAccountId: `amzn1.account.${randomToken()}` } });
  return id;
}

/** The addresses that a user was told they no longer have. */
const toldTo = async (userId: string) => (await userNotices(database.db, userId)).map(({ values }) => ("email" in values ? values.email : null));

/** Proves the address for the attempt, as the page with the code does. */
async function prove(): Promise<SignInResult> {
  const code = await askFor();
  return await retriedTransaction(database, async (tx) => {
    await useCode(tx, { attemptId: attempt.id, purpose: "sign_in", code, now }, { hashKeys: [hashKey], keys });
    return await signInWithEmail(tx, contextOf(attempt), email);
  });
}

test("asks whose the account is when a user merely holds the address, and signs nobody in", async () => {
  const id = await holder();
  const session = await newSession(database, id);
  const { result, rows } = await changes(prove);
  expect(result).toEqual({ kind: "waiting", reason: "email_claimed" });
  expect(rows).toEqual({ codes: 1 });
  expect(await attemptEnd(database, attempt.id)).toEqual({ status: "waiting", outcome: "email_claimed", userId: null, ended: false });
  expect(await database.db.user.findUniqueOrThrow({ where: { id } })).toMatchObject({ email: email.canonical, provedEmail: null });
  expect(await database.db.session.count({ where: { id: session.id } })).toBe(1);
});

test("moves the address to a separate new user after 'not mine', and the holder keeps everything else", async () => {
  const id = await holder();
  await prove();
  const { result, rows } = await changes(() => retriedTransaction(database, (tx) => signUpApart(tx, contextOf(attempt))));
  expect(rows).toEqual({ users: 1, sessions: 1, audits: 4, subjects: 2 });
  expect(userIdOf(result)).not.toBe(id);
  expect(await database.db.user.findUniqueOrThrow({ where: { id: userIdOf(result) } })).toMatchObject({ provedEmail: email.canonical });
  expect(await database.db.account.count({ where: { userId: userIdOf(result) } })).toBe(0);
  expect(await database.db.user.findUniqueOrThrow({ where: { id } })).toMatchObject({ name: "Holder", email: null, provedEmail: null });
  expect(await database.db.account.count({ where: { userId: id } })).toBe(1);
  expect(await auditTrail(database, { userId: id })).toEqual(["email.moved"]);
  expect([await toldTo(id), await toldTo(userIdOf(result))]).toEqual([[email.canonical], []]);
  // A mail to the address would tell the new owner.
  expect((await mailsToVera()).map(({ subject }) => subject)).toEqual([expect.stringMatching(/^\d{6} /)]);
});

test("asks nobody about an account that nobody can sign in to, and moves the address off it all the same", async () => {
  const holders = [await holder("suspended"), await newUser(database, { email: email.canonical })];
  const { result, rows } = await changes(prove);
  expect(result).toMatchObject({ kind: "signed_in", outcome: "signed_up" });
  expect(rows).toEqual({ users: 1, codes: 1, sessions: 1, audits: 5, subjects: 3 });
  for (const id of holders) {
    expect(await database.db.user.findUniqueOrThrow({ where: { id } })).toMatchObject({ email: null, provedEmail: null });
    expect(await toldTo(id)).toEqual([email.canonical]);
    expect(await auditTrail(database, { userId: id })).toEqual(["email.moved"]);
  }
});

test("asks about an account that has a passkey and nothing else", async () => {
  const id = await newUser(database, { name: "Holder", email: email.canonical });
  await database.db.passkey.create({ data: { userId: id, publicKey: Buffer.from("x"), counter: 0, userHandle: "h", name: "key", deviceType: "singleDevice", backedUp: false, credentialId: randomToken() } });
  const { result, rows } = await changes(prove);
  expect(result).toEqual({ kind: "waiting", reason: "email_claimed" });
  expect(rows).toEqual({ codes: 1 });
  await confirm(id);
  expect(await database.db.user.findUniqueOrThrow({ where: { id } })).toMatchObject({ provedEmail: email.canonical });
});

test("moves an address once, also when the form is sent twice at once", async () => {
  const id = await holder();
  await prove();
  const apart = (change = {}) => retriedTransaction(database, (tx) => signUpApart(tx, contextOf(attempt, change)));
  const { result, rows } = await changes(() => Promise.allSettled([apart(), apart()]));
  expect(result.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect(result.find((one) => one.status === "rejected")?.reason).toMatchObject({ code: "attempt_used" });
  expect(rows).toMatchObject({ users: 1, sessions: 1 });
  expect(await toldTo(id)).toHaveLength(1);
});

test("moves no address once its proof is 15 minutes old", async () => {
  await holder();
  await prove();
  const { result, rows } = await changes(() => retriedTransaction(database, (tx) => signUpApart(tx, contextOf(attempt, { now: later(15 * 60) }))));
  expect(result).toEqual({ kind: "refused", outcome: "attempt_expired" });
  expect(rows).toEqual({});
});

test("moves no address without a proof", async () => {
  await holder();
  await askFor();
  expect(await database.transaction((tx) => claimedAddress(tx, attempt, now, keys))).toBeNull();
  const { result, rows } = await changes(() => retriedTransaction(database, (tx) => signUpApart(tx, contextOf(attempt))));
  expect(result).toEqual({ kind: "refused", outcome: "attempt_expired" });
  expect(rows).toEqual({});
});

const confirm = (userId: string, change: { attemptId?: string; browserHash?: string; now?: Date } = {}) =>
  database.transaction((tx) => confirmClaim(tx, { attemptId: attempt.id, browserHash: attempt.browserHash, ...change }, userId, change.now ?? now, keys));

test("proves the address on its holder who has signed in, once and with one record", async () => {
  const id = await holder();
  await prove();
  await confirm(id);
  await confirm(id);
  expect(await database.db.user.findUniqueOrThrow({ where: { id } })).toMatchObject({ provedEmail: email.canonical, emailVerified: now });
  expect(await auditTrail(database, { userId: id })).toEqual(["email.proved"]);
  expect(await attemptEnd(database, attempt.id)).toMatchObject({ status: "succeeded", outcome: "signed_in", userId: id });
  expect(await toldTo(id)).toEqual([]);
  expect((await mailsToVera()).map(({ subject }) => subject).filter((subject) => !/^\d{6} /.test(subject))).toEqual([expect.stringMatching(/^This address now belongs to your .+ account$/)]);
});

test("voids what others have proved of the holder for a merge, as every new way in does, and nobody else's", async () => {
  const [id, stranger] = [await holder(), await newUser(database)];
  await prove();
  const { id: sessionId } = await newSession(database, await newUser(database));
  const proofs = await Promise.all([id, stranger].map(async (otherUserId) => {
    const { id: attemptId } = await newAttempt(database, { method: "amazon" });
    return await database.db.mergeProof.create({ data: { attemptId, sessionId, otherUserId, method: "amazon", expires: later(600) } });
  }));
  await confirm(stranger);
  const left = async () => (await database.db.mergeProof.findMany({ where: { attemptId: { in: proofs.map(({ attemptId }) => attemptId) } } })).map(({ otherUserId }) => otherUserId).toSorted();
  expect(await left()).toEqual([id, stranger].toSorted());
  await confirm(id);
  expect(await left()).toEqual([stranger]);
});

test("tells whoever else held the address that its holder has proved it", async () => {
  const [id, other] = [await holder(), await holder()];
  await prove();
  await confirm(id);
  expect(await database.db.user.findUniqueOrThrow({ where: { id: other } })).toMatchObject({ email: null });
  expect([await toldTo(id), await toldTo(other)]).toEqual([[], [email.canonical]]);
});

test("proves nothing on anybody else, for another browser, without a proof, or too late", async () => {
  const id = await holder();
  const [mal, other] = [await newUser(database, { email: "mal@shop.example" }), await newAttempt(database, { method: "email_code" })];
  await prove();
  const before = await rowCounts(database);
  await confirm(mal);
  await confirm(id, { browserHash: other.browserHash });
  await confirm(id, { attemptId: other.id, browserHash: other.browserHash });
  await confirm(id, { now: later(15 * 60) });
  expect(await rowCounts(database)).toEqual(before);
  expect(await database.db.user.count({ where: { provedEmail: email.canonical } })).toBe(0);
  expect(await attemptEnd(database, attempt.id)).toMatchObject({ status: "waiting" });
});

test("proves nothing that somebody else has proved meanwhile", async () => {
  const id = await holder();
  await prove();
  await newUser(database, { provedEmail: email.canonical });
  await confirm(id);
  expect(await database.db.user.findUniqueOrThrow({ where: { id } })).toMatchObject({ provedEmail: null });
});
