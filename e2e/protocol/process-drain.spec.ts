import { setTimeout as pause } from "node:timers/promises";
import { type Answer, HttpBrowser } from "../fixtures/http-browser.ts";
import { comeBack, pathOf, rowCounts, sessionOf, signedIn } from "../fixtures/journey.ts";
import { siteConnections } from "../fixtures/outage.ts";
import { newPersona } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";

/** The web process told to stop while many are signing in and looking around: PF-03. process.spec.ts has one callback, and one that hangs. */

test.use({ setting: { environment: { JOBS: "off" } } });

const callbacks = 30;
// As many as there are connections to PostgreSQL: who waits for one too long is turned away, whether or not the process stops.
const atOnce = 10;
const everyMilliseconds = 25;

/** What a client sees of a port that is being closed. */
const gone = ["ECONNREFUSED", "ECONNRESET", "EPIPE"];

/** One request and what became of it: an answer, or the code of the connection's failure. `startedAt` in milliseconds of this process. */
type Seen = { startedAt: number; answer?: Answer; refused?: string };

async function look(ask: () => Promise<Answer>): Promise<Seen> {
  const startedAt = performance.now();
  return await ask().then((answer) => ({ startedAt, answer }), (error: { code?: string }) => ({ startedAt, refused: error.code ?? "unknown" }));
}

test("told to stop under load: readiness is red first, thirty callbacks in flight finish, nothing recorded is lost, and the database is left", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  await signedIn(stack, vera, persona);
  // Readiness answers 503 by design: kept out of the journal.
  const probe = new HttpBrowser(stack.appUrl);
  const people: { browser: HttpBrowser; who: ReturnType<typeof newPersona>; callback: string }[] = [];
  for (let index = 0; index < callbacks; index += 1) {
    const [browser, who] = [open(), newPersona(stack)];
    const { callback } = await comeBack(stack, browser, who, "/bag");
    people.push({ browser, who, callback });
  }
  for (const [index, { who }] of people.entries()) stack.sandbox.faults.add({ endpoint: "token", userId: who.userId, times: 1, delayMilliseconds: 3_500 + 20 * index });
  const before = await rowCounts(stack);
  const [pages, probes]: [Seen[], Seen[]] = [[], []];
  // A steady stream, until nobody listens any more.
  let closed = false;
  const steadily = async (seen: Seen[], ask: (index: number) => Promise<Answer>) => {
    for (let index = 0; !closed; index += 1) {
      const one = await look(() => ask(index));
      seen.push(one);
      closed ||= one.refused === "ECONNREFUSED";
      await pause(everyMilliseconds);
    }
  };
  const streams = [
    steadily(pages, (index) => vera.get(["/account", "/", "/api/auth/session"][index % 3] ?? "/")),
    steadily(pages, () => open().get("/signin")),
    steadily(probes, () => probe.get("/api/health/ready")),
  ];
  const calls = stack.sandbox.ledger.calls.length;
  const pending: Promise<Answer>[] = [];
  let answered = 0;
  while (pending.length < callbacks) {
    for (const { browser, callback } of people.slice(pending.length, pending.length + atOnce)) pending.push(browser.get(callback).finally(() => (answered += 1)));
    await expect.poll(() => stack.sandbox.ledger.calls.length - calls, { intervals: [5] }).toBeGreaterThanOrEqual(pending.length);
  }
  expect(callbacks - answered, "callbacks in flight").toBeGreaterThanOrEqual(atOnce);
  expect(await stack.web.stop("SIGTERM"), "the end of the process").toBe(0);
  await Promise.all(streams);
  const answers = await Promise.all(pending);
  expect(answers.map(pathOf)).toEqual(answers.map(() => "/bag"));
  const isRed = ({ answer }: Seen) => answer?.status === 503 && answer.body === '{"status":"unavailable","reason":"stopping"}';
  const redAt = probes.find(isRed)?.startedAt ?? Infinity;
  expect(pages.filter(({ refused, startedAt }) => refused && !(gone.includes(refused) && startedAt > redAt)), "nobody was turned away before readiness said so").toEqual([]);
  expect(pages.filter(({ answer }) => answer && answer.status !== 200).map(({ answer }) => `${answer?.status} ${answer?.url}`)).toEqual([]);
  expect(pages.filter(({ answer, startedAt }) => answer && startedAt > redAt).length, "pages were served while only readiness was red").toBeGreaterThan(0);
  expect(await siteConnections(stack)).toBe(0);
  expect(stack.web.output().split("\n").find((line) => line.includes("process.stopped"))).toContain('"finished":true');
  const after = await rowCounts(stack);
  const added = Object.fromEntries(["User", "Account", "Session", "AuditEvent"].map((name) => [name, (after[name] ?? 0) - (before[name] ?? 0)]));
  expect(added).toEqual({ User: callbacks, Account: callbacks, Session: callbacks, AuditEvent: 3 * callbacks });
  await stack.restartWeb();
  for (const { browser, who } of people) expect((await sessionOf(browser))?.user.name).toBe(who.name);
  expect((await sessionOf(vera))?.user.name).toBe(persona.name);
});
