import { hashKey } from "../auth/hash-key.ts";
import type { Operator } from "../auth/operator.ts";
import { database } from "../db/client.ts";
import { consumeRateLimit } from "../rate-limit/consume.ts";
import { diagnoseAtAmazon } from "./diagnose.ts";
import type { Finding } from "./finding.ts";

/**
 * Asks Amazon about this installation for an operator, who may ask so often. Nothing is granted there and nothing is spent.
 * @throws DatabaseUnavailableError; Amazon was not asked then
 */
export async function askAmazon({ userId }: Pick<Operator, "userId">): Promise<{ kind: "asked"; findings: Finding[] } | { kind: "rate_limited"; retryAfterSeconds: number }> {
  const limit = await consumeRateLimit(database(), hashKey(), "live_doctor_by_operator", userId);
  return limit.allowed ? { kind: "asked", findings: await diagnoseAtAmazon() } : { kind: "rate_limited", retryAfterSeconds: limit.retryAfterSeconds };
}
