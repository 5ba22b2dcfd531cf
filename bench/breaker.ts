import { setTimeout as wait } from "node:timers/promises";
import { HttpBrowser } from "#e2e/fixtures/http-browser.ts";
import { comeBack } from "#e2e/fixtures/journey.ts";
import { newPersona } from "#e2e/fixtures/people.ts";
import { type Stack, startStack, startWeb } from "#e2e/fixtures/stack.ts";
import { t } from "#lib/i18n/index.ts";
import { freePorts } from "#scripts/process/ports.ts";
import { atLeast, atMost, nothingDemanded, type Row } from "./gates.ts";

const endpoints = ["token", "tokeninfo", "profile"] as const;
const paths = ["/auth/o2/token", "/auth/o2/tokeninfo", "/user/profile"];
/** Between two people who come; each looks at the sign-in page first. */
const pauseMilliseconds = 100;
/** The pauses of the breaker, the minute in which it is shaky, and then some. */
const longestRecoveryMilliseconds = 180_000;

type Shown = "ok" | "shaky" | "down";
/** What all people who came saw, and how many calls to Amazon there had been by then. */
type Visit = { shown: Shown; at: number; calls: number };

function shownOn(body: string): Shown {
  if (!body.includes('action="/api/auth/signin/amazon"')) return "down";
  return body.includes(t("auth.amazon.shaky")) ? "shaky" : "ok";
}

/** People who come one after the other, to one instance or the other, and sign in with Amazon where it is offered. */
async function peopleComing(stack: Stack, doors: readonly string[], goOn: (visits: readonly Visit[]) => boolean): Promise<Visit[]> {
  const calls = () => stack.sandbox.ledger.calls.filter(({ path }) => paths.includes(path)).length;
  const visits: Visit[] = [];
  while (goOn(visits)) {
    const browser = new HttpBrowser(stack.appUrl, { connectTo: doors[visits.length % doors.length] ?? stack.listensAt });
    const shown = shownOn((await browser.get("/signin")).body);
    visits.push({ shown, at: performance.now(), calls: calls() });
    await stack.sql.query(`DELETE FROM "RateLimit"`);
    if (shown !== "down") {
      // Between the page and the click it may have gone down.
      const came = await comeBack(stack, browser, newPersona(stack)).catch(() => undefined);
      if (came) await browser.get(came.callback);
    }
    await wait(pauseMilliseconds);
  }
  return visits;
}

/** How often the operator was told, by all instances together: once. */
function told(output: string, event: string): Row {
  const lines = output.split(`"event":"${event}"`).length - 1;
  return { name: `lines of ${event}`, figure: lines, ...nothingDemanded, gate: lines === 1 ? "pass" : "fail" };
}

/**
 * Three calls of five at Amazon are answered 503 for a while, and then none, with two instances: when the breaker flips, and
 * back, and how often the operator is told.
 */
export async function breakerUnder(seconds: number): Promise<Row[]> {
  const stack = await startStack({ environment: { JOBS: "off" }, direct: true });
  const [port = 0] = await freePorts(1);
  const second = await startWeb({ ...stack.environment, PORT: String(port) });
  try {
    const doors = [stack.listensAt, `http://localhost:${port}`];
    await peopleComing(stack, doors, (visits) => visits.length < 14);
    const before = stack.sandbox.ledger.calls.filter(({ path }) => paths.includes(path)).length;
    for (const endpoint of endpoints) stack.sandbox.faults.add({ endpoint, status: 503, share: 0.6 });
    const end = performance.now() + seconds * 1_000;
    const bad = await peopleComing(stack, doors, () => performance.now() < end);
    stack.sandbox.faults.clear();
    const began = performance.now();
    const after = await peopleComing(stack, doors, (visits) => performance.now() - began < longestRecoveryMilliseconds && visits.slice(-2).filter(({ shown }) => shown === "ok").length < 2);
    const recovery = performance.now() - began;
    const output = stack.output() + second.output();
    const down = bad.find(({ shown }) => shown === "down");
    const share = bad.filter(({ shown }) => shown === "down").length / bad.length;
    return [
      // Each instance has a window of its own, and people came to both in turn.
      { name: "calls until down, both instances together", figure: down ? down.calls - before : -1, ...(down ? atMost(down.calls - before, { gate: 40 }) : atLeast(-1, { gate: 0 })) },
      { name: "share of people who were shown it as down", figure: Math.round(share * 100) / 100, ...nothingDemanded },
      { name: "calls while it failed", figure: (bad.at(-1)?.calls ?? 0) - before, ...nothingDemanded },
      { name: "seconds until ok again", figure: Math.round(recovery / 1_000), ...atMost(recovery, { gate: longestRecoveryMilliseconds }) },
      { name: "people who came until then", figure: after.length, ...nothingDemanded },
      told(output, "amazon.down"),
      told(output, "amazon.recovered"),
    ];
  } finally {
    await second.stop();
    await stack.stop();
  }
}
