import { hashCost, hashPassword } from "#lib/methods/password/hash.ts";
import { nothingDemanded, type Row } from "./gates.ts";
import { median, rounded } from "./load.ts";

/** The time of one hash of a password, alone and while as many run at once as are let through. */
export async function timeOfHash(): Promise<Row[]> {
  const timed = async () => {
    const start = performance.now();
    await hashPassword("seven quiet otters at dawn");
    return performance.now() - start;
  };
  await timed();
  const alone: number[] = [];
  for (let count = 0; count < 30; count += 1) alone.push(await timed());
  const started = performance.now();
  await Promise.all(Array.from({ length: 30 }, timed));
  const each = (performance.now() - started) / 30;
  return [{ name: `argon2id, ${hashCost.memoryCost / 1_024} MiB, ${hashCost.timeCost} passes, ${hashCost.parallelism} lane`, "p50 ms": rounded(median(alone), 1), "ms each, 30 at once": rounded(each, 1), ...nothingDemanded }];
}
