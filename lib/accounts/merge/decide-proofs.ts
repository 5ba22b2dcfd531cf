import { countsForStepUp } from "../../sessions/methods.ts";
import { isFresh } from "../../sessions/step-up.ts";

/** What is known of one side of a merge. */
export type MergeSideFacts = {
  /** The newest proof that this side is here, in this session and browser. */
  proof: { method: string; at: Date } | null;
  /** Whether this side's user owns a proved address, a password or a passkey. */
  ownsMethod: boolean;
};

/**
 * What a side's proof is worth: "counts" is a code, a password or a passkey; "return" is a way back from the provider of
 * a user who owns nothing better; "own_way_first" is the same of a user who does.
 */
export const mergeStrengths = ["counts", "return", "own_way_first", "none"] as const;
export type MergeStrength = (typeof mergeStrengths)[number];

/** Judges one side. Whatever is ten minutes old is worth nothing. */
export function mergeStrengthOf({ proof, ownsMethod }: MergeSideFacts, now: Date): MergeStrength {
  if (!proof || !isFresh(proof.at, now)) return "none";
  if (countsForStepUp(proof.method)) return "counts";
  return ownsMethod ? "own_way_first" : "return";
}

/** Whether both sides are proved, or what is missing first. */
export type MergeProofDecision = "proved" | "prove_signed_in" | "prove_other" | "other_own_way" | "one_must_count";

/**
 * The rule (pure): both sides proved minutes ago, and at least one of them by a method that counts. A return from a
 * provider stands for a side only where its user owns no method that counts. So two accounts become one on no less than
 * the collision ladder wants (a fresh provider identity and a proof of the old user), and nobody who has just signed up
 * with a provider is made to add another method first.
 * @see docs/decisions/0009-step-up.md
 */
export function decideMergeProofs(sides: { signedIn: MergeStrength; other: MergeStrength }): MergeProofDecision {
  const { signedIn, other } = sides;
  if (signedIn === "none" || signedIn === "own_way_first") return "prove_signed_in";
  if (other === "none") return "prove_other";
  if (other === "own_way_first") return "other_own_way";
  return signedIn === "return" && other === "return" ? "one_must_count" : "proved";
}
