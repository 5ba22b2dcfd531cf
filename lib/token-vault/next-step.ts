import { createHash } from "node:crypto";
import { vaultLimits as limits } from "./limits.ts";
import type { TokenRow } from "./token-row.ts";
import type { ConsentLostReason } from "./token-use.ts";

/** What is to be done for whoever wants an access token. `fallback`: what is stored is still good, if nothing better comes. */
export type NextStep =
  | { kind: "gone" }
  | { kind: "needs_consent"; reason: ConsentLostReason }
  | { kind: "use" }
  /** Some process is refreshing. */
  | { kind: "held"; seconds: number; fallback: boolean }
  /** A refresh has just failed. */
  | { kind: "paused"; seconds: number; fallback: boolean }
  /** A process died while it was refreshing. */
  | { kind: "interrupted"; lease: string }
  | { kind: "refresh"; fallback: boolean };

type Wish = {
  now: Date;
  /** The tokens that were found first are not good enough: these, or undefined. */
  not?: Date | null | undefined;
};

/** A part from 0 to 1 that is the same for an account at any time, and evenly spread over all of them. */
function shareOf(accountId: string): number {
  return createHash("sha256").update(accountId).digest().readUInt32BE(0) / 2 ** 32;
}

/** How long before its end the token of an account is renewed, in seconds: not all of those that came together, together. */
export function aheadSeconds(row: Pick<TokenRow, "id" | "expires_at" | "tokensAt">): number {
  const { least, most } = limits.aheadSeconds;
  const lifetime = row.tokensAt === null || row.expires_at === null ? Number.POSITIVE_INFINITY : row.expires_at - row.tokensAt.getTime() / 1_000;
  return Math.max(limits.usableSeconds, Math.min(least + shareOf(row.id) * (most - least), lifetime * limits.aheadShare));
}

/**
 * Decides what is to be done (pure).
 * @param row what the database has; undefined when the account is gone
 * @param wish.not `tokensAt` of tokens that are not wanted although they look good
 */
export function nextStep(row: TokenRow | undefined, { now, not }: Wish): NextStep {
  if (!row) return { kind: "gone" };
  const { consentLostReason: lost, lease, leaseSeconds } = row;
  if (lost !== null && lost !== "key_lost") return { kind: "needs_consent", reason: lost };
  const wanted = row.access_token !== null && (not === undefined || row.tokensAt?.getTime() !== not?.getTime());
  const left = (row.expires_at ?? 0) - now.getTime() / 1_000;
  const fallback = wanted && left > limits.usableSeconds;
  if (wanted && left > aheadSeconds(row)) return { kind: "use" };
  // Tokens of other providers serve the sign-in; only Amazon's are refreshed.
  if (row.refresh_token === null || row.provider !== "amazon") return fallback ? { kind: "use" } : { kind: "needs_consent", reason: "none" };
  if (lease !== null && (leaseSeconds ?? 0) > 0) return { kind: "held", seconds: leaseSeconds ?? 0, fallback };
  if (lease !== null) return fallback ? { kind: "use" } : { kind: "interrupted", lease };
  if (leaseSeconds !== null && leaseSeconds > 0) return { kind: "paused", seconds: leaseSeconds, fallback };
  return { kind: "refresh", fallback };
}

/**
 * The scopes of refreshed tokens (pure): what the answer says where that is less than before. It can never be more (RFC
 * 6749 section 6), and an answer without scopes, or with none that we know, changes nothing.
 */
export function scopesAfter(before: string | null, said: string | undefined): string {
  const had = (before ?? "").split(" ").filter(Boolean);
  const left = (said ?? "").split(/\s+/).filter((scope) => had.includes(scope) || (scope === "profile:user_id" && had.includes("profile")));
  return (left.length > 0 ? [...new Set(left)] : had).join(" ");
}
