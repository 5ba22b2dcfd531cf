import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { jittered } from "../oauth/retry.ts";
import { closeDatabase, database } from "../db/client.ts";
import { getOrRefresh } from "./get-or-refresh.ts";
import { finishRefreshes } from "./process-state.ts";
import type { CallerWish } from "./test-vault.ts";
import type { TokenUse } from "./token-use.ts";

// A process of its own that wants tokens: `node test-caller.ts '{"accountIds":[…],"each":5}'`. Says "ready", waits for a
// line, wants them all at once, and says what it got. A stop signal lets it end what it has begun.

const { accountIds, each = 1, persistent = false, ...options } = JSON.parse(process.argv[2] ?? "{}") as CallerWish;

let sentAway = 0;

async function want(id: string): Promise<TokenUse> {
  for (;;) {
    const use = await getOrRefresh(id, options);
    if (!persistent || use.kind !== "unavailable") return use;
    sentAway += 1;
    await wait(jittered(use.retryAfterSeconds * 1_000));
  }
}

async function end(): Promise<void> {
  await finishRefreshes();
  await closeDatabase();
}

process.on("SIGTERM", () => void end().then(() => process.exit(0)));
await database().pool.query("SELECT 1");
process.stdout.write("ready\n");
await once(process.stdin, "data");
const wishes = accountIds.flatMap((id) => Array.from({ length: each }, () => id));
const answers = await Promise.all(wishes.map((id) => want(id)));
process.stdout.write(`\nsent away ${sentAway}, ${Math.round(process.memoryUsage().rss / 2 ** 20)} MiB`);
process.stdout.write(`\nresult ${JSON.stringify(answers)}\n`);
await end();
