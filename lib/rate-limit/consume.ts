import { RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import { keyedHash } from "../crypto/random.ts";
import type { Database } from "../db/client.ts";
import { DatabaseUnavailableError } from "../errors.ts";
import { logEvent } from "../telemetry/log.ts";
import { type RateLimitName, rateLimits } from "./limits.ts";

export type RateLimitResult = { allowed: true } | { allowed: false; retryAfterSeconds: number };

const limiters = new WeakMap<object, Map<RateLimitName, RateLimiterPostgres>>();

function limiter(database: Pick<Database, "pool">, name: RateLimitName): RateLimiterPostgres {
  const byName = limiters.get(database.pool) ?? new Map<RateLimitName, RateLimiterPostgres>();
  limiters.set(database.pool, byName);
  const existing = byName.get(name);
  if (existing) return existing;
  const { points, durationSeconds } = rateLimits[name];
  // The kind must be named: the library guesses it from the name of the pool's class, which is ours, or minified.
  const created = new RateLimiterPostgres({ storeClient: database.pool, storeType: "pool", tableName: "RateLimit", tableCreated: true, keyPrefix: name, points, duration: durationSeconds });
  byName.set(name, created);
  return created;
}

const refusal = (limit: RateLimiterRes): RateLimitResult => ({ allowed: false, retryAfterSeconds: Math.max(1, Math.ceil(limit.msBeforeNext / 1_000)) });

/**
 * Whether a point could be spent; spends none. For limits on failures, which are known only afterwards: who is over
 * such a limit must not even be heard.
 * @throws DatabaseUnavailableError in an outage
 */
export async function readRateLimit(database: Pick<Database, "pool">, hashKey: string, name: RateLimitName, key: string): Promise<RateLimitResult> {
  try {
    const limit = await limiter(database, name).get(keyedHash(hashKey, name, key));
    return limit !== null && limit.consumedPoints >= rateLimits[name].points ? refusal(limit) : { allowed: true };
  } catch (error) {
    throw new DatabaseUnavailableError(error);
  }
}

/**
 * Tells the operator of the refusal that is the first of its window. The count is made in the database, so that one
 * process of all tells it, and once.
 */
function tellOperator(name: RateLimitName, limit: RateLimiterRes): void {
  const { points, alert } = rateLimits[name];
  if (alert && limit.consumedPoints === points + 1) logEvent("limit.reached", { outcome: "rate_limited", limit: name, points, secondsLeft: Math.ceil(limit.msBeforeNext / 1_000) }, "error");
}

/**
 * Spends one point. Keys are stored as keyed hashes: the table names neither addresses nor clients.
 * @param key whose limit it is, such as a canonical address or a client address
 * @throws DatabaseUnavailableError in an outage: without the table nothing is let through
 */
export async function consumeRateLimit(database: Pick<Database, "pool">, hashKey: string, name: RateLimitName, key: string): Promise<RateLimitResult> {
  try {
    await limiter(database, name).consume(keyedHash(hashKey, name, key));
    return { allowed: true };
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw new DatabaseUnavailableError(error);
    tellOperator(name, error);
    return refusal(error);
  }
}

/**
 * Gives a point back that was spent before it was known whether it had to be: for limits on failures that must hold
 * however many tries come at once.
 * @throws DatabaseUnavailableError in an outage
 */
export async function refundRateLimit(database: Pick<Database, "pool">, hashKey: string, name: RateLimitName, key: string): Promise<void> {
  try {
    await limiter(database, name).reward(keyedHash(hashKey, name, key));
  } catch (error) {
    throw new DatabaseUnavailableError(error);
  }
}

/**
 * Spends every point of a key until its time is over, counted from now: for marks, which are kept as limits are.
 * @throws DatabaseUnavailableError in an outage
 */
export async function fillRateLimit(database: Pick<Database, "pool">, hashKey: string, name: RateLimitName, key: string): Promise<void> {
  const { points, durationSeconds } = rateLimits[name];
  try {
    await limiter(database, name).set(keyedHash(hashKey, name, key), points, durationSeconds);
  } catch (error) {
    throw new DatabaseUnavailableError(error);
  }
}
