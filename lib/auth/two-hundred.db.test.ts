import { afterAll, beforeAll, expect, test } from "vitest";
import type { Fault } from "#sandbox/amazon/faults.ts";
import { type RunningSandbox, startSandbox } from "#sandbox/amazon/server.ts";
import { testInstallation } from "#scripts/test/installation.ts";
import { amazonBreaker } from "../amazon-health/process.ts";
import { newAddress, newUser } from "../accounts/test-people.ts";
import type { SignInResult } from "../accounts/context.ts";
import type { Attempt } from "../attempts/attempt.ts";
import { sweep } from "../attempts/sweep.ts";
import { database } from "../db/client.ts";
import { funnelOf } from "../events/funnel.ts";
import { flushEvents, noteLanding } from "../events/pending.ts";
import { readTotals, recentOutcomes } from "../events/read.ts";
import { sweepEvents } from "../events/rollup.ts";
import { newestMail } from "../mail/test-mails.ts";
import { metricsRegistry } from "../telemetry/metrics.ts";
import { answerCode } from "./code-answers.ts";
import { answerSignIn } from "./complete.ts";
import { startEmailSignIn, verifyEmailSignIn } from "./email-sign-in.ts";
import { ladderView, sendLadderCode, verifyLadderCode } from "./existing-account.ts";
import { handleAuthGet, handleAuthPost } from "./handlers.ts";
import { signInByPassword } from "./password-sign-in.ts";
import { noGuest } from "./reauthenticate.ts";
import { countShown } from "./shown.ts";
import { TestBrowser, whereTo } from "./test-browser.ts";
import { visitorOf } from "./visitor.ts";

/** Attempts whose fates are known, as people make them, and what the funnel and the metrics say of them. */

let amazon: RunningSandbox;
const site = "http://localhost:3000";
const [clientId, clientSecret] = ["amzn1.application-oa2-client.0123456789abcdef0123456789abcdef", "amzn1.oa2-cs.v1.secret"];

testInstallation(async () => {
  amazon = await startSandbox({ port: 0, clients: [{ clientId, clientSecret, name: "Shop", privacyUrl: `${site}/privacy`, returnUrls: [`${site}/api/auth/callback/amazon`] }] });
  return { AUTH_AMAZON_ID: clientId, AUTH_AMAZON_SECRET: clientSecret, AUTH_AMAZON_AUTHORIZE_URL: `${amazon.url}/ap/oa`, AUTH_AMAZON_API_URL: amazon.url };
});
afterAll(async () => await amazon?.close());

const phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 26_1 like Mac OS X) Version/26.1 Mobile/15E148 Safari/604.1";
const computer = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

/** A person's browser, of a kind that says what it is. */
class Device extends TestBrowser {
  readonly agent: string;

  constructor(agent: string) {
    super();
    this.agent = agent;
  }

  override request(path: string, init: RequestInit = {}): Request {
    return super.request(path, { ...init, headers: { "user-agent": this.agent, ...(init.headers as Record<string, string> | undefined) } });
  }
}

const visitor = (of: TestBrowser) => visitorOf(of.request("/signin"));

/** Opens the sign-in page and presses the button. @returns the way to Amazon */
async function start(browser: Device): Promise<string> {
  countShown(browser.agent);
  const answer = browser.take(await handleAuthPost(browser.form("/api/auth/signin/amazon", { returnTo: "/bag", shown: String(Date.now() - 5_000) }), ["signin", "amazon"]));
  return answer.headers.get("location") ?? "";
}

async function decide(authorizationUrl: string, userId: string, decision: "allow" | "cancel" = "allow"): Promise<string> {
  const answer = await fetch(`${amazon.url}/_sandbox/authorize`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ authorizationUrl, userId, decision }) });
  return ((await answer.json()) as { redirectUrl: string }).redirectUrl;
}

const callback = async (browser: Device, url: string) => browser.take(await handleAuthGet(browser.request(url), ["callback", "amazon"], noGuest));
const newPersona = (change: { email?: string } = {}) => amazon.personas.add({ name: "Vera", ...change })?.userId ?? "";

/** The first page after a sign-in, which the person looks at. */
async function land(browser: Device): Promise<void> {
  const session = await visitor(browser).session();
  if (session) noteLanding(session);
}

