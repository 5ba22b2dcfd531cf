import { prepareTemplate } from "#scripts/test/database.ts";
import { startThrowAwayCluster } from "#scripts/test/test-cluster.ts";
import { breakerUnder } from "./breaker.ts";
import { startOurs, startStock } from "./contestants.ts";
import { failures, type Row } from "./gates.ts";
import { timeOfHash } from "./hash.ts";
import { memoryOf } from "./memory.ts";
import { measureLargeDatabase } from "./million/main.ts";
import { type BenchOptions, benchOptions, type Part } from "./options.ts";
import { addProvedPeople } from "./people.ts";
import { costOfSignIns } from "./sign-in.ts";
import { soakOf } from "./soak.ts";
import { speedOf } from "./speed.ts";
import { statementsOf } from "./statements.ts";
import { timingOfForms } from "./timing.ts";
import { rushOnVault } from "./vault.ts";

type Tables = Partial<Record<Part, Row[]>>;
/** Takes what a part has measured, when it has: a later one that fails takes nothing of it away. */
type Done = (part: Part, rows: Row[]) => void;

/** What is measured of us and of stock, in turn. */
const compared: readonly Part[] = ["speed", "sign-in", "memory", "statements"];

async function measureInCluster(adminUrl: string, { only, ...options }: BenchOptions, done: Done): Promise<void> {
  const { contestant: ours, stack } = await startOurs(options.users);
  try {
    const stock = compared.some((part) => only.has(part)) ? await startStock(adminUrl, options.users) : undefined;
    try {
      const both = stock ? [ours, stock] : [ours];
      const { rounds, connections, requests, signIns } = options;
      if (only.has("speed")) done("speed", await speedOf(both, options));
      if (only.has("sign-in")) done("sign-in", await costOfSignIns(both, { count: signIns, rounds }));
      if (only.has("memory")) done("memory", await memoryOf(both, { requests, connections, rounds, signIns: Math.ceil(signIns / rounds) }));
      if (only.has("statements")) done("statements", await statementsOf(both));
    } finally {
      await stock?.stop();
    }
    if (only.has("forms")) {
      // Those who signed in before: there is an end to how many Amazon's sandbox keeps.
      stack.sandbox.personas.reset();
      await addProvedPeople(stack.directDatabaseUrl);
      done("forms", await timingOfForms(stack, options.samples));
    }
    if (only.has("soak")) done("soak", await soakOf(ours, options.minutes));
  } finally {
    await ours.stop();
  }
}

const inServers: readonly Part[] = [...compared, "forms", "soak"];
/** What wants a database of its own. */
const inCluster: readonly Part[] = [...inServers, "vault", "breaker"];

async function measure(options: BenchOptions, done: Done): Promise<void> {
  const { only } = options;
  if (inCluster.some((part) => only.has(part))) {
    const cluster = await startThrowAwayCluster();
    process.env.TEST_DATABASE_ADMIN_URL = cluster.adminUrl;
    try {
      await prepareTemplate(cluster.adminUrl);
      if (inServers.some((part) => only.has(part))) await measureInCluster(cluster.adminUrl, options, done);
      if (only.has("vault")) done("vault", await rushOnVault(cluster.adminUrl, options.accounts));
      if (only.has("breaker")) done("breaker", await breakerUnder(options.breakerSeconds));
    } finally {
      await cluster.stop();
    }
  }
  if (only.has("hash")) done("hash", await timeOfHash());
  if (only.has("million")) done("million", await measureLargeDatabase(options.million));
}

/**
 * `npm run bench`: ours beside addresses of the same build that check nothing, and beside stock Auth.js with the Prisma
 * adapter on the same database server, in turn and in one run; how well the time of a form's answer tells whether an
 * address is known, or by what; and what a hash of a password costs. docs/benchmarks.md says how to read it.
 * @returns false when a gate was not passed
 */
export async function bench(args: string[]): Promise<boolean> {
  const options = benchOptions(args);
  const tables: Tables = {};
  await measure(options, (part, rows) => {
    tables[part] = rows;
    if (options.json) return;
    process.stdout.write(`\n${part}\n`);
    console.table(rows);
  });
  const failed = failures(tables);
  if (options.json) process.stdout.write(`${JSON.stringify({ ...tables, failed })}\n`);
  if (failed.length > 0) process.stderr.write(`Not passed: ${failed.join("; ")}\n`);
  return failed.length === 0;
}
