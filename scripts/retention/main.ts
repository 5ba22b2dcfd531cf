import { retentions } from "#lib/composition.ts";
import { closeDatabase, database } from "#lib/db/client.ts";
import { applyRetention, reviewRetention } from "#lib/jobs/retention.ts";
import { configureLog } from "#lib/telemetry/log.ts";
import { say } from "../bootstrap/steps.mjs";
import { withOperatorSite } from "../database/operator.ts";
import { readArguments, type RetentionArguments } from "./arguments.ts";
import { appliedLines, reviewedLines } from "./words.ts";

async function review(json: boolean): Promise<void> {
  const now = new Date();
  const kinds = await reviewRetention(database().db, now, retentions);
  if (json) return void process.stdout.write(`${JSON.stringify({ at: now.toISOString(), applied: false, kinds })}\n`);
  say(["Due to go:", ...reviewedLines(kinds), "Nothing was removed. The sweep does it within minutes; with --apply it is done now."].join("\n"));
}

async function apply(json: boolean): Promise<void> {
  const now = new Date();
  const kinds = await applyRetention(database().db, now, retentions);
  if (json) return void process.stdout.write(`${JSON.stringify({ at: now.toISOString(), applied: true, kinds })}\n`);
  say(["Removed:", ...appliedLines(kinds)].join("\n"));
}

const run = async ({ apply: now, json }: RetentionArguments) => await (now ? apply(json) : review(json));

await withOperatorSite(async () => {
  const wish = readArguments(process.argv.slice(2));
  // What is printed is the answer; in JSON nothing else may be.
  configureLog({ level: "error" });
  try {
    await run(wish);
    return 0;
  } finally {
    await closeDatabase();
  }
});