async function signIn(browser: Device, userId = newPersona()): Promise<string> {
  expect(whereTo(await callback(browser, await decide(await start(browser), userId))).path).toBe("/bag");
  await land(browser);
  return userId;
}

async function cancel(browser: Device): Promise<void> {
  await callback(browser, await decide(await start(browser), newPersona(), "cancel"));
}

async function fail(browser: Device, fault: Fault): Promise<void> {
  const userId = newPersona();
  amazon.faults.add({ ...fault, times: 1 });
  expect(whereTo(await callback(browser, await decide(await start(browser), userId))).path).toBe("/signin/error");
  // Nobody would be sent to an Amazon that fails so often: here each fails as if it was the first.
  amazonBreaker().adopt({ state: "ok", since: new Date(), until: 0, tries: 0, incidentSince: null });
}

/** Amazon gives an address that somebody here has proved. @returns the attempt, which waits for the person */
async function collide(browser: Device): Promise<string> {
  const email = newAddress();
  await newUser(database(), { provedEmail: email });
  const asked = whereTo(await callback(browser, await decide(await start(browser), newPersona({ email }))));
  expect(asked.path).toBe("/signin/existing");
  return asked.query.attempt ?? "";
}

async function climb(browser: Device): Promise<void> {
  const attempt = await collide(browser);
  const view = await ladderView(visitor(browser), attempt);
  if (!view.ok) throw new Error("nothing waits");
  await sendLadderCode(visitor(browser), view);
  finish(browser, (await verifyLadderCode(visitor(browser), view, await codeFor(view.email.canonical), noGuest)) as SignInResult, view.attempt);
  await land(browser);
}

const codeFor = async (email: string) => /^\d{6}$/m.exec((await newestMail(database(), email))?.text ?? "")?.[0] ?? "none";
const finish = (browser: Device, result: SignInResult, attempt: Attempt) => browser.take(answerSignIn(result, attempt, visitor(browser)));

/** Asks for a code, types so many wrong ones and then, if at all, the right one. */
async function byCode(browser: Device, wrong: number, right: boolean): Promise<void> {
  const email = newAddress();
  countShown(browser.agent);
  const started = await startEmailSignIn(visitor(browser), { email, returnTo: "/bag" });
  if (started.kind !== "sent") throw new Error("no code was sent");
  browser.keep(started.cookies);
  const code = await codeFor(email);
  for (let tries = 0; tries < wrong; tries += 1) {
    const result = await verifyEmailSignIn(visitor(browser), started.attempt, code === "000000" ? "111111" : "000000", noGuest);
    await answerCode(browser.request("/signin/verify"), result, { attempt: started.attempt, visitor: visitor(browser), page: "/signin/verify?x" });
  }
  if (!right) return;
  finish(browser, (await verifyEmailSignIn(visitor(browser), started.attempt, code, noGuest)) as SignInResult, started.attempt);
  await land(browser);
}

async function wrongPassword(browser: Device): Promise<void> {
  countShown(browser.agent);
  await signInByPassword(visitor(browser), { email: newAddress(), password: "bramble otter teacup kite", returnTo: "/bag" }, noGuest);
}

const times = async (count: number, work: (index: number) => Promise<unknown>) => {
  for (let index = 0; index < count; index += 1) await work(index);
};

/** 200 attempts: who began them, and what became of them. */
async function everybody(): Promise<void> {
  const known: string[] = [];
  await times(40, async () => known.push(await signIn(new Device(phone))));
  await times(37, async (index) => await signIn(new Device(computer), known[index]));
  await times(30, async () => await cancel(new Device(phone)));
  await times(12, async () => await fail(new Device(computer), { endpoint: "token", status: 503, body: "" }));
  await times(8, async () => await fail(new Device(phone), { endpoint: "profile", omitUserId: true }));
  await times(15, async () => await start(new Device(phone)));
  await times(5, async () => await climb(new Device(computer)));
  await times(5, async () => await collide(new Device(computer)));
  await times(12, async () => await byCode(new Device(computer), 0, true));
  await times(4, async () => await byCode(new Device(computer), 2, true));
  await times(4, async () => await byCode(new Device(phone), 1, false));
  await times(10, async () => await wrongPassword(new Device(computer)));
  // Somebody else comes back with the answer that was meant for another browser; its owner never does.
  await times(5, async () => await callback(new Device(computer), await decide(await start(new Device(phone)), newPersona())));
  const tabs = new Device(computer);
  await times(13, async () => await start(tabs));
}

