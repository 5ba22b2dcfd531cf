import { hash as argonHash } from "@node-rs/argon2";
import { hash as bcryptHash } from "@node-rs/bcrypt";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "#scripts/test/database.ts";
import { newAddress, newUser } from "../../accounts/test-people.ts";
import { connectDatabase, type Database } from "../../db/client.ts";
import { statementsOf } from "../../db/test-statements.ts";
import { hashPassword } from "./hash.ts";
import { fillGate } from "./test-gate.ts";
import { type RightPassword, tryPassword, usePassword } from "./try-password.ts";

let place: TestDatabase;
let database: Database;
let good: string;
let canonical: string;
let userId: string;

const password = "bramble otter teacup kite";
const hashKey = "k".repeat(32);

beforeAll(async () => {
  place = await createTestDatabase();
  database = connectDatabase(place.url);
  good = await hashPassword(password);
});
afterAll(async () => {
  await database.close();
  await place.drop();
});
beforeEach(async () => {
  await database.pool.query(`DELETE FROM "RateLimit"`);
  canonical = newAddress();
  userId = await newUser(database, { provedEmail: canonical });
  await database.db.passwordCredential.create({ data: { userId, hash: good } });
});

const tryIt = (text: string, change: { email?: string; client?: string | undefined } = {}) =>
  tryPassword({ email: { canonical: change.email ?? canonical }, password: text, clientAddress: "client" in change ? change.client : "192.0.2.1" }, { database, hashKey });
/** A wrong one that is not even hashed: for tests that need many. */
const overlong = "x".repeat(2_000);
const limited = { kind: "rate_limited", retryAfterSeconds: expect.any(Number) as number };
const store = async (hash: string) => void (await database.db.passwordCredential.update({ where: { userId }, data: { hash } }));
const use = (right: RightPassword) => database.transaction((tx) => usePassword(tx, right));

test("knows the right password of whoever has proved the address", async () => {
  expect(await tryIt(password)).toEqual({ kind: "right", userId, hash: good, better: null });
});

test("gives one answer to a wrong password, a user without one, and an address that nobody has proved", async () => {
  const without = `without-${canonical}`;
  await newUser(database, { provedEmail: without });
  const unproved = `held-${canonical}`;
  await newUser(database, { email: unproved });
  for (const email of [canonical, without, unproved, `nobody-${canonical}`]) expect(await tryIt("quiver lantern moss pebble", { email })).toEqual({ kind: "wrong" });
});

test("sends the same statements whether or not anybody has the address", async () => {
  await tryIt("warm up the pool", { email: `x-${canonical}` });
  const known = await statementsOf(database, () => tryIt("quiver lantern moss pebble"));
  const unknown = await statementsOf(database, () => tryIt("quiver lantern moss pebble", { email: `nobody-${canonical}` }));
  expect(known.length).toBeGreaterThan(3);
  expect(unknown).toEqual(known);
});

test("does not even hash what is longer than any password, and counts it", async () => {
  const open = fillGate();
  await expect(tryIt("a".repeat(256))).rejects.toMatchObject({ code: "password_busy" });
  for (const length of [1_025, 100_000]) expect(await tryIt("a".repeat(length))).toEqual({ kind: "wrong" });
  open();
  const { rows } = await database.pool.query<{ points: number }>(`SELECT points FROM "RateLimit" WHERE key LIKE 'wrong_password_from_client_for_address%'`);
  expect(rows).toEqual([{ points: 2 }]);
});

test("hears a client ten times about one address, then not even the right password, and everybody else all the time", async () => {
  const answers = [];
  for (let tries = 0; tries < 11; tries += 1) answers.push(await tryIt(overlong));
  expect(answers.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => ({ kind: "wrong" })));
  expect(answers[10]).toEqual(limited);
  expect(await tryIt(password)).toEqual(limited);
  expect(await tryIt(password, { client: "192.0.2.2" })).toMatchObject({ kind: "right" });
});

