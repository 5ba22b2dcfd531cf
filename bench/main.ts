import { parseArgs } from "node:util";
import { sessionCookieName } from "#lib/sessions/cookie.ts";
import { startStack } from "#e2e/fixtures/stack.ts";
import { startThrowAwayCluster } from "#scripts/test/test-cluster.ts";
import { residentMegabytes } from "#e2e/fixtures/process-memory.ts";
import { costOfSignIns } from "./sign-in.ts";
import { prepareTemplate } from "#scripts/test/database.ts";
import { timeOfHash } from "./hash.ts";
import { load, median, type Load } from "./load.ts";
import { addProvedPeople, signedInAmong } from "./people.ts";
import { separableForms, timingOfForms } from "./timing.ts";

/** What is compared in one run: each address with the one that does nothing beside it. */
const pairs = [
  { name: "session check", measured: "/api/auth/session", reference: "/api/health/live" },
  { name: "signed-in page", measured: "/account", reference: "/privacy" },
] as const;

type Row = { name: string; measured: Load[]; reference: Load[] };

async function measure(origin: string, cookie: string, options: { seconds: number; connections: number; rounds: number }): Promise<Row[]> {
  const hit = (path: string, seconds: number) => load(origin + path, { seconds, connections: options.connections, headers: { cookie } });
  for (const { measured, reference } of pairs) for (const path of [measured, reference]) await hit(path, options.seconds);
  const rows: Row[] = pairs.map(({ name }) => ({ name, measured: [], reference: [] }));
  // Interleaved, so that a machine that gets slower or faster meanwhile changes both sides alike.
  for (let round = 0; round < options.rounds; round += 1) {
    for (const [index, { measured, reference }] of pairs.entries()) {
      rows[index]?.measured.push(await hit(measured, options.seconds));
      rows[index]?.reference.push(await hit(reference, options.seconds));
    }
  }
  return rows;
}

function summary({ name, measured, reference }: Row) {
  const rate = (loads: Load[]) => median(loads.map((one) => one.requestsPerSecond));
  return {
    name,
    "requests/s": Math.round(rate(measured)),
    "reference/s": Math.round(rate(reference)),
    ratio: Number(median(measured.map((one, index) => one.requestsPerSecond / (reference[index]?.requestsPerSecond ?? NaN))).toFixed(3)),
    "p50 ms": median(measured.map((one) => one.p50Milliseconds)),
    "p99 ms": median(measured.map((one) => one.p99Milliseconds)),
    errors: [...measured, ...reference].reduce((sum, one) => sum + one.errors, 0),
  };
}

/**
 * `npm run bench`: the session check and the signed-in page beside an address and a page that check nothing, in the
 * same build behind the same server, with 10,000 users in a throw-away database; how well the time of a form's answer
 * tells whether an address is known, or by what; and what a hash of a password costs.
 * @returns false when the time of a form's answer tells too much
 */
export async function bench(args: string[]): Promise<boolean> {
  const { values } = parseArgs({
    args,
    options: { seconds: { type: "string", default: "5" }, connections: { type: "string", default: "16" }, rounds: { type: "string", default: "3" }, users: { type: "string", default: "10000" }, samples: { type: "string", default: "500" }, "sign-ins": { type: "string", default: "100" }, json: { type: "boolean", default: false } },
  });
  const cluster = await startThrowAwayCluster();
  process.env.TEST_DATABASE_ADMIN_URL = cluster.adminUrl;
  try {
    await prepareTemplate(cluster.adminUrl);
    const stack = await startStack({ environment: { LOG_LEVEL: "warn", JOBS: "off", SESSION_CACHE: "on" }, direct: true });
    try {
      const databaseUrl = stack.environment.DATABASE_URL ?? "";
      const token = await signedInAmong(databaseUrl, Number(values.users));
      const options = { seconds: Number(values.seconds), connections: Number(values.connections), rounds: Number(values.rounds) };
      const rows = await measure(stack.appUrl, `${sessionCookieName(false)}=${token}`, options);
      await addProvedPeople(databaseUrl);
      const memory = [{ name: "web process", "at start MB": Math.round(stack.web.baseMegabytes), "under load MB": Math.round(residentMegabytes(stack.web.child.pid ?? 0)) }];
      const tables = { speed: rows.map(summary), memory, signIns: await costOfSignIns(stack, Number(values["sign-ins"])), forms: await timingOfForms(stack, Number(values.samples)), hash: await timeOfHash() };
      if (values.json) process.stdout.write(`${JSON.stringify(tables)}\n`);
      else for (const table of Object.values(tables)) console.table(table);
      const separable = separableForms(tables.forms);
      if (separable.length > 0) process.stderr.write(`The time of the answer tells too much: ${separable.join("; ")}\n`);
      return separable.length === 0;
    } finally {
      await stack.stop();
    }
  } finally {
    await cluster.stop();
  }
}
