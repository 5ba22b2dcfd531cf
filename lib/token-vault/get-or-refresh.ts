import { randomInt } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { vaultKeys } from "../crypto/vault-keys.ts";
import { database } from "../db/client.ts";
import { noteRefresh } from "../events/note.ts";
import { logEvent } from "../telemetry/log.ts";
import { openToken } from "./account-tokens.ts";
import { vaultLimits as limits } from "./limits.ts";
import { type NextStep, nextStep } from "./next-step.ts";
import { type VaultState, vaultState } from "./process-state.ts";
import { keyLost, type Overtaken, refresh, unavailable } from "./refresh.ts";
import { loseConsent, markKeyLost, readTokens, type TokenRow } from "./token-row.ts";
import type { TokenUse } from "./token-use.ts";

export type GetOptions = {
  /** Refreshes although the token looks good: somebody refused it, or somebody wants to know whether the consent still stands. */
  force?: boolean;
  now?: () => Date;
  /** How long to wait at most. The work goes on after that, for whoever comes next. */
  waitMilliseconds?: number;
};

type Work = { accountId: string; not: Date | null | undefined; now: () => Date };

/**
 * An access token of a linked account that is good now. One that ends soon is renewed first, by one caller over all
 * processes; the others wait for it, and no longer than they want. Whoever calls must not hold a transaction.
 * @param accountId of the row in Account, whoever it belongs to: the caller has checked that
 * @throws DatabaseUnavailableError
 */
export async function getOrRefresh(accountId: string, options: GetOptions = {}): Promise<TokenUse> {
  const { force = false, now = () => new Date(), waitMilliseconds = limits.waitMilliseconds } = options;
  const state = vaultState();
  if (state.closing || state.callers >= limits.callers) return unavailable(limits.pauseMilliseconds);
  state.callers += 1;
  const end = performance.now() + waitMilliseconds;
  let left = false;
  // Whose time is over before their turn is not read for.
  const read = state.reads.run(async () => (left ? undefined : await readTokens(database(), accountId)));
  try {
    const row = await inTime(read, waitMilliseconds, "late");
    if (row === "late") return unavailable(limits.pauseMilliseconds);
    const not = force ? (row?.tokensAt ?? null) : undefined;
    const step = nextStep(row, { now: now(), not });
    const known = await withoutWork(row, step);
    if (known) return known;
    const spare = row && "fallback" in step && step.fallback ? await stored(row) : undefined;
    const wanted = Math.max(0, end - performance.now());
    const use = await inTime(shared(state, { accountId, not, now }, force), spare ? Math.min(wanted, limits.spareWaitMilliseconds) : wanted, unavailable(limits.pauseMilliseconds));
    return spare && broughtNothing(use) ? spare : use;
  } finally {
    left = true;
    // Who gave up still has a place in the row of reads: it is what bounds how long that row grows.
    const gone = () => void (state.callers -= 1);
    read.then(gone, gone);
  }
}

/** No better token, but none the less the one that is there is good: also where only the refresh token cannot be opened. */
function broughtNothing(use: TokenUse): boolean {
  return use.kind === "unavailable" || use.kind === "misconfigured" || (use.kind === "needs_consent" && use.reason === "key_lost");
}

/** The stored token, opened; undefined when it cannot be. The mark of a lost key goes once everything that is there can be opened. */
async function stored(row: TokenRow): Promise<TokenUse | undefined> {
  const accessToken = await openToken(row.access_token ?? "", row, "access_token", vaultKeys());
  if (accessToken === undefined) return undefined;
  if (row.consentLostReason === "key_lost" && (await opensRefreshToken(row)) && (await markKeyLost(database(), row, false))) logEvent("vault.key_found", { accountId: row.id });
  return { kind: "token", accessToken, scopes: (row.scope ?? "").split(" ").filter(Boolean) };
}

async function opensRefreshToken(row: TokenRow): Promise<boolean> {
  return row.refresh_token === null || (await openToken(row.refresh_token, row, "refresh_token", vaultKeys())) !== undefined;
}

/** The answers that need neither waiting nor a call. */
async function withoutWork(row: TokenRow | undefined, step: NextStep): Promise<TokenUse | undefined> {
  if (step.kind === "gone" || step.kind === "needs_consent") return step;
  return row && step.kind === "use" ? await stored(row) : undefined;
}

/** The work for one account is done once in a process, for whoever wants the same. */
function shared(state: VaultState, work: Work, force: boolean): Promise<TokenUse> {
  const key = `${force} ${work.accountId}`;
  const running = state.flights.get(key);
  if (running) return running;
  if (state.flights.size >= limits.callers) return Promise.resolve(unavailable(limits.pauseMilliseconds));
  const flight = carryOut(state, work).finally(() => state.flights.delete(key));
  // Whoever waited may be gone when it fails.
  flight.catch(() => undefined);
  state.flights.set(key, flight);
  return flight;
}

async function inTime<Value, const Late>(work: Promise<Value>, milliseconds: number, otherwise: Late): Promise<Value | Late> {
  const bell = new AbortController();
  const late = wait(milliseconds, otherwise, { signal: bell.signal });
  late.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    bell.abort();
  }
}

/** Looks, does what is to be done, and looks again until there is an answer. */
async function carryOut(state: VaultState, { accountId, not, now }: Work): Promise<TokenUse> {
  const end = performance.now() + limits.workMilliseconds;
  let waited = false;
  while (performance.now() < end && !state.closing) {
    const row = await state.reads.run(() => readTokens(database(), accountId));
    const step = nextStep(row, { now: now(), not });
    if (!row || step.kind === "gone") return { kind: "gone" };
    const token = step.kind === "use" ? await stored(row) : undefined;
    if (token) return token;
    // What cannot be opened is as good as not there.
    const next = step.kind === "use" ? nextStep({ ...row, access_token: null }, { now: now() }) : step;
    // Whoever was refreshing has ended and brought nothing: no reason to try the same.
    if (waited && next.kind === "refresh") return unavailable(limits.pauseMilliseconds);
    waited ||= next.kind === "held";
    const use = step.kind === "use" && next.kind === "needs_consent" ? await keyLost(row) : await doStep(state, row, next, now);
    if (use && use.kind !== "overtaken") return use;
  }
  return unavailable(limits.pauseMilliseconds);
}

async function doStep(state: VaultState, row: TokenRow, step: NextStep, now: () => Date): Promise<TokenUse | Overtaken | undefined> {
  switch (step.kind) {
    case "needs_consent":
      return step;
    case "held":
      return void (await wait(randomInt(limits.pollMilliseconds.least, limits.pollMilliseconds.most)));
    case "paused":
      return unavailable(step.seconds * 1_000);
    case "interrupted":
      if (await loseConsent(database(), row, step.lease, "interrupted")) {
        logEvent("account.consent_lost", { accountId: row.id, reason: "interrupted" }, "error");
        noteRefresh("interrupted");
      }
      return undefined;
    case "refresh":
      return await state.calls.run(() => refresh(state, row, now));
    default:
      return undefined;
  }
}