test("counts tries that come at once", async () => {
  const answers = await Promise.all(Array.from({ length: 16 }, () => tryIt(overlong)));
  expect(answers.filter(({ kind }) => kind === "wrong")).toHaveLength(10);
  expect(answers.filter(({ kind }) => kind === "rate_limited")).toHaveLength(6);
});

test("takes no try from whoever knows the password", async () => {
  for (let round = 0; round < 3; round += 1) expect(await tryIt(password)).toMatchObject({ kind: "right" });
  const { rows } = await database.pool.query<{ points: number }>(`SELECT points FROM "RateLimit" WHERE key LIKE 'wrong_password%'`);
  expect(rows.map(({ points }) => points)).toEqual([0, 0, 0]);
});

test("stops slow guessing from everywhere after a hundred tries a day, but hears a client from which the owner came before", async () => {
  expect(await tryIt(password, { client: "192.0.2.77" })).toMatchObject({ kind: "right" });
  await database.pool.query(`UPDATE "RateLimit" SET points = 100 WHERE key LIKE 'wrong_password_for_address_per_day%'`);
  expect(await tryIt(password, { client: "198.51.100.9" })).toEqual(limited);
  expect(await tryIt(password, { client: "192.0.2.77" })).toMatchObject({ kind: "right" });
  // The mark is for this address only, and the client's own limits still hold for it.
  expect(await tryIt(overlong, { client: "192.0.2.77", email: `other-${canonical}` })).toEqual({ kind: "wrong" });
});

test("counts an IPv6 client by its network, and without a client address only the address", async () => {
  for (let tries = 0; tries < 10; tries += 1) await tryIt(overlong, { client: `2001:db8:1:2::${tries + 1}` });
  expect(await tryIt(password, { client: "2001:db8:1:2::ffff" })).toEqual(limited);
  expect(await tryIt(password, { client: undefined })).toMatchObject({ kind: "right" });
});

test("names neither addresses nor clients in the table that counts", async () => {
  await tryIt(overlong);
  const { rows } = await database.pool.query<{ key: string }>(`SELECT key FROM "RateLimit"`);
  expect(rows.map(({ key }) => key).join("\n")).not.toMatch(/@|shop|192\.0\.2/);
});

test("an imported bcrypt hash becomes argon2id at the first right password, without moving the day of the change", async () => {
  await store(await bcryptHash("short", 4));
  const before = await database.db.passwordCredential.findUniqueOrThrow({ where: { userId } });
  expect(await tryIt("shorter")).toEqual({ kind: "wrong" });
  expect(await database.db.passwordCredential.findUniqueOrThrow({ where: { userId } })).toEqual(before);
  const tried = await tryIt("short");
  expect(tried).toMatchObject({ kind: "right", better: expect.stringMatching(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$/) as string });
  expect(await use(tried as RightPassword)).toBe(true);
  const after = await database.db.passwordCredential.findUniqueOrThrow({ where: { userId } });
  expect(after).toEqual({ ...before, hash: (tried as RightPassword).better });
  expect(await tryIt("short")).toMatchObject({ kind: "right", better: null });
});

test("a hash of lower cost is made anew", async () => {
  await store(await argonHash(password, { memoryCost: 8_192, timeCost: 1, parallelism: 1 }));
  const tried = (await tryIt(password)) as RightPassword;
  expect(tried.better).toMatch(/m=65536,t=3,p=1/);
  expect(await use(tried)).toBe(true);
});

test("a password that was changed or removed while it was looked at does not count", async () => {
  const tried = (await tryIt(password)) as RightPassword;
  await store(await argonHash("another one", { memoryCost: 8_192, timeCost: 1, parallelism: 1 }));
  expect(await use(tried)).toBe(false);
  await database.db.passwordCredential.delete({ where: { userId } });
  expect(await use(tried)).toBe(false);
});

test("gives the try back when the password could not be looked at", async () => {
  await store("$argon2id$broken");
  await expect(tryIt(password)).rejects.toThrow();
  const { rows } = await database.pool.query<{ points: number }>(`SELECT points FROM "RateLimit"`);
  expect(rows.map(({ points }) => points)).toEqual([0, 0, 0]);
});
