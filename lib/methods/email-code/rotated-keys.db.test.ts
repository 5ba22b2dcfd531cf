import { beforeAll, beforeEach, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { type EmailAddress, parseEmailAddress } from "../../accounts/email-address.ts";
import { parkIdentity, readParked } from "../../accounts/parked-identity.ts";
import { amazonIdentity, newAddress, newAttempt, now } from "../../accounts/test-people.ts";
import type { Attempt } from "../../attempts/attempt.ts";
import { VaultError } from "../../crypto/envelope.ts";
import { randomToken, sha256 } from "../../crypto/random.ts";
import type { VaultKey } from "../../crypto/vault-keys.ts";
import { type Database, database as openDatabase } from "../../db/client.ts";
import { newestMail } from "../../mail/test-mails.ts";
import { configureLog } from "../../telemetry/log.ts";
import { claimedAddress } from "./claimed-address.ts";
import { requestCode } from "./request-code.ts";
import { pendingCode, useCode } from "./stored-code.ts";
import { readLink, useLink } from "./stored-link.ts";

/** Secrets and keys that are replaced while a mail is on its way: what was made under an older one is good while that one is listed. TK-02. */

let database: Database;
let email: EmailAddress;
let attempt: Attempt;

testInstallation();
beforeAll(() => void (database = openDatabase()));

const [older, newer] = ["the older secret", "the newer secret"];
const vaultKey = (keyId: string, fill: number): VaultKey => ({ keyId, key: new Uint8Array(32).fill(fill) });
const [k1, k2] = [vaultKey("k1", 1), vaultKey("k2", 2)];
const sign_in = "sign_in";
const refused = (outcome: string) => ({ kind: "refused", outcome });

beforeEach(async () => {
  email = parseEmailAddress(newAddress()) as EmailAddress;
  attempt = await newAttempt(database, { method: "email_code", browserHash: sha256(randomToken()) });
  await database.pool.query(`DELETE FROM "RateLimit"`);
});

/** Asks for a mail where these are the secret and the key. @returns the code and the token of its link */
async function ask(hashKeys: string[], keys: VaultKey[], of = attempt): Promise<{ code: string; token: string }> {
  expect(await requestCode({ attemptId: of.id, purpose: sign_in, email, clientAddress: undefined, now }, { database, hashKeys, keys })).toEqual({ kind: "sent" });
  const { text = "" } = (await newestMail(database, email.address, keys)) ?? {};
  return { code: /^\d{6}$/m.exec(text)?.[0] ?? "no code", token: /token=([\w-]{43})$/m.exec(text)?.[1] ?? "no token" };
}

const type = (code: string, hashKeys: string[], keys: VaultKey[], of = attempt) => database.transaction((tx) => useCode(tx, { attemptId: of.id, purpose: sign_in, code, now }, { hashKeys, keys }));

test.each([
  ["the newer one is listed behind the older", [older, newer]],
  ["the newer one hashes", [newer, older]],
])("a code that was hashed with the older secret is good while %s, and one of the newer", async (_when, secrets) => {
  const { code } = await ask([older], [k1]);
  const wrong = code === "000000" ? "111111" : "000000";
  expect(await type(wrong, secrets, [k1])).toEqual(refused("email_code_wrong"));
  expect(await type(code, secrets, [k1])).toEqual({ kind: "proved", email });
  const other = await newAttempt(database, { method: "email_code" });
  const late = await ask([newer], [k1], other);
  expect(await type(late.code, secrets, [k1], other)).toEqual({ kind: "proved", email });
});

test("a code whose secret is gone is a wrong one, and so is anything else for it", async () => {
  const { code } = await ask([older], [k1]);
  expect(await type(code, [newer], [k1])).toEqual(refused("email_code_wrong"));
});

test("a newer mail voids the older one of the same browser, whichever secret hashed its address", async () => {
  const { code } = await ask([older], [k1]);
  const again = await newAttempt(database, { method: "email_code", browserHash: attempt.browserHash });
  await ask([newer, older], [k1], again);
  expect(await type(code, [newer, older], [k1])).toEqual(refused("email_code_superseded"));
});

test("what an older key sealed opens while it is listed; once it is not, its time is over, and the operator is told", async () => {
  const { code, token } = await ask([older], [k1]);
  await database.transaction((tx) => parkIdentity(tx, attempt.id, "email_in_use", amazonIdentity(), now, [k1]));
  const parked = (keys: VaultKey[]) => database.transaction((tx) => readParked(tx, attempt.id, "email_in_use", now, keys));
  const pending = (keys: VaultKey[]) => database.transaction((tx) => pendingCode(tx, { attemptId: attempt.id, purpose: sign_in }, keys));
  const linked = (keys: VaultKey[]) => database.transaction((tx) => useLink(tx, { attemptId: attempt.id, purpose: sign_in, token, now }, keys));
  let output = "";
  configureLog({ destination: { write: (text: string) => void (output += text) } });
  expect([await parked([k2]), await pending([k2])]).toEqual([null, null]);
  expect(await readLink(database.db, token, now, [k2])).toEqual({ ...refused("email_link_expired"), attemptId: attempt.id });
  expect(await linked([k2])).toMatchObject(refused("email_link_expired"));
  expect(await type(code, [older], [k2])).toEqual(refused("email_code_expired"));
  configureLog({});
  expect(output.trim().split("\n").map((line) => JSON.parse(line) as unknown)).toEqual(["parked_identity", ...Array(4).fill("email_code")].map((purpose) => expect.objectContaining({ event: "vault.key_unknown", level: "warn", purpose })));
  // Nothing of it was used up: an instance that has the key takes it.
  expect([(await parked([k2, k1])) !== null, (await pending([k2, k1]))?.address]).toEqual([true, email.address]);
  expect(await type(code, [older], [k2, k1])).toEqual({ kind: "proved", email });
  expect(await database.transaction((tx) => claimedAddress(tx, { id: attempt.id, intent: sign_in }, now, [k2]))).toBeNull();
});

test("an address that is damaged, or lies in the place of another, is no such end", async () => {
  const { token } = await ask([older], [k1]);
  await database.db.emailCode.updateMany({ where: { attemptId: attempt.id }, data: { sealed: "damaged" } });
  await expect(readLink(database.db, token, now, [k1])).rejects.toBeInstanceOf(VaultError);
});
