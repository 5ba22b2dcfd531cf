import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import { type RunningSandbox, startSandbox } from "#sandbox/amazon/server.ts";
import { testInstallation } from "#scripts/test/installation.ts";
import { grantAt } from "#scripts/test/vault.ts";
import { database } from "../db/client.ts";
import { flushEvents } from "../events/pending.ts";
import { statementsOf } from "../db/test-statements.ts";
import { getOrRefresh } from "./get-or-refresh.ts";
import { vaultLimits } from "./limits.ts";
import { finishRefreshes, vaultState } from "./process-state.ts";
import { endLease, endToken, forgetAmazonFaults, kindsOf, lossesOf, newLinked, openedOf, rowOf, stateOf, type Tokens, vaultClient, vaultEnvironment } from "./test-vault.ts";

let amazon: RunningSandbox;

testInstallation(async () => {
  amazon = await startSandbox({ port: 0, clients: [vaultClient] });
  return { ...vaultEnvironment(amazon), AUTH_AMAZON_SECRET: `not-this-one,${vaultClient.clientSecret}` };
});
afterAll(async () => await amazon?.close());

let persona: string;
let tokens: Tokens & { refreshToken: string };
beforeEach(async () => {
  persona = amazon.personas.add({ name: "Vera" })?.userId ?? "";
  tokens = await grantAt(amazon, persona);
});
afterEach(async () => {
  vi.restoreAllMocks();
  amazon.faults.clear();
  await finishRefreshes();
  forgetAmazonFaults();
});

/** How often refresh tokens of the persona were sent, one entry for each token. */
const spent = () => amazon.ledger.issued.filter(({ kind, userId }) => kind === "refresh_token" && userId === persona).map(({ uses }) => uses);
const linked = async (change: Parameters<typeof newLinked>[1] = {}) => await newLinked(tokens, { providerAccountId: persona, ...change });
const clean = { leased: false, sent: false, lost: null, tokens: 2 };

test("hands out a token that is good for longer, without a call and without a write", async () => {
  const { id } = await linked({ expiresInSeconds: 3_600 });
  const statements = await statementsOf(database(), async () => {
    expect(await getOrRefresh(id)).toEqual({ kind: "token", accessToken: tokens.accessToken, scopes: ["profile"] });
  });
  expect([statements.length, statements.filter((text) => /UPDATE|INSERT|BEGIN/.test(text)), spent()]).toEqual([1, [], [0]]);
});

test("renews one that has ended, tries the next secret when the first is refused, and keeps the refresh token that did not change", async () => {
  const { id } = await linked();
  const use = await getOrRefresh(id);
  expect(use).toMatchObject({ kind: "token", accessToken: expect.stringMatching(/^Atza\|/) as string, scopes: ["profile"] });
  expect([await openedOf(id, "access_token"), await openedOf(id, "refresh_token"), spent()]).toEqual([use.kind === "token" && use.accessToken, tokens.refreshToken, [1]]);
  expect(await stateOf(id)).toEqual(clean);
  const { expires_at, tokensAt } = await rowOf(id);
  expect((expires_at ?? 0) * 1_000 - Date.now()).toBeGreaterThan(3_500_000);
  expect(Date.now() - (tokensAt?.getTime() ?? 0)).toBeLessThan(60_000);
  expect(await getOrRefresh(id)).toEqual(use);
  expect(spent()).toEqual([1]);
});

test.each([
  ["a new refresh token comes", "single_use", (_old: string) => expect.not.stringMatching(/^$/) as string],
  ["none comes", "none", (old: string) => old],
] as const)("afterwards the right refresh token is stored when %s", async (_name, refreshToken, expected) => {
  amazon.faults.add({ endpoint: "token", userId: persona, refreshToken });
  const { id } = await linked();
  await getOrRefresh(id);
  const kept = await openedOf(id, "refresh_token");
  expect(kept).toEqual(expected(tokens.refreshToken));
  expect(kept === tokens.refreshToken).toBe(refreshToken === "none");
  await endToken(id);
  expect((await getOrRefresh(id)).kind).toBe("token");
  expect(spent()).toEqual(refreshToken === "none" ? [2] : [1, 1, 0]);
});

test("stores what narrower scopes an answer names, and that they are never more", async () => {
  const body = (scope: string) => JSON.stringify({ access_token: "Atza|narrow", token_type: "Bearer", expires_in: "3600", scope });
  const { id } = await linked({ scope: "profile postal_code" });
  for (const [said, scopes] of [["profile payments:widget", ["profile"]], ["postal_code profile", ["profile"]], ["", ["profile"]]] as const) {
    amazon.faults.add({ endpoint: "token", times: 2, body: body(said) });
    expect(await getOrRefresh(id, { force: true })).toEqual({ kind: "token", accessToken: "Atza|narrow", scopes });
    expect((await rowOf(id)).scope).toBe(scopes.join(" "));
    amazon.faults.clear();
  }
});