/** What a counter says, by its labels; only rows that say something. */
async function counter(name: string): Promise<Record<string, number>> {
  const lines = (await metricsRegistry().getSingleMetricAsString(name)).split("\n").filter((line) => line.startsWith(name));
  return Object.fromEntries(lines.map((line) => [[...line.matchAll(/="([^"]*)"/g)].map(([, value]) => value).join(" "), Number(line.split(" ").at(-1))]));
}

const ends = {
  "amazon signed_up": 40,
  "amazon signed_in": 37,
  "amazon consent_denied": 30,
  "amazon provider_unavailable": 12,
  "amazon provider_answer_invalid": 8,
  "amazon account_linked": 5,
  "amazon attempt_superseded": 5,
  "amazon attempt_expired": 15 + 5 + 5 + 8,
  "email_code signed_up": 16,
  "email_code attempt_expired": 4,
  "password password_wrong": 10,
};

beforeAll(async () => {
  await database().pool.query(`DELETE FROM "Attempt"`);
  await everybody();
  // What waits for nobody any more expires, in the sweep of the minute after.
  await sweep(database().db, new Date(Date.now() + 31 * 60_000));
  await flushEvents();
}, 120_000);

test("200 attempts with known fates give exactly those counts in the metrics", async () => {
  expect(await counter("siwa_attempts_started_total")).toEqual({ "amazon sign_in phone": 98, "amazon sign_in computer": 72, "email_code sign_in computer": 16, "email_code sign_in phone": 4, "password sign_in computer": 10 });
  expect(await counter("siwa_attempts_ended_total")).toEqual(ends);
  expect(await counter("siwa_refusals_total")).toEqual({ email_code_wrong: 12, state_mismatch: 5 });
  expect(await counter("siwa_pages_shown_total")).toEqual({ phone: 102, computer: 98 });
  expect(await metricsRegistry().getSingleMetricAsString("siwa_attempt_seconds")).toContain('siwa_attempt_seconds_count{method="amazon"} 170');
});

test("and in the funnel, from the rows of attempts and from the sums of their hours", async () => {
  const look = async (now: Date) => funnelOf(await readTotals(database().db, "day", now));
  const first = await look(new Date());
  const outcomes = new Map<string, number>();
  for (const [name, count] of Object.entries(ends)) outcomes.set(name.split(" ")[1] ?? "", (outcomes.get(name.split(" ")[1] ?? "") ?? 0) + count);
  expect(Object.fromEntries(first.outcomes.map(({ code, count }) => [code, count]))).toEqual(Object.fromEntries(outcomes));
  expect(first.all).toEqual({ shown: 200, clicked: 200, left: 200, returned: 77 + 30 + 20 + 10 + 16 + 10, resolved: 77 + 10 + 16, session: 77 + 5 + 16, landed: 77 + 5 + 16 });
  expect(first.facts).toEqual({ consentDenied: 30, leftForProvider: 170, abandoned: 37, superseded: 5, collisions: 10, underWay: 0, left: 200 });
  expect(first.devices.map(({ name, steps }) => [name, steps.shown, steps.left, steps.session])).toEqual([["phone", 102, 102, 40], ["computer", 98, 98, 58]]);
  expect(first.browsers.map(({ name, steps }) => [name, steps.left])).toEqual([["Safari", 102], ["Firefox", 98]]);
  expect(first.regions.map(({ name, steps }) => [name, steps.shown, steps.left])).toEqual([["na", 200, 200]]);
  expect(first.times.looked).toEqual({ p50: expect.closeTo(5_000, -3) as unknown, p95: expect.closeTo(5_000, -3) as unknown, count: 170 });
  expect(first.refusals).toEqual([{ code: "email_code_wrong", count: 12 }, { code: "state_mismatch", count: 5 }]);
  expect(Object.fromEntries(await recentOutcomes(database().db, 10, new Date()))).toEqual(Object.fromEntries(outcomes));
  const later = new Date(Date.now() + 3 * 3_600_000);
  await sweepEvents(database().db, later);
  await database().pool.query(`DELETE FROM "Attempt"`);
  expect(await look(later)).toEqual(first);
});
