import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { type RunningSandbox, startSandbox } from "#sandbox/amazon/server.ts";
import { testInstallation } from "#scripts/test/installation.ts";
import { Caller, grantAt } from "#scripts/test/vault.ts";
import { closeForSafety } from "../accounts/compromise.ts";
import { amazonIdentity, newAddress } from "../accounts/test-people.ts";
import { refreshAccount } from "../accounts/account-rows.ts";
import { vaultKeys } from "../crypto/vault-keys.ts";
import { database } from "../db/client.ts";
import { retriedTransaction } from "../db/retry.ts";
import { getOrRefresh } from "./get-or-refresh.ts";
import { vaultLimits } from "./limits.ts";
import { finishRefreshes } from "./process-state.ts";
import { loseConsent, readTokens, type TokenRow } from "./token-row.ts";
import { endLease, forgetAmazonFaults, kindsOf, lossesOf, newLinked, openedOf, rowOf, stateOf, type Tokens, vaultClient, vaultEnvironment } from "./test-vault.ts";

/** Real processes over one database and one Amazon, whose refresh tokens are good once. */

let amazon: RunningSandbox;
testInstallation(async () => {
  amazon = await startSandbox({ port: 0, clients: [vaultClient] });
  return vaultEnvironment(amazon);
});
afterAll(async () => await amazon?.close());

let persona: string;
let tokens: Tokens & { refreshToken: string };
let account: { id: string; userId: string };
let callers: Caller[];
beforeEach(async () => {
  callers = [];
  persona = amazon.personas.add({ name: "Vera" })?.userId ?? "";
  tokens = await grantAt(amazon, persona);
  account = await newLinked(tokens, { providerAccountId: persona });
});
afterEach(async () => {
  amazon.faults.clear();
  await Promise.all(callers.map((caller) => caller.kill("SIGKILL")));
  await finishRefreshes();
  forgetAmazonFaults();
});

async function start(count: number, wish: Partial<Parameters<typeof Caller.start>[0]> = {}, environment: Record<string, string> = {}): Promise<Caller[]> {
  const started = await Promise.all(Array.from({ length: count }, () => Caller.start({ accountIds: [account.id], ...wish }, environment)));
  callers.push(...started);
  return started;
}
const refreshTokens = () => amazon.ledger.issued.filter(({ kind, userId }) => kind === "refresh_token" && userId === persona);
const refreshCalls = () => amazon.ledger.calls.filter(({ parameters, userId }) => parameters.grant_type === "refresh_token" && userId === persona);
/** The refresh is at Amazon, the old token is spent, and the answer takes its time. */
const slowAnswer = (milliseconds: number) => amazon.faults.add({ endpoint: "token", userId: persona, refreshToken: "single_use", dripMillisecondsPerByte: milliseconds });
const atAmazon = async () => await expect.poll(() => refreshTokens().length, { timeout: 10_000, interval: 5 }).toBe(2);
const clean = { leased: false, sent: false, lost: null, tokens: 2 };
async function signInAgain(brought: { accessToken: string; refreshToken: string | undefined; expiresInSeconds: number }): Promise<void> {
  const identity = { ...amazonIdentity({ providerAccountId: persona, receivedAt: new Date() }), tokens: brought };
  await database().transaction((tx) => refreshAccount(tx, { accountId: account.id, userId: account.userId }, identity, vaultKeys()));
}
const lastsSeconds = async (id: string) => ((await rowOf(id)).refreshLeaseUntil?.getTime() ?? 0) / 1_000 - Date.now() / 1_000;

test("50 callers in 3 processes are one call, and all get the token that it brought", async () => {
  slowAnswer(0.5);
  const started = await start(3, { each: 17 });
  for (const caller of started) caller.begin();
  const answers = (await Promise.all(started.map((caller) => caller.answers()))).flat();
  expect([answers.length, kindsOf(answers), new Set(answers.map((answer) => JSON.stringify(answer))).size]).toEqual([51, { token: 51 }, 1]);
  expect([refreshCalls().length, refreshTokens().map(({ uses }) => uses), await stateOf(account.id)]).toEqual([1, [1, 0], clean]);
  expect(await openedOf(account.id, "refresh_token")).toBe(refreshTokens()[1]?.value);
});

