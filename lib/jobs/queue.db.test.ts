import { randomUUID } from "node:crypto";
import { expect, test, vi } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { database } from "../db/client.ts";
import { enqueue, queues, queueSchema, startWorkers, stopQueue } from "./queue.ts";


testInstallation();

const put = (id: string) => database().transaction((tx) => enqueue(tx, "mail", { id, data: { id } }));
const stateOf = async (id: string) => (await database().pool.query<{ state: string }>(`SELECT state FROM ${queueSchema}.job WHERE id = $1`, [id])).rows[0]?.state;

test("is there when its transaction has committed, and not before", async () => {
  const id = randomUUID();
  await database().transaction(async (tx) => {
    await enqueue(tx, "mail", { id, data: {} });
    expect(await stateOf(id)).toBeUndefined();
  });
  expect(await stateOf(id)).toBe("created");
});

test("goes with its transaction", async () => {
  const id = randomUUID();
  await expect(
    database().transaction(async (tx) => {
      await enqueue(tx, "mail", { id, data: {} });
      throw new Error("no commit");
    }),
  ).rejects.toThrow("no commit");
  expect(await stateOf(id)).toBeUndefined();
});

test("is queued once, however often the deed asks for it under one id", async () => {
  const id = randomUUID();
  await put(id);
  await put(id).catch(() => undefined);
  const { rows } = await database().pool.query(`SELECT 1 FROM ${queueSchema}.job WHERE id = $1`, [id]);
  expect(rows).toHaveLength(1);
});

test("is tried again for as long as anybody has a use for it: never less than the day that a notice is worth", () => {
  const { retryLimit, retryDelayMax, retentionSeconds } = queues.mail;
  expect(retryLimit * (retryDelayMax / 2)).toBeGreaterThan(24 * 3_600);
  expect(retentionSeconds).toBeGreaterThanOrEqual(24 * 3_600);
});

test("is found by a worker that nobody wakes, which then does all that wait, one after the other, without pausing", async () => {
  await database().pool.query(`DELETE FROM ${queueSchema}.job`);
  const ids = Array.from({ length: 40 }, () => randomUUID());
  for (const id of ids) await put(id);
  const done: string[] = [];
  await startWorkers([{ queue: "mail", run: async (id) => void done.push(id) }]);
  // With a pause of two seconds after each, two workers would need forty seconds.
  await vi.waitFor(() => expect(done.toSorted()).toEqual(ids.toSorted()), { timeout: 25_000, interval: 50 });
  await stopQueue();
}, 40_000);

test("is done once, soon after the commit, by whichever worker comes first", async () => {
  await database().pool.query(`DELETE FROM ${queueSchema}.job`);
  const done: string[] = [];
  await startWorkers([{ queue: "mail", run: async (id) => void done.push(id) }]);
  const ids = Array.from({ length: 20 }, () => randomUUID());
  await Promise.all(ids.map(put));
  await vi.waitFor(() => expect(done.toSorted()).toEqual(ids.toSorted()), { timeout: 60_000, interval: 50 });
}, 80_000);
