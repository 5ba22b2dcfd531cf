import { expect, test } from "vitest";
import { testDatabase } from "#scripts/test/installation.ts";
import { randomToken } from "../crypto/random.ts";
import { connectDatabase, type Database } from "../db/client.ts";
import { consumeRateLimit, readRateLimit } from "./consume.ts";
import { rateLimits } from "./limits.ts";

let database: Database;

testDatabase((made) => void (database = made));

const name = "email_code_to_address" as const;
const { points, durationSeconds } = rateLimits[name];
const consume = (key: string, hashKey = "k") => consumeRateLimit(database, hashKey, name, key);
const read = (key: string) => readRateLimit(database, "k", name, key);
const refusal = { allowed: false, retryAfterSeconds: expect.any(Number) as number };

test("lets exactly the points through, also when all come at once", async () => {
  const key = randomToken();
  const results = await Promise.all(Array.from({ length: points + 10 }, () => consume(key)));
  expect(results.filter(({ allowed }) => allowed)).toHaveLength(points);
});

test("says when to come back, within the duration", async () => {
  const key = randomToken();
  for (let count = 0; count < points; count += 1) expect(await consume(key)).toEqual({ allowed: true });
  const result = await consume(key);
  expect(result).toEqual(refusal);
  if (!result.allowed) expect(result.retryAfterSeconds).toSatisfy((seconds: number) => seconds > durationSeconds - 60 && seconds <= durationSeconds);
});

test("keeps keys and limits apart", async () => {
  const key = randomToken();
  for (let count = 0; count <= points; count += 1) await consume(key);
  expect(await consume(randomToken())).toEqual({ allowed: true });
  expect(await consumeRateLimit(database, "k", "email_code_from_client", key)).toEqual({ allowed: true });
  expect(await consume(key, "another key")).toEqual({ allowed: true });
});

test("lets the same key through again after its time", async () => {
  const key = randomToken();
  for (let count = 0; count <= points; count += 1) await consume(key);
  await database.db.rateLimit.updateMany({ data: { expire: BigInt(Date.now() - 1) } });
  expect(await read(key)).toEqual({ allowed: true });
  expect(await consume(key)).toEqual({ allowed: true });
});

test("reads without spending, and refuses once the points are spent", async () => {
  const key = randomToken();
  expect(await read(key)).toEqual({ allowed: true });
  expect(await database.db.rateLimit.count({ where: { points: 0 } })).toBe(0);
  for (let count = 0; count < points; count += 1) {
    expect(await read(key)).toEqual({ allowed: true });
    await consume(key);
  }
  expect(await read(key)).toEqual(refusal);
});

test("names neither addresses nor clients in its table", async () => {
  await consume("vera@shop.example");
  const rows = JSON.stringify((await database.db.rateLimit.findMany({ select: { key: true } })).map(({ key }) => key));
  expect(rows).not.toContain("vera");
  expect(rows).toContain(`${name}:`);
});

test("lets nothing through in an outage", async () => {
  const gone = connectDatabase("postgresql://shop:pw@127.0.0.1:1/none");
  await expect(consumeRateLimit(gone, "k", name, "x")).rejects.toMatchObject({ code: "database_unavailable" });
  await expect(readRateLimit(gone, "k", name, "x")).rejects.toMatchObject({ code: "database_unavailable" });
  await gone.close();
});