test("tokens of 2,048 bytes with a bar in them come back as they were", async () => {
  const long = { accessToken: `Atza|${"|x".repeat(1_021)}y`, refreshToken: `Atzr|${"y|".repeat(1_021)}z` };
  amazon.faults.add({ endpoint: "token", body: JSON.stringify({ access_token: long.accessToken, token_type: "bearer", refresh_token: long.refreshToken }) });
  const { id } = await linked();
  expect(await getOrRefresh(id)).toMatchObject({ accessToken: long.accessToken });
  expect([await openedOf(id, "access_token"), await openedOf(id, "refresh_token")]).toEqual([long.accessToken, long.refreshToken]);
  expect(Buffer.byteLength(long.accessToken)).toBe(2_048);
});

test("renews ahead of the end, and hands out the old one when that does not succeed", async () => {
  const { id } = await linked({ expiresInSeconds: 55 });
  amazon.faults.add({ endpoint: "token", userId: persona, status: 500 });
  expect(await getOrRefresh(id)).toEqual({ kind: "token", accessToken: tokens.accessToken, scopes: ["profile"] });
  // Within the pause nobody asks again.
  expect(await getOrRefresh(id)).toMatchObject({ accessToken: tokens.accessToken });
  expect(amazon.ledger.calls.filter(({ userId, status }) => userId === persona && status === 500)).toHaveLength(1);
  amazon.faults.clear();
  await endLease(id);
  const renewed = await getOrRefresh(id);
  expect(renewed).toMatchObject({ kind: "token", accessToken: expect.not.stringContaining(tokens.accessToken) as string });
});

test("an account that is gone, one without a refresh token and one of another provider are not called for", async () => {
  const without = await newLinked({ ...tokens, refreshToken: undefined });
  const google = await newLinked(tokens, { provider: "google" });
  expect(await getOrRefresh("00000000-0000-4000-8000-000000000000")).toEqual({ kind: "gone" });
  for (const { id } of [without, google]) {
    const before = await rowOf(id);
    expect(await getOrRefresh(id)).toEqual({ kind: "needs_consent", reason: "none" });
    expect(await getOrRefresh(id, { force: true })).toEqual({ kind: "needs_consent", reason: "none" });
    expect(await rowOf(id)).toEqual(before);
  }
  expect(spent()).toEqual([0]);
});

test("a consent that was removed is marked once, with its event, its tokens erased, and never asked for again", async () => {
  const { id, userId } = await linked();
  await fetch(`${amazon.url}/_sandbox/consents?${new URLSearchParams({ userId: persona, clientId: vaultClient.clientId })}`, { method: "DELETE" });
  for (let asked = 0; asked < 3; asked += 1) expect(await getOrRefresh(id, { force: asked > 1 })).toEqual({ kind: "needs_consent", reason: "revoked" });
  expect(await stateOf(id)).toEqual({ ...clean, lost: "revoked", tokens: 0 });
  expect([await lossesOf(userId), spent()]).toEqual([[{ provider: "amazon", reason: "revoked" }], [1]]);
  expect((await rowOf(id)).consentLostAt).not.toBeNull();
});

test("force finds out that a consent was removed although the token looks good, and is one call however many want it", async () => {
  const { id } = await linked({ expiresInSeconds: 3_600 });
  // Whoever reads when the call has ended asks for another one: all twenty are to read while it is on its way.
  amazon.faults.add({ endpoint: "token", userId: persona, times: 1, delayMilliseconds: 500 });
  const uses = await Promise.all(Array.from({ length: 20 }, () => getOrRefresh(id, { force: true })));
  expect(new Set(uses.map((use) => JSON.stringify(use))).size).toBe(1);
  expect([uses[0]?.kind, spent()]).toEqual(["token", [1]]);
  amazon.faults.add({ endpoint: "token", userId: persona, status: 400, body: '{"error":"invalid_grant"}' });
  expect(await getOrRefresh(id, { force: true })).toEqual({ kind: "needs_consent", reason: "revoked" });
});

