import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#scripts/test/database.ts";
import { type EmailAddress, parseEmailAddress } from "../../accounts/email-address.ts";
import { newUser } from "../../accounts/test-people.ts";
import { keyedHash, randomToken } from "../../crypto/random.ts";
import { connectDatabase, type Database } from "../../db/client.ts";
import { statementsOf } from "../../db/test-statements.ts";
import { markKnownClient } from "../../rate-limit/known-client.ts";
import { type RateLimitName, rateLimits } from "../../rate-limit/limits.ts";
import { configureLog } from "../../telemetry/log.ts";
import { type EmailCodePurpose, limitCodes } from "./code-limits.ts";

/** Who may cause mails with a code, and whom nobody keeps from getting one: FB-04. */

let place: TestDatabase;
let database: Database;
let email: EmailAddress;
let output: string;

const hashKey = "a key of the test";
const home = "192.0.2.1";

beforeAll(async () => {
  place = await createTestDatabase();
  database = connectDatabase(place.url);
});
afterAll(async () => {
  configureLog({});
  await database?.close();
  await place?.drop();
});

const newAddress = () => parseEmailAddress(`v${randomToken().toLowerCase().replaceAll(/[-_]/g, "x")}@shop.example`) as EmailAddress;
beforeEach(async () => {
  output = "";
  configureLog({ destination: { write: (text: string) => void (output += text) } });
  await database.pool.query(`DELETE FROM "RateLimit"`);
  email = newAddress();
});

let strangers = 0;
/** A client that was never here. */
const stranger = () => `198.51.${Math.floor((strangers += 1) / 250)}.${strangers % 250}`;
type Asking = { email?: EmailAddress; from?: string | undefined; purpose?: EmailCodePurpose; userId?: string; via?: Database };
const ask = (change: Asking = {}) =>
  limitCodes(change.via ?? database, hashKey, { purpose: change.purpose ?? "sign_in", email: change.email ?? email, clientAddress: "from" in change ? change.from : stranger(), userId: change.userId ?? null });
const askOften = async (times: number, change: Asking = {}) => {
  const answers = [];
  for (let count = 0; count < times; count += 1) answers.push(await ask(change));
  return answers.filter((answer) => answer === null).length;
};
const knowHome = (address = email, clientAddress = home) => markKnownClient({ address: address.canonical, clientAddress }, { database, hashKey });
const limited = { kind: "rate_limited", retryAfterSeconds: expect.any(Number) as number };

/** As if it had been asked so often that nothing is left. */
async function spend(name: RateLimitName, key: string, points = rateLimits[name].points): Promise<void> {
  await database.pool.query(`INSERT INTO "RateLimit" ("key", "points", "expire") VALUES ($1, $2, $3)`, [`${name}:${keyedHash(hashKey, name, key)}`, points, Date.now() + rateLimits[name].durationSeconds * 1_000]);
}
const pointsOf = async (name: RateLimitName) => (await database.pool.query<{ points: number }>(`SELECT points FROM "RateLimit" WHERE key LIKE $1`, [`${name}:%`])).rows.map(({ points }) => points);

test("strangers who use up what an address may be mailed keep out strangers, and no client from which it was proved", async () => {
  await knowHome();
  expect(await askOften(8)).toBe(5);
  expect(await ask()).toEqual(limited);
  expect(await askOften(5, { from: home })).toBe(5);
});

test("strangers who ask all day use up 30 mails, and the owner still gets theirs at home", async () => {
  await knowHome();
  await spend("email_code_to_address_per_day", email.canonical, 29);
  expect(await askOften(3)).toBe(1);
  expect(await ask({ from: home })).toBeNull();
});

test("known clients have five mails in 15 minutes and 30 a day, all of an address together, whatever strangers do", async () => {
  for (const from of [home, "192.0.2.2", "192.0.2.3"]) await knowHome(email, from);
  expect([await askOften(3, { from: home }), await askOften(3, { from: "192.0.2.2" }), await askOften(1, { from: "192.0.2.3" })]).toEqual([3, 2, 0]);
  // What they used up is nothing to strangers.
  expect(await askOften(6)).toBe(5);
  email = newAddress();
  await knowHome();
  await spend("email_code_to_address_by_known_client_per_day", email.canonical, 29);
  expect(await askOften(3, { from: home })).toBe(1);
});

test("a known client is known for the address that was proved there, and for no other", async () => {
  await knowHome();
  const other = newAddress();
  await askOften(5, { email: other });
  expect(await ask({ email: other, from: home })).toEqual(limited);
});

test("an IPv6 client is known by its network", async () => {
  await knowHome(email, "2001:db8:1:2::1");
  await askOften(5);
  expect(await ask({ from: "2001:db8:1:2:ffff::9" })).toBeNull();
  expect(await ask({ from: "2001:db8:1:3::1" })).toEqual(limited);
});

