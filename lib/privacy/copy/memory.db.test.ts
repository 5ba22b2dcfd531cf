import { randomUUID } from "node:crypto";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { newUser } from "../../accounts/test-people.ts";
import { heldData, heldSpans } from "../../composition.ts";
import { database } from "../../db/client.ts";
import { makeCopy } from "./make.ts";

/** Must hold: an export of a user with 100,000 rows keeps memory flat. */

testInstallation();

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** What the process holds that is in use, in bytes: what is garbage is collected first, so it depends on nothing but the code. */
function held(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Makes a copy of somebody with so many rows. @returns what was in use while it was made, beyond what was before: most of the time, and at most */
async function usedFor(rows: number): Promise<{ usual: number; most: number; bytes: number }> {
  const userId = await newUser(database());
  const insert = `INSERT INTO "SavedItem" ("id", "userId", "productId") SELECT gen_random_uuid(), $1::uuid, 'wool-blanket-' || md5(n::text) || md5((n * 7)::text) FROM generate_series($2::int, $3::int) n`;
  for (let first = 1; first <= rows; first += 5_000) await database().pool.query(insert, [userId, first, Math.min(first + 4_999, rows)]);
  const { id } = await database().db.dataCopy.create({ data: { userId, language: "en", sessionId: randomUUID() }, select: { id: true } });
  const start = held();
  const samples: number[] = [];
  let steps = 0;
  // It is asked for the time with every page of rows; looking each time would take longer than the copy.
  const now = () => {
    steps += 1;
    if (steps % Math.ceil(rows / 5_000) === 0) samples.push(held() - start);
    return new Date();
  };
  expect(await makeCopy(database(), { held: heldData, spans: heldSpans }, id, { now })).toBe("ready");
  const copy = await database().db.dataCopy.findUniqueOrThrow({ where: { id } });
  expect(copy.rowsDone).toBeGreaterThanOrEqual(2 * rows);
  expect(steps).toBeGreaterThan(rows / 500);
  samples.sort((a, b) => a - b);
  return { usual: samples[Math.floor(samples.length / 2)] ?? 0, most: samples.at(-1) ?? 0, bytes: copy.bytes ?? 0 };
}

const megabyte = 1_000_000;

test("a copy of 100,000 rows needs no more memory than one of 10,000", async () => {
  await usedFor(1_000);
  const [small, large] = [await usedFor(10_000), await usedFor(100_000)];
  expect(large.bytes).toBeGreaterThan(9 * small.bytes);
  expect(large.bytes).toBeGreaterThan(5 * megabyte);
  expect(large.usual).toBeLessThan(small.usual + 12 * megabyte);
  // What cipher and socket have not given back yet comes and goes; the rows as text alone are more than this.
  expect(large.most).toBeLessThan(40 * megabyte);
}, 240_000);
