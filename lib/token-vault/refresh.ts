import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { amazonFetch } from "../amazon-health/fetch.ts";
import { amazonBreaker } from "../amazon-health/process.ts";
import { configuredAmazon } from "../amazon/configured.ts";
import { processRefreshResponse, type RefreshAnswer, refreshRequest } from "../amazon/refresh.ts";
import { vaultKeys } from "../crypto/vault-keys.ts";
import { type Database, database } from "../db/client.ts";
import { AuthError, DatabaseUnavailableError } from "../errors.ts";
import { noteRefresh } from "../events/note.ts";
import type { ProviderFetch } from "../oauth/fetch.ts";
import { NotSentError } from "../oauth/not-sent.ts";
import { jittered, retryAfterMilliseconds } from "../oauth/retry.ts";
import type { RefreshResult } from "../telemetry/label-sets.ts";
import { logEvent } from "../telemetry/log.ts";
import { openToken, sealTokens } from "./account-tokens.ts";
import { vaultLimits as limits } from "./limits.ts";
import { scopesAfter } from "./next-step.ts";
import { pauseLeft, startPause, type VaultState } from "./process-state.ts";
import { loseConsent, markKeyLost, releaseLease, storeRefreshed, takeLease, type TokenRow } from "./token-row.ts";
import type { TokenUse } from "./token-use.ts";

/** Newer tokens came, or somebody else was faster: look again. */
export type Overtaken = { kind: "overtaken" };
/** `not_sent`: Amazon went down between our look and the call, which never left us. */
type Asked = RefreshAnswer | { kind: "not_sent" };
type Answer = Asked & { pauseMilliseconds: number };

export const unavailable = (milliseconds: number): TokenUse => ({ kind: "unavailable", retryAfterSeconds: Math.max(1, Math.ceil(milliseconds / 1_000)) });

/**
 * Refreshes the tokens of an account that nobody else is refreshing. No transaction is open while Amazon is asked. Once
 * the call is out it goes to its end, whether or not anybody still waits.
 * @param row as it was just read; it has a refresh token
 */
export async function refresh(state: VaultState, row: TokenRow, now: () => Date): Promise<TokenUse | Overtaken> {
  const pause = pauseLeft(state);
  if (pause > 0 && state.pause.why === "refused") return { kind: "misconfigured" };
  if (pause > limits.waitedPauseMilliseconds) return unavailable(pause);
  if (pause > 0) await wait(jittered(pause));
  if (state.closing) return unavailable(0);
  // A lease is the note that a call goes out: none is taken for one that would not.
  const breaker = amazonBreaker();
  if (breaker.refuses) return unavailable(breaker.pauseLeft || limits.pauseMilliseconds);
  const refreshToken = await openToken(row.refresh_token ?? "", row, "refresh_token", vaultKeys());
  if (refreshToken === undefined) return await keyLost(row);
  const lease = randomUUID();
  if (!(await takeLease(database(), row, lease, limits.leaseSeconds))) return { kind: "overtaken" };
  const answer = await ask(state, refreshToken);
  const use = await persistently(() => settle(database(), state, { row, lease, answer, now: now() }));
  noteRefresh(resultOf(use));
  return use;
}

/** What a refresh came to, as it is counted. */
function resultOf(use: TokenUse | Overtaken): RefreshResult {
  switch (use.kind) {
    case "token":
      return "refreshed";
    case "needs_consent":
      return use.reason === "revoked" ? "revoked" : "interrupted";
    case "misconfigured":
    case "unavailable":
      return use.kind;
    default:
      return "raced";
  }
}

/** What cannot be opened is kept and not used; only a new consent, or the key, helps. */
export async function keyLost(row: TokenRow): Promise<TokenUse | Overtaken> {
  if (row.consentLostReason === null && !(await markKeyLost(database(), row, true))) return { kind: "overtaken" };
  return { kind: "needs_consent", reason: "key_lost" };
}