test.each([
  ["429", { status: 429 }, 1, false],
  ["429 with words", { status: 429, body: '{"error":"invalid_grant"}' }, 1, false],
  ["500", { status: 500, body: '{"error":"invalid_grant"}' }, 1, true],
  ["503 for an hour", { status: 503, headers: { "retry-after": "3600" } }, 300, false],
  ["a cut connection", { reset: true }, 1, true],
  ["a lost answer", { loseAnswer: true }, 1, true],
  ["a cut-off body", { mangle: "cut_off" }, 1, true],
  ["400 without a code", { status: 400, body: "{}" }, 1, true],
  ["400 invalid_request", { status: 400, body: '{"error":"invalid_request"}' }, 1, true],
  ["403 invalid_grant", { status: 403, body: '{"error":"invalid_grant"}' }, 1, true],
  ["a redirect", { status: 302, headers: { location: "https://example.test/" } }, 1, true],
] as const)("%s keeps the link, gives the lease back, and is not asked again before its pause is over", async (_name, fault, least, mayBeSpent) => {
  amazon.faults.add({ endpoint: "token", userId: persona, ...fault });
  const { id, userId } = await linked();
  const use = await getOrRefresh(id);
  expect(use).toEqual({ kind: "unavailable", retryAfterSeconds: expect.any(Number) as number });
  expect(use.kind === "unavailable" && use.retryAfterSeconds).toBeGreaterThanOrEqual(least);
  expect(await stateOf(id)).toEqual({ ...clean, sent: mayBeSpent });
  const calls = amazon.ledger.calls.length;
  expect((await getOrRefresh(id)).kind).toBe("unavailable");
  expect(amazon.ledger.calls.length).toBe(calls);
  amazon.faults.clear();
  await finishRefreshes();
  await endLease(id);
  expect((await getOrRefresh(id)).kind).toBe("token");
  expect([await stateOf(id), await lossesOf(userId)]).toEqual([clean, []]);
});

test("a refresh that Amazon sent away is tried again within its lease, and one whose answer did not come is not", async () => {
  amazon.faults.add({ endpoint: "token", userId: persona, times: 2, status: 503 });
  const { id } = await linked();
  expect((await getOrRefresh(id)).kind).toBe("token");
  amazon.faults.add({ endpoint: "token", userId: persona, times: 1, loseAnswer: true });
  const before = spent()[0] ?? 0;
  expect((await getOrRefresh(id, { force: true })).kind).toBe("unavailable");
  expect(spent()[0]).toBe(before + 1);
});

test("whoever does not want to wait is sent away, and the work goes on for whoever comes next", async () => {
  amazon.faults.add({ endpoint: "token", userId: persona, times: 2, delayMilliseconds: 200 });
  const { id } = await linked();
  expect(await getOrRefresh(id, { waitMilliseconds: 20 })).toEqual({ kind: "unavailable", retryAfterSeconds: 2 });
  expect((await getOrRefresh(id)).kind).toBe("token");
  expect(spent()).toEqual([1]);
});

test("whoever does not want to wait is sent away from a slow database, too, and is not read for any more", async () => {
  const { id } = await linked({ expiresInSeconds: 3_600 });
  const state = vaultState();
  const slow = Promise.withResolvers<void>();
  const reads = Array.from({ length: vaultLimits.reads }, () => state.reads.run(() => slow.promise));
  const statements = await statementsOf(database(), async () => {
    expect(await getOrRefresh(id, { waitMilliseconds: 20 })).toEqual({ kind: "unavailable", retryAfterSeconds: 2 });
    // It has a place in the row of those who read, still.
    expect(state.callers).toBe(1);
    slow.resolve();
    await Promise.all(reads);
    await vi.waitFor(() => expect(state.callers).toBe(0));
  });
  expect(statements).toEqual([]);
  expect((await getOrRefresh(id, { waitMilliseconds: 5_000 })).kind).toBe("token");
});

test("of 1,050 callers at once 1,000 wait, and the others are sent away at once", async () => {
  amazon.faults.add({ endpoint: "token", userId: persona, times: 2, delayMilliseconds: 500 });
  const { id } = await linked();
  const uses = await Promise.all(Array.from({ length: 1_050 }, () => getOrRefresh(id)));
  expect([kindsOf(uses), spent()]).toEqual([{ token: 1_000, unavailable: 50 }, [1]]);
  expect((await getOrRefresh(id)).kind).toBe("token");
});

test("counts what became of each refresh", async () => {
  await flushEvents();
  await database().pool.query(`DELETE FROM "EventSum"`);
  const { id } = await linked();
  await getOrRefresh(id);
  amazon.faults.add({ endpoint: "token", userId: persona, times: 1, status: 500 });
  await getOrRefresh(id, { force: true });
  await endLease(id);
  amazon.faults.clear();
  amazon.faults.add({ endpoint: "token", userId: persona, status: 400, body: '{"error":"invalid_grant"}' });
  await getOrRefresh(id, { force: true });
  await getOrRefresh((await newLinked(tokens)).id);
  await flushEvents();
  const { rows } = await database().pool.query(`SELECT "label", sum("count")::int AS "count" FROM "EventSum" WHERE "kind" = 'refresh' GROUP BY 1 ORDER BY 1`);
  expect(rows).toEqual([{ label: "interrupted", count: 1 }, { label: "refreshed", count: 1 }, { label: "revoked", count: 1 }, { label: "unavailable", count: 1 }]);
});
