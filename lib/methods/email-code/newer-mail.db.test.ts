import { beforeAll, beforeEach, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { type EmailAddress, parseEmailAddress } from "../../accounts/email-address.ts";
import { keys, later, newAddress, newAttempt, now } from "../../accounts/test-people.ts";
import { type Attempt, settleAttempt } from "../../attempts/attempt.ts";
import { randomToken, sha256 } from "../../crypto/random.ts";
import { type Database, database as openDatabase } from "../../db/client.ts";
import { newestMail } from "../../mail/test-mails.ts";
import { type EmailCodePurpose, requestCode } from "./request-code.ts";
import { pendingCode, useCode } from "./stored-code.ts";
import { readLink, useLink } from "./stored-link.ts";

/** A newer mail voids the older one of the same browser, for the same address and purpose, in whatever window it was asked for. */

let database: Database;
let email: EmailAddress;
let browserHash: string;
const hashKey = "a key of the test";

testInstallation();
beforeAll(() => void (database = openDatabase()));

const anAddress = () => parseEmailAddress(newAddress()) as EmailAddress;
const aBrowser = () => sha256(randomToken());

beforeEach(async () => {
  [email, browserHash] = [anAddress(), aBrowser()];
  await database.pool.query(`DELETE FROM "RateLimit"`);
});

type Asked = { attempt: Attempt; purpose: EmailCodePurpose; code: string; token: string };

/** Asks for a mail in an attempt of its own, as another window does. */
async function ask(change: { browserHash?: string; email?: EmailAddress; purpose?: EmailCodePurpose; attempt?: Attempt } = {}): Promise<Asked> {
  const attempt = change.attempt ?? (await newAttempt(database, { method: "email_code", browserHash: change.browserHash ?? browserHash }));
  const [to, purpose] = [change.email ?? email, change.purpose ?? "sign_in"];
  expect(await requestCode({ attemptId: attempt.id, purpose, email: to, clientAddress: undefined, now }, { database, hashKeys: [hashKey], keys })).toEqual({ kind: "sent" });
  const { text = "" } = (await newestMail(database, to.address, keys)) ?? {};
  return { attempt, purpose, code: /^\d{6}$/m.exec(text)?.[0] ?? "no code", token: /token=([\w-]{43})$/m.exec(text)?.[1] ?? "no token" };
}

const type = ({ attempt, purpose }: Asked, code: string) => database.transaction((tx) => useCode(tx, { attemptId: attempt.id, purpose, code, now: later(1) }, { hashKeys: [hashKey], keys }));
const pending = ({ attempt, purpose }: Asked) => database.transaction((tx) => pendingCode(tx, { attemptId: attempt.id, purpose }, keys));
const goodCodes = () => database.db.emailCode.count({ where: { attempt: { browserHash }, usedAt: null, voidedAt: null } });
const superseded = { kind: "refused", outcome: "email_code_superseded" };

test("the older mail of the same browser, for the same address and purpose, is void: its code, and its link", async () => {
  const older = await ask();
  const newer = await ask();
  expect(await type(older, older.code)).toEqual(superseded);
  // Nor does the newer code work where it was not asked for.
  expect(await type(older, newer.code)).toEqual(superseded);
  expect(await readLink(database.db, older.token, later(1), keys)).toMatchObject({ kind: "refused", outcome: "email_link_superseded" });
  expect(await database.transaction((tx) => useLink(tx, { attemptId: older.attempt.id, purpose: "sign_in", token: older.token, now: later(1) }, keys))).toMatchObject({ kind: "refused", outcome: "email_link_superseded" });
  expect(await type(newer, newer.code)).toEqual({ kind: "proved", email });
});

test("a void code counts no wrong tries", async () => {
  const older = await ask();
  await ask();
  for (let tries = 0; tries < 6; tries += 1) expect(await type(older, older.code)).toEqual(superseded);
  expect(await database.db.emailCode.findFirstOrThrow({ where: { attemptId: older.attempt.id } })).toMatchObject({ wrongTries: 0, usedAt: null });
});

test.each<[string, () => Promise<Asked>]>([
  ["another browser", () => ask({ browserHash: aBrowser() })],
  ["another address", () => ask({ email: anAddress() })],
  ["another purpose", () => ask({ purpose: "reset_password" })],
])("a mail of %s voids nothing", async (_what, other) => {
  const older = await ask();
  const newer = await other();
  expect(await readLink(database.db, older.token, later(1), keys)).toMatchObject({ kind: "good" });
  expect([await pending(older), await pending(newer)]).toMatchObject([{ superseded: false }, { superseded: false }]);
  expect(await type(older, older.code)).toEqual({ kind: "proved", email });
  expect(await type(newer, newer.code)).toMatchObject({ kind: "proved" });
});

test.each<EmailCodePurpose>(["sign_in", "existing", "reset_password", "reauthenticate", "change_email", "merge"])("holds for every purpose: %s", async (purpose) => {
  const older = await ask({ purpose });
  const newer = await ask({ purpose });
  expect([await type(older, older.code), await type(newer, newer.code)]).toEqual([superseded, { kind: "proved", email }]);
});

test("the older window still knows its address, and another mail from there makes it the one that counts", async () => {
  const older = await ask();
  const newer = await ask();
  expect([await pending(older), await pending(newer)]).toEqual([{ address: email.address, superseded: true }, { address: email.address, superseded: false }]);
  const again = await ask({ attempt: older.attempt });
  expect([await pending(older), await pending(newer)]).toEqual([{ address: email.address, superseded: false }, { address: email.address, superseded: true }]);
  expect([await type(newer, newer.code), await type(again, again.code)]).toEqual([superseded, { kind: "proved", email }]);
  expect(await pending(older)).toBeNull();
});

test("of two mails that one browser asks for at once, one stays good", async () => {
  for (let round = 0; round < 8; round += 1) {
    [email, browserHash] = [anAddress(), aBrowser()];
    await Promise.all([ask(), ask()]);
    expect(await goodCodes()).toBe(1);
  }
});

test("what has ended, and what is under way at a provider, stays as it is", async () => {
  const ended = await ask();
  await settleAttempt(database.db, ended.attempt.id, { status: "cancelled", outcome: "signed_out", now });
  const amazon = await Promise.all(Array.from({ length: 5 }, () => newAttempt(database, { browserHash })));
  await ask();
  expect(await database.db.emailCode.findFirstOrThrow({ where: { attemptId: ended.attempt.id } })).toMatchObject({ voidedAt: null });
  expect(await database.db.attempt.count({ where: { id: { in: amazon.map(({ id }) => id) }, status: "open" } })).toBe(5);
});
