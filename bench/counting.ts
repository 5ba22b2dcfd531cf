import { randomUUID } from "node:crypto";
import { countEnd, countStart } from "#lib/attempts/counts.ts";
import type { Db } from "#lib/db/client.ts";
import { noteShown } from "#lib/events/note.ts";
import { flushEvents, noteLanding } from "#lib/events/pending.ts";
import { clientLabels } from "#lib/sessions/device.ts";

const [warmUp, times] = [5_000, 20_000];
const agent = "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36";

/** Everything that counts a sign-in, from the page that is shown to the page where it lands. It adds no statement to one. */
function countOne(): void {
  const [handle, now] = [{} as Db, new Date()];
  const client = { ...clientLabels(agent), region: "na" };
  noteShown(client);
  // Each request of it reads the agent anew.
  for (let request = 0; request < 3; request += 1) clientLabels(agent);
  countStart(handle, { method: "amazon", intent: "sign_in", client });
  countEnd(handle, [{ method: "amazon", outcome: "signed_in", createdAt: now, endedAt: now }]);
  noteLanding({ id: randomUUID(), userId: randomUUID(), authenticatedAt: now }, now);
}

/** Milliseconds of processor time that counting adds to a sign-in, what it writes every five seconds left out. */
export async function cpuOfCounting(): Promise<number> {
  const run = async (count: number) => {
    const before = process.cpuUsage();
    for (let index = 0; index < count; index += 1) countOne();
    const { user, system } = process.cpuUsage(before);
    // What waits to be written goes nowhere.
    await flushEvents(async () => ({ rows: [] }) as never);
    return (user + system) / 1_000 / count;
  };
  await run(warmUp);
  return await run(times);
}