test("a process killed while its call is out leaves a lease that ends, and the next caller marks the account instead of sending the old token again", async () => {
  slowAnswer(1_000);
  const [victim] = await start(1);
  victim?.begin();
  await atAmazon();
  await victim?.kill("SIGKILL");
  expect(await stateOf(account.id)).toEqual({ leased: true, sent: true, lost: null, tokens: 2 });
  expect(await lastsSeconds(account.id)).toBeLessThanOrEqual(vaultLimits.leaseSeconds);
  amazon.faults.clear();
  expect((await getOrRefresh(account.id, { waitMilliseconds: 300 })).kind).toBe("unavailable");
  await finishRefreshes();
  await endLease(account.id);
  expect(kindsOf(await Promise.all(Array.from({ length: 5 }, () => getOrRefresh(account.id))))).toEqual({ interrupted: 5 });
  expect([refreshCalls().length, refreshTokens().map(({ usesAfterEnd }) => usesAfterEnd), await lossesOf(account.userId)]).toEqual([1, [0, 0], [{ provider: "amazon", reason: "interrupted" }]]);
});

test("a new sign-in after the kill is the way out of it", async () => {
  slowAnswer(1_000);
  const [victim] = await start(1);
  victim?.begin();
  await atAmazon();
  await victim?.kill("SIGKILL");
  amazon.faults.clear();
  const again = await grantAt(amazon, persona);
  await signInAgain({ ...again, expiresInSeconds: 1 });
  expect(await stateOf(account.id)).toEqual(clean);
  expect((await getOrRefresh(account.id)).kind).toBe("token");
  expect([refreshTokens().find(({ value }) => value === again.refreshToken)?.uses, await lossesOf(account.userId)]).toEqual([1, []]);
});

test.each([
  ["tokens", { refreshToken: "single_use" }],
  ["invalid_grant", { status: 400, body: '{"error":"invalid_grant"}' }],
  ["500", { status: 500 }],
  ["nothing", { loseAnswer: true }],
] as const)("a grant that comes while a refresh is out wins when that one brings %s, and the waiting callers get it", async (_name, answer) => {
  amazon.faults.add({ endpoint: "token", userId: persona, delayMilliseconds: 300, ...answer });
  const late = [getOrRefresh(account.id), getOrRefresh(account.id)];
  await expect.poll(() => refreshCalls().length, { interval: 5 }).toBe(1);
  await signInAgain({ accessToken: "Atza|newer", refreshToken: "Atzr|newer", expiresInSeconds: 3_600 });
  expect((await Promise.all(late)).map((use) => use.kind === "token" && use.accessToken)).toEqual(["Atza|newer", "Atza|newer"]);
  expect([await openedOf(account.id, "access_token"), await openedOf(account.id, "refresh_token"), await stateOf(account.id)]).toEqual(["Atza|newer", "Atzr|newer", clean]);
  expect([await lossesOf(account.userId), refreshCalls().length]).toEqual([[], 1]);
});

test("a sign-in that brings no refresh token does not keep one that is out with a refresh", async () => {
  slowAnswer(1);
  const late = getOrRefresh(account.id);
  await atAmazon();
  await signInAgain({ accessToken: "Atza|newer", expiresInSeconds: 3_600, refreshToken: undefined });
  expect(await late).toMatchObject({ accessToken: "Atza|newer" });
  expect(await stateOf(account.id)).toEqual({ ...clean, tokens: 1 });
});

test("tokens that were erased for safety while a refresh was out stay erased, whatever it brings", async () => {
  slowAnswer(1);
  const late = getOrRefresh(account.id);
  await atAmazon();
  // A way in that is left, or the account could not be closed.
  await database().db.user.update({ where: { id: account.userId }, data: { provedEmail: newAddress() }, select: { id: true } });
  await retriedTransaction(database(), (tx) => closeForSafety(tx, { userId: account.userId, since: new Date(), by: "operator", now: new Date(), keys: vaultKeys() }));
  expect(await late).toEqual({ kind: "needs_consent", reason: "none" });
  expect(await stateOf(account.id)).toEqual({ ...clean, tokens: 0 });
});

