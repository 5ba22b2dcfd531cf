import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { aheadSeconds, nextStep, scopesAfter } from "./next-step.ts";
import type { TokenRow } from "./token-row.ts";

const now = new Date("2026-11-26T10:00:00Z");
const at = (seconds: number) => now.getTime() / 1_000 + seconds;
const tokensAt = new Date(now.getTime() - 1_800_000);
const lease = randomUUID();

function row(change: Partial<TokenRow> = {}): TokenRow {
  const free = { lease: null, leaseSeconds: null, sentAt: null, consentLostReason: null };
  return { id: randomUUID(), userId: randomUUID(), provider: "amazon", providerAccountId: "amzn1.account.A", access_token: "a", refresh_token: "r", expires_at: at(1_800), scope: "profile", tokensAt, ...free, ...change };
}
const ended = { expires_at: at(-1) };
const due = { expires_at: at(50) };
const held = { lease, leaseSeconds: 9 };
const dead = { lease, leaseSeconds: -1 };

test.each<[string, TokenRow | undefined, ReturnType<typeof nextStep>]>([
  ["no account", undefined, { kind: "gone" }],
  ["a good token", row(), { kind: "use" }],
  ["a good token while somebody refreshes", row(held), { kind: "use" }],
  ["a good token of another provider", row({ provider: "google", refresh_token: null }), { kind: "use" }],
  ["one that has ended", row(ended), { kind: "refresh", fallback: false }],
  ["no access token at all", row({ access_token: null, expires_at: null }), { kind: "refresh", fallback: false }],
  ["one that ends soon", row(due), { kind: "refresh", fallback: true }],
  ["one that ends soon, and nothing to renew it with", row({ ...due, refresh_token: null }), { kind: "use" }],
  ["one that ends in seconds", row({ expires_at: at(9) }), { kind: "refresh", fallback: false }],
  ["one that has ended, and nothing to renew it with", row({ ...ended, refresh_token: null }), { kind: "needs_consent", reason: "none" }],
  ["one of another provider that has ended", row({ ...ended, provider: "oidc" }), { kind: "needs_consent", reason: "none" }],
  ["somebody who refreshes", row({ ...ended, ...held }), { kind: "held", seconds: 9, fallback: false }],
  ["somebody who refreshes ahead", row({ ...due, ...held }), { kind: "held", seconds: 9, fallback: true }],
  ["a refresh that just failed", row({ ...ended, leaseSeconds: 2 }), { kind: "paused", seconds: 2, fallback: false }],
  ["one that failed a while ago", row({ ...ended, leaseSeconds: -2 }), { kind: "refresh", fallback: false }],
  ["somebody who died refreshing", row({ ...ended, ...dead }), { kind: "interrupted", lease }],
  ["somebody who died refreshing ahead, while the token is still good", row({ ...due, ...dead }), { kind: "use" }],
  ["a lost consent, whatever else", row({ consentLostReason: "revoked" }), { kind: "needs_consent", reason: "revoked" }],
  ["an interrupted refresh", row({ consentLostReason: "interrupted", ...dead }), { kind: "needs_consent", reason: "interrupted" }],
  ["a lost key, which may be back", row({ consentLostReason: "key_lost" }), { kind: "use" }],
])("of %s makes what follows", (_name, found, step) => {
  expect(nextStep(found, { now })).toEqual(step);
});

test("tokens that are not wanted count as ended, and those that came since do not", () => {
  expect(nextStep(row(), { now, not: tokensAt })).toEqual({ kind: "refresh", fallback: false });
  expect(nextStep(row(), { now, not: new Date(0) })).toEqual({ kind: "use" });
  expect(nextStep(row(), { now, not: null })).toEqual({ kind: "use" });
  expect(nextStep(row({ tokensAt: null }), { now, not: null })).toEqual({ kind: "refresh", fallback: false });
  expect(nextStep(row({ refresh_token: null }), { now, not: tokensAt })).toEqual({ kind: "needs_consent", reason: "none" });
});

test("accounts whose tokens came together are not renewed together, and always at the same time", () => {
  const times = Array.from({ length: 500 }, () => row()).map((one) => [aheadSeconds(one), aheadSeconds(one)] as const);
  expect(times.every(([first, second]) => first === second && first >= 60 && first <= 300)).toBe(true);
  expect(new Set(times.map(([first]) => Math.floor(first / 10))).size).toBeGreaterThan(20);
});

test("a token that lives a minute is not renewed at every use", () => {
  const fresh = row({ tokensAt: now, expires_at: at(60) });
  expect([aheadSeconds(fresh), nextStep(fresh, { now })]).toEqual([15, { kind: "use" }]);
  // Clocks that are apart make lifetimes of any size.
  for (const odd of [row({ tokensAt: new Date(now.getTime() + 86_400_000) }), row({ tokensAt: null }), row({ expires_at: null })]) expect(aheadSeconds(odd)).toBeGreaterThanOrEqual(10);
});

test.each([
  ["profile postal_code", undefined, "profile postal_code"],
  ["profile postal_code", "", "profile postal_code"],
  ["profile postal_code", "profile", "profile"],
  ["profile postal_code", "postal_code  profile", "postal_code profile"],
  ["profile", "profile:user_id", "profile:user_id"],
  ["profile:user_id", "profile", "profile:user_id"],
  ["profile", "profile payments:widget profile", "profile"],
  ["profile", "x\u0000y", "profile"],
  ["", "profile", ""],
  [null, "profile", ""],
])("of the scopes %j an answer with %j leaves %j", (before, said, after) => {
  expect(scopesAfter(before, said)).toBe(after);
});
