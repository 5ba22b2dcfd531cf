import { expect, test } from "vitest";
import { decideMergeProofs, type MergeProofDecision, type MergeStrength, mergeStrengthOf, mergeStrengths } from "./decide-proofs.ts";

const now = new Date("2026-11-26T10:00:00.000Z");
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000);

test.each<[method: string, seconds: number, ownsMethod: boolean, MergeStrength]>([
  ["email_code", 0, true, "counts"],
  ["email_link", 0, true, "counts"],
  ["password", 599, true, "counts"],
  ["passkey", 0, false, "counts"],
  ["email_code", 600, true, "none"],
  ["passkey", 1_200, true, "none"],
  ["amazon", 0, false, "return"],
  ["oidc", 599, false, "return"],
  ["amazon", 600, false, "none"],
  ["amazon", 0, true, "own_way_first"],
  ["google", 599, true, "own_way_first"],
  ["google", 600, true, "none"],
  ["something new", 0, true, "own_way_first"],
])("a proof by %s %d seconds ago, of a user who owns a method that counts: %s, is worth %s", (method, seconds, ownsMethod, strength) => {
  expect(mergeStrengthOf({ proof: { method, at: ago(seconds) }, ownsMethod }, now)).toBe(strength);
});

test.each([true, false])("no proof is worth nothing (owns a method that counts: %s)", (ownsMethod) => {
  expect(mergeStrengthOf({ proof: null, ownsMethod }, now)).toBe("none");
});

const rows: readonly [signedIn: MergeStrength, other: MergeStrength, MergeProofDecision][] = [
  ["counts", "counts", "proved"],
  ["counts", "return", "proved"],
  ["return", "counts", "proved"],
  ["return", "return", "one_must_count"],
  ["counts", "own_way_first", "other_own_way"],
  ["return", "own_way_first", "other_own_way"],
  ["counts", "none", "prove_other"],
  ["return", "none", "prove_other"],
  ["own_way_first", "counts", "prove_signed_in"],
  ["own_way_first", "return", "prove_signed_in"],
  ["own_way_first", "own_way_first", "prove_signed_in"],
  ["own_way_first", "none", "prove_signed_in"],
  ["none", "counts", "prove_signed_in"],
  ["none", "return", "prove_signed_in"],
  ["none", "own_way_first", "prove_signed_in"],
  ["none", "none", "prove_signed_in"],
];

test.each(rows)("signed in %s, other %s: %s", (signedIn, other, decision) => {
  expect(decideMergeProofs({ signedIn, other })).toBe(decision);
});

test("has a row for every combination, and lets two become one only where one of them counts and none is missing", () => {
  const all = mergeStrengths.flatMap((signedIn) => mergeStrengths.map((other) => `${signedIn} ${other}`));
  expect(rows.map(([signedIn, other]) => `${signedIn} ${other}`).toSorted()).toEqual(all.toSorted());
  const proved = rows.filter(([, , decision]) => decision === "proved");
  for (const [signedIn, other] of proved) {
    expect([signedIn, other]).toContain("counts");
    expect([signedIn, other].every((one) => one === "counts" || one === "return")).toBe(true);
  }
});