test("an account that was unlinked while a refresh was out stays gone", async () => {
  slowAnswer(1);
  const late = getOrRefresh(account.id);
  await atAmazon();
  await database().db.account.delete({ where: { id: account.id } });
  expect(await late).toEqual({ kind: "gone" });
});

test("a process that is told to stop ends the refresh that it has begun", async () => {
  slowAnswer(1);
  const [stopped] = await start(1);
  stopped?.begin();
  await atAmazon();
  await stopped?.kill("SIGTERM");
  expect([stopped?.child.exitCode, await openedOf(account.id, "refresh_token"), await stateOf(account.id)]).toEqual([0, refreshTokens()[1]?.value, clean]);
});

test("a process that was stopped for longer than its lease still brings its tokens home, and the account heals", async () => {
  slowAnswer(1);
  const [frozen] = await start(1);
  frozen?.begin();
  await atAmazon();
  frozen?.child.kill("SIGSTOP");
  await endLease(account.id);
  expect(kindsOf([await getOrRefresh(account.id)])).toEqual({ interrupted: 1 });
  frozen?.child.kill("SIGCONT");
  expect(kindsOf((await frozen?.answers()) ?? [])).toEqual({ token: 1 });
  expect([await stateOf(account.id), await openedOf(account.id, "refresh_token")]).toEqual([clean, refreshTokens()[1]?.value]);
  expect((await getOrRefresh(account.id)).kind).toBe("token");
});

test.each([
  ["429", null, { status: 429 }, "unavailable"],
  ["503", null, { status: 503 }, "unavailable"],
  ["that the client is refused", null, { status: 400, body: '{"error":"unauthorized_client"}' }, "misconfigured"],
  ["500, which says nothing of the token", "interrupted", { status: 500 }, "unavailable"],
] as const)("one that was stopped for longer than its lease, and whose call is answered with %s, ends with the mark %j", async (_name, lost, fault, kind) => {
  amazon.faults.add({ endpoint: "token", userId: persona, delayMilliseconds: 500, ...fault });
  const late = getOrRefresh(account.id);
  await expect.poll(() => refreshCalls().length, { interval: 5 }).toBe(1);
  const { refreshLease } = await rowOf(account.id);
  await endLease(account.id);
  // As another process marks it, which found the lease past its time.
  expect(await loseConsent(database(), (await readTokens(database(), account.id)) as TokenRow, refreshLease ?? "", "interrupted")).toBe(true);
  expect(kindsOf([await late])).toEqual({ [kind]: 1 });
  expect(await stateOf(account.id)).toEqual({ ...clean, lost, sent: lost !== null });
  expect((await rowOf(account.id)).consentLostAt === null).toBe(lost === null);
});

test("with a wrong client secret 1,000 accounts make a handful of calls in 3 processes, mark nobody, and are said once by each", async () => {
  const ids: string[] = [];
  for (let made = 0; made < 1_000; made += 1) ids.push((await newLinked({ accessToken: "Atza|x", refreshToken: `Atzr|${made}` })).id);
  const calls = amazon.ledger.calls.length;
  const started = await start(3, { accountIds: ids }, { AUTH_AMAZON_SECRET: "wrong,wrong-too" });
  for (const caller of started) caller.begin();
  const answers = (await Promise.all(started.map((caller) => caller.answers()))).flat();
  const kinds = kindsOf(answers);
  expect([answers.length, Object.keys(kinds).toSorted().filter((kind) => kind !== "unavailable")]).toEqual([3_000, ["misconfigured"]]);
  expect(await database().db.account.count({ where: { id: { in: ids }, OR: [{ consentLostAt: { not: null } }, { refresh_token: null }, { access_token: null }, { refreshLease: { not: null } }] } })).toBe(0);
  expect(amazon.ledger.calls.length - calls).toBeLessThanOrEqual(3 * vaultLimits.calls * 2);
  expect(started.map(({ output }) => output.match(/amazon\.client_rejected/g)?.length)).toEqual([1, 1, 1]);
  // Making so many takes its time on a busy machine.
}, 90_000);