test("nobody is known who has no client address", async () => {
  await knowHome();
  await markKnownClient({ address: email.canonical, clientAddress: undefined }, { database, hashKey });
  await askOften(5);
  expect(await ask({ from: undefined })).toEqual(limited);
});

test("a mark lasts 30 days from the last proof, not from the first", async () => {
  const mark = async () => Number((await database.pool.query<{ expire: string }>(`SELECT expire FROM "RateLimit" WHERE key LIKE 'known_client:%'`)).rows[0]?.expire);
  await knowHome();
  expect((await mark()) - Date.now()).toBeGreaterThan(30 * 86_400_000 - 60_000);
  await database.db.rateLimit.updateMany({ data: { expire: BigInt(Date.now() + 60_000) } });
  await knowHome();
  expect((await mark()) - Date.now()).toBeGreaterThan(30 * 86_400_000 - 60_000);
  await database.db.rateLimit.updateMany({ data: { expire: BigInt(Date.now() - 1) } });
  await askOften(5);
  expect(await ask({ from: home })).toEqual(limited);
});

test("what a client may cause at all holds for a known one, too, and uses up nothing of the address", async () => {
  await knowHome();
  await spend("email_code_from_client", home);
  expect(await ask({ from: home })).toEqual(limited);
  expect(await pointsOf("email_code_to_address_by_known_client")).toEqual([]);
  expect(await askOften(5)).toBe(5);
});

test("sends the same statements whether or not a user has the address, and whether or not the client is known", async () => {
  await newUser(database, { provedEmail: email.canonical });
  await ask({ email: newAddress() });
  const known = await statementsOf(database, () => ask());
  const unknown = await statementsOf(database, () => ask({ email: newAddress() }));
  await knowHome();
  const atHome = await statementsOf(database, () => ask({ from: home }));
  expect(known).toHaveLength(5);
  expect(unknown).toEqual(known);
  expect(atHome).toEqual(known);
});

test("a mark says nothing of whether a user has the address: it is made and asked for alike", async () => {
  await newUser(database, { provedEmail: email.canonical });
  const nobodys = newAddress();
  expect(await statementsOf(database, () => knowHome(nobodys))).toEqual(await statementsOf(database, () => knowHome(email)));
  for (const address of [email, nobodys]) {
    await askOften(5, { email: address });
    expect([await ask({ email: address }), await ask({ email: address, from: home })]).toEqual([limited, null]);
  }
});

test("everybody together gets 3,000 an hour; then strangers wait with the same answer as ever, and known clients are served", async () => {
  await knowHome();
  await spend("email_code_from_anybody", "anybody", 2_999);
  expect(await ask({ email: newAddress() })).toBeNull();
  await newUser(database, { provedEmail: email.canonical });
  for (const address of [email, newAddress()]) {
    const refused = await ask({ email: address });
    expect(refused).toEqual(limited);
    expect(refused?.retryAfterSeconds).toSatisfy((seconds: number) => seconds > 3_500 && seconds <= 3_600);
  }
  for (const purpose of ["sign_in", "existing", "reset_password"] as const) {
    expect(await ask({ purpose, email: newAddress() })).toEqual(limited);
    expect(await ask({ purpose, from: home })).toBeNull();
  }
});

test("who is signed in neither counts towards what everybody gets nor is held by it", async () => {
  await spend("email_code_from_anybody", "anybody");
  const userId = await newUser(database, { provedEmail: email.canonical });
  for (const purpose of ["reauthenticate", "change_email", "merge"] as const) expect(await ask({ purpose, userId, email: newAddress() })).toBeNull();
  expect(await pointsOf("email_code_from_anybody")).toEqual([rateLimits.email_code_from_anybody.points]);
});

test.each(["change_email", "merge"] as const)("a stranger who keeps asking for codes does not keep who is signed in from %s", async (purpose) => {
  const userId = await newUser(database, {});
  await askOften(6);
  expect(await ask()).toEqual(limited);
  expect(await askOften(6, { purpose, userId })).toBe(5);
  // Nor does somebody who is signed in keep out who is not.
  email = newAddress();
  await askOften(2, { purpose, userId: await newUser(database, {}) });
  expect(await askOften(6)).toBe(5);
});

test("who is signed in has five mails in 15 minutes and 30 a day, whatever they are for and wherever they go", async () => {
  const userId = await newUser(database, {});
  const mixed = async (times: number, user: string) => {
    let sent = 0;
    for (let count = 0; count < times; count += 1) if ((await ask({ purpose: (["reauthenticate", "change_email", "merge"] as const)[count % 3] ?? "merge", userId: user, email: newAddress() })) === null) sent += 1;
    return sent;
  };
  expect(await mixed(9, userId)).toBe(5);
  const other = await newUser(database, {});
  await spend("step_up_code_to_user_per_day", other, 29);
  expect(await mixed(3, other)).toBe(1);
});

