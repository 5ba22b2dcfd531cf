import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { type Answer, HttpBrowser } from "#e2e/fixtures/http-browser.ts";
import { passwordUsers } from "./people.ts";
import { median } from "./load.ts";
import { separation } from "./separation.ts";

/** A form whose answer must not tell whether an address is known here, not even by its time. */
type Probe = { name: string; send: (browser: HttpBrowser, email: string) => Promise<Answer> };

const wrongPassword = "not the password of anybody here";
const probes: readonly Probe[] = [
  { name: "code by e-mail", send: (browser, email) => browser.post("/signin/check-email", { email, returnTo: "/bag" }) },
  { name: "password, wrong", send: (browser, email) => browser.post("/signin/password", { email, password: wrongPassword, returnTo: "/bag" }) },
  { name: "sign-up", send: (browser, email) => browser.post("/signup", { email, password: "seven quiet otters at dawn", returnTo: "/bag" }) },
  { name: "password forgotten", send: (browser, email) => browser.post("/signin/password/reset", { email, returnTo: "/bag" }) },
];

type Sample = { milliseconds: number; status: number };

/** Limits are another matter: with them most samples would be refusals. The queue is emptied so that it does not grow. */
async function clear(sql: pg.Client): Promise<void> {
  await sql.query(`DELETE FROM "RateLimit"`);
  await sql.query(`DELETE FROM jobs.job`);
  await wait(5);
}

async function sample(origin: string, probe: Probe, email: string): Promise<Sample> {
  const { milliseconds, status } = await probe.send(new HttpBrowser(origin), email);
  return { milliseconds, status };
}

async function measure(origin: string, sql: pg.Client, probe: Probe, samples: number) {
  const known: Sample[] = [];
  const unknown: Sample[] = [];
  const warmUp = 20;
  for (let count = -warmUp; count < samples; count += 1) {
    await clear(sql);
    const pair = [
      { into: known, email: `known${(count + warmUp) % passwordUsers}@example.test` },
      { into: unknown, email: `nobody${(count + warmUp) % passwordUsers}@example.test` },
    ];
    // Which goes first changes, so that neither is favoured by what the other one warmed up.
    for (const { into, email } of count % 2 === 0 ? pair : pair.toReversed()) {
      const one = await sample(origin, probe, email);
      if (count >= 0) into.push(one);
    }
  }
  const times = (of: Sample[]) => of.map(({ milliseconds }) => milliseconds);
  const statuses = (of: Sample[]) => [...new Set(of.map(({ status }) => status))].join(" ");
  return {
    form: probe.name,
    samples,
    "known p50 ms": Number(median(times(known)).toFixed(2)),
    "unknown p50 ms": Number(median(times(unknown)).toFixed(2)),
    ratio: Number((median(times(known)) / median(times(unknown))).toFixed(3)),
    AUC: Number(separation(times(known), times(unknown)).toFixed(3)),
    statuses: statuses(known) === statuses(unknown) ? statuses(known) : `${statuses(known)} / ${statuses(unknown)}`,
  };
}

/**
 * Asks every form that takes an address for known and unknown ones in turn, and says how well the times tell them apart
 * (security yardstick FB-05: under 0.6).
 * @param samples of each kind for each form
 */
export async function timingOfForms(origin: string, databaseUrl: string, samples: number) {
  const sql = new pg.Client({ connectionString: databaseUrl });
  await sql.connect();
  try {
    const rows = [];
    for (const probe of probes) rows.push(await measure(origin, sql, probe, samples));
    return rows;
  } finally {
    await sql.end();
  }
}