/** Asks Amazon, and once more while it says "later", never after an answer that did not come. */
async function ask(state: VaultState, refreshToken: string): Promise<Answer> {
  const end = performance.now() + limits.callsMilliseconds;
  const fetch = amazonFetch({ allowHttp: configuredAmazon().allowHttp, endsAt: end, paced: true });
  state.budget.earn();
  for (let tried = 1; ; tried += 1) {
    const answer = await askOnce(fetch, refreshToken);
    if (answer.kind !== "busy") return { ...answer, pauseMilliseconds: limits.pauseMilliseconds };
    const asked = retryAfterMilliseconds(answer.retryAfter, new Date());
    const pauseMilliseconds = jittered(Math.min(asked ?? limits.pauseMilliseconds / 4, limits.mostPauseMilliseconds));
    if (asked !== undefined) startPause(state, "busy", Math.min(pauseMilliseconds, limits.sharedPauseMilliseconds));
    const late = pauseMilliseconds > limits.waitedPauseMilliseconds || performance.now() + pauseMilliseconds > end - limits.callsMilliseconds / 2;
    if (tried >= limits.tries || late || state.closing || !state.budget.spend()) return { ...answer, pauseMilliseconds: Math.max(pauseMilliseconds, limits.pauseMilliseconds) };
    await wait(pauseMilliseconds);
  }
}

async function askOnce(fetch: ProviderFetch, refreshToken: string): Promise<Asked> {
  try {
    return processRefreshResponse(await refreshRequest(configuredAmazon(), fetch, refreshToken, (index) => logEvent("amazon.secret_refused", { index }, "warn")));
  } catch (error) {
    if (error instanceof NotSentError) return { kind: "not_sent" };
    if (error instanceof AuthError) return { kind: "unknown", reason: error.code };
    throw error;
  }
}

/**
 * Amazon refuses the refresh token. After a call of ours whose answer never came it may be that call that spent it: then
 * nobody took anything back, and nobody is told that they did.
 */
async function grantGone(place: Database, row: TokenRow, lease: string): Promise<TokenUse | Overtaken> {
  const inDoubt = row.sentAt !== null;
  if (!(await loseConsent(place, row, lease, inDoubt ? "spent" : "revoked"))) return { kind: "overtaken" };
  const reason = inDoubt ? "interrupted" : "revoked";
  logEvent("account.consent_lost", { accountId: row.id, reason }, inDoubt ? "warn" : "info");
  return { kind: "needs_consent", reason };
}

/** Writes what came. In every case the lease is given back, if it is still ours. */
async function settle(place: Database, state: VaultState, { row, lease, answer, now }: { row: TokenRow; lease: string; answer: Answer; now: Date }): Promise<TokenUse | Overtaken> {
  const pauseSeconds = answer.pauseMilliseconds / 1_000;
  switch (answer.kind) {
    case "tokens": {
      const scope = await storeRefreshed(place, row.id, lease, await sealTokens(answer.tokens, row, now, vaultKeys()), scopesAfter(row.scope, answer.tokens.scope));
      return scope === undefined ? { kind: "overtaken" } : { kind: "token", accessToken: answer.tokens.accessToken, scopes: scope.split(" ").filter(Boolean) };
    }
    case "grant_gone":
      return await grantGone(place, row, lease);
    case "client_refused":
      // Said once: the others of this process do not ask, and so learn nothing new.
      if (startPause(state, "refused", limits.refusedMilliseconds)) logEvent("amazon.client_rejected", { error: answer.error, during: "refresh" }, "error");
      return (await releaseLease(place, row, lease, { pauseSeconds, unspent: true })) ? { kind: "misconfigured" } : { kind: "overtaken" };
    default:
      if (answer.kind !== "not_sent") logEvent("account.refresh_failed", { accountId: row.id, reason: answer.kind === "busy" ? "busy" : answer.reason }, "warn");
      return (await releaseLease(place, row, lease, { pauseSeconds, unspent: answer.kind !== "unknown" })) ? unavailable(answer.pauseMilliseconds) : { kind: "overtaken" };
  }
}

/** What Amazon has given is not given twice: a database that is away for a moment is asked again while the lease lasts. */
async function persistently<T>(write: () => Promise<T>): Promise<T> {
  for (const pause of [500, 1_000]) {
    try {
      return await write();
    } catch (error) {
      if (!(error instanceof DatabaseUnavailableError)) throw error;
      await wait(pause);
    }
  }
  return await write();
}