test("many who are signed in get ten mails in 15 minutes and 30 a day to one address, and none is used up of what its user proves themselves again by", async () => {
  const userId = await newUser(database, { provedEmail: email.canonical });
  let sent = 0;
  for (let user = 0; user < 4; user += 1) sent += await askOften(3, { purpose: user % 2 ? "merge" : "change_email", userId: await newUser(database, {}) });
  expect(sent).toBe(10);
  expect(await ask({ purpose: "reauthenticate", userId })).toBeNull();
  email = newAddress();
  await spend("email_code_to_address_by_users_per_day", email.canonical, 29);
  expect(await askOften(3, { purpose: "merge", userId })).toBe(1);
});

test.each(["change_email", "merge"] as const)("%s sends the same statements whether or not a user has the address", async (purpose) => {
  const [userId, other] = [await newUser(database, {}), newAddress()];
  await newUser(database, { provedEmail: email.canonical });
  await ask({ purpose, userId, email: newAddress() });
  const known = await statementsOf(database, () => ask({ purpose, userId }));
  expect(known).toHaveLength(5);
  expect(await statementsOf(database, () => ask({ purpose, userId, email: other }))).toEqual(known);
});

test("an IPv6 network causes 240 mails in 15 minutes with all its clients, uses up nothing of an address's then, and keeps out no known client and no other network", async () => {
  const [network, neighbour] = ["2001:db8:1", "2001:db8:2:1::1"];
  await spend("email_code_from_network", `${network}::/48`, 238);
  const first = [await ask({ from: `${network}:1::1` }), await ask({ from: `${network}:2::1` }), await ask({ from: `${network}:3::1` })];
  expect(first).toEqual([null, null, limited]);
  expect(await pointsOf("email_code_to_address")).toEqual([2]);
  expect([await ask({ from: neighbour }), await ask({ from: "192.0.2.9" })]).toEqual([null, null]);
  await knowHome(email, `${network}:4::1`);
  expect(await ask({ from: `${network}:4::1` })).toBeNull();
  expect(await ask({ purpose: "merge", userId: await newUser(database, {}), from: `${network}:5::1` })).toBeNull();
});

test("an IPv6 client sends the same statements whether or not a user has the address and whether or not the client is known", async () => {
  const from = "2001:db8:1:2::1";
  await newUser(database, { provedEmail: email.canonical });
  await ask({ from, email: newAddress() });
  const known = await statementsOf(database, () => ask({ from }));
  expect(known).toHaveLength(6);
  expect(await statementsOf(database, () => ask({ from, email: newAddress() }))).toEqual(known);
  await knowHome(email, from);
  expect(await statementsOf(database, () => ask({ from }))).toEqual(known);
});

test("requests that are refused anyway use up nothing of what everybody gets", async () => {
  await askOften(20);
  expect(await pointsOf("email_code_from_anybody")).toEqual([5]);
});

test("the operator is told once in its hour, by one process of all, however many are refused", async () => {
  const second = connectDatabase(place.url);
  await spend("email_code_from_anybody", "anybody", rateLimits.email_code_from_anybody.points - 1);
  expect(await ask()).toBeNull();
  expect(output).toBe("");
  await Promise.all(Array.from({ length: 20 }, (_, index) => ask({ email: newAddress(), via: index % 2 ? second : database })));
  await second.close();
  const lines = output.trim().split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toMatchObject([{ level: "error", event: "limit.reached", outcome: "rate_limited", limit: "email_code_from_anybody", points: 3_000, secondsLeft: expect.any(Number) as number }]);
  await database.db.rateLimit.updateMany({ where: { key: { startsWith: "email_code_from_anybody" } }, data: { expire: BigInt(Date.now() - 1) } });
  expect(await ask({ email: newAddress() })).toBeNull();
  await database.db.rateLimit.updateMany({ where: { key: { startsWith: "email_code_from_anybody" } }, data: { points: 3_000 } });
  await ask({ email: newAddress() });
  expect(output.trim().split("\n")).toHaveLength(2);
});

test("a limit of one address or one client is no news for the operator", async () => {
  await askOften(7);
  await spend("email_code_from_client", home);
  await ask({ from: home });
  expect(output).toBe("");
});

test("names neither addresses nor clients in the table that marks", async () => {
  await knowHome();
  await ask({ from: home });
  const { rows } = await database.pool.query<{ key: string }>(`SELECT key FROM "RateLimit"`);
  expect(rows.length).toBeGreaterThan(3);
  expect(rows.map(({ key }) => key).join("\n")).not.toMatch(/@|shop|192\.0\.2/);
});
