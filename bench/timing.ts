import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { type Answer, HttpBrowser, locationOf } from "#e2e/fixtures/http-browser.ts";
import { signInWithAmazon } from "#e2e/fixtures/journey.ts";
import { askForPasskey } from "#e2e/fixtures/passkeys.ts";
import { newPersona } from "#e2e/fixtures/people.ts";
import type { Stack } from "#e2e/fixtures/stack.ts";
import { sessionCookieName } from "#lib/sessions/cookie.ts";
import type { Persona } from "#sandbox/amazon/personas.ts";
import { newFreshSession, peopleOfAKind } from "./people.ts";
import type { Row } from "./gates.ts";
import { median } from "./load.ts";
import { separation } from "./separation.ts";

type Place = { stack: Stack; sql: pg.Client };

/** A form whose answer must not tell two kinds of addresses apart, not even by its time. */
type Probe = {
  name: string;
  /** How the addresses begin that are not `known`: nobody has them, unless it says otherwise. */
  others?: "plain";
  /** Does what comes first, in a browser of its own. @returns the request that is timed */
  ready: (place: Place, email: string) => Promise<() => Promise<Answer>>;
};

const wrongPassword = "not the password of anybody here";

/** A form that somebody sends who is new here. */
const form = (path: string, more: Record<string, string> = {}): Probe["ready"] => async ({ stack }, email) => {
  const browser = new HttpBrowser(stack.appUrl);
  return async () => await browser.post(path, { email, returnTo: "/bag", ...more });
};

const personas = new Map<string, Persona>();

/** Somebody whose Amazon account has an address that a user has proved, on the page that wants a proof of that. */
async function onTheLadder({ stack }: Place, email: string): Promise<{ browser: HttpBrowser; attempt: string }> {
  const persona = personas.get(email) ?? newPersona(stack, { email });
  personas.set(email, persona);
  const browser = new HttpBrowser(stack.appUrl);
  const { pathname, searchParams } = locationOf(await signInWithAmazon(stack, browser, persona));
  if (pathname !== "/signin/existing") throw new Error(`${email} is not on the ladder but on ${pathname}`);
  return { browser, attempt: searchParams.get("attempt") ?? "" };
}

/** A form of somebody who is signed in, with a fresh proof. */
const inSession = (path: string, fields: (email: string) => Record<string, string>, isGood: (answer: Answer) => boolean): Probe["ready"] => async ({ stack, sql }, email) => {
  const browser = new HttpBrowser(stack.appUrl);
  browser.plant(sessionCookieName(false), await newFreshSession(sql));
  return async () => {
    const answer = await browser.post(path, fields(email));
    // A refusal would be measured as well, and say nothing.
    if (!isGood(answer)) throw new Error(`${path} was not done, but answered ${answer.status} ${answer.headers.get("location") ?? ""}`);
    return answer;
  };
};

const codeWasSent = (answer: Answer) => answer.status === 303 && locationOf(answer).searchParams.has("attempt");

// To somebody signed out the options for a passkey are asked for without any address, so that there is nothing to tell.
const probes: readonly Probe[] = [
  { name: "code by e-mail", ready: form("/signin/check-email") },
  { name: "password, wrong", ready: form("/signin/password", { password: wrongPassword }) },
  { name: "sign-up", ready: form("/signup", { password: "seven quiet otters at dawn" }) },
  { name: "password forgotten", ready: form("/signin/password/reset") },
  { name: "another address for a user", ready: inSession("/account/sign-in-methods/email", (email) => ({ action: "send", email }), codeWasSent) },
  { name: "merge, code to the other address", ready: inSession("/account/merge", (email) => ({ action: "send_code", email }), codeWasSent) },
  { name: "merge, password wrong", ready: inSession("/account/merge", (email) => ({ action: "password", email, password: wrongPassword }), ({ status }) => status === 422) },
  {
    name: "ladder, password: has one or not",
    others: "plain",
    ready: async (place, email) => {
      const { browser, attempt } = await onTheLadder(place, email);
      return async () => await browser.post("/signin/existing", { action: "password", attempt, password: wrongPassword });
    },
  },
  {
    name: "ladder, passkey options: has one or not",
    others: "plain",
    ready: async (place, email) => {
      const { browser, attempt } = await onTheLadder(place, email);
      return async () => await askForPasskey(browser, { purpose: "existing", attempt });
    },
  },
];

type Sample = { milliseconds: number; status: number };

/** Limits are another matter: with them most samples would be refusals. The queue is emptied so that it does not grow. */
async function clear(sql: pg.Client): Promise<void> {
  await sql.query(`DELETE FROM "RateLimit"`);
  await sql.query(`DELETE FROM jobs.job`);
  await wait(5);
}

async function sample(place: Place, probe: Probe, email: string): Promise<Sample> {
  const send = await probe.ready(place, email);
  await clear(place.sql);
  const { milliseconds, status } = await send();
  return { milliseconds, status };
}

/** From here on the time of an answer tells too much (security yardstick FB-05). With few samples chance alone gets there. */
const tooFarApart = 0.6;

async function measure(place: Place, probe: Probe, samples: number): Promise<Row> {
  const known: Sample[] = [];
  const unknown: Sample[] = [];
  const warmUp = 20;
  for (let count = -warmUp; count < samples; count += 1) {
    const person = (count + warmUp) % peopleOfAKind;
    const pair = [
      { into: known, email: `known${person}@example.test` },
      { into: unknown, email: `${probe.others ?? "nobody"}${person}@example.test` },
    ];
    // Which goes first changes, so that neither is favoured by what the other one warmed up.
    for (const { into, email } of count % 2 === 0 ? pair : pair.toReversed()) {
      const one = await sample(place, probe, email);
      if (count >= 0) into.push(one);
    }
  }
  const times = (of: Sample[]) => of.map(({ milliseconds }) => milliseconds);
  const statuses = (of: Sample[]) => [...new Set(of.map(({ status }) => status))].join(" ");
  const AUC = Number(separation(times(known), times(unknown)).toFixed(3));
  return {
    name: probe.name,
    samples,
    "known p50 ms": Number(median(times(known)).toFixed(2)),
    "unknown p50 ms": Number(median(times(unknown)).toFixed(2)),
    ratio: Number((median(times(known)) / median(times(unknown))).toFixed(3)),
    AUC,
    statuses: statuses(known) === statuses(unknown) ? statuses(known) : `${statuses(known)} / ${statuses(unknown)}`,
    gate: AUC < tooFarApart ? "pass" : "fail",
    goal: "",
  };
}

/**
 * Asks every form that takes an address for known and unknown ones in turn, and says how well the times tell them apart.
 * On the ladder every address is known: there it is those with a password and a passkey, and those without.
 * @param samples of each kind for each form
 */
export async function timingOfForms(stack: Stack, samples: number): Promise<Row[]> {
  const sql = new pg.Client({ connectionString: stack.directDatabaseUrl });
  await sql.connect();
  try {
    const rows: Row[] = [];
    for (const probe of probes) rows.push(await measure({ stack, sql }, probe, samples));
    return rows;
  } finally {
    await sql.end();
  }
}
