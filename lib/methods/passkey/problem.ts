import { knownOutcome, type OutcomeCode } from "../../outcomes.ts";

/** Whether a refusal is about the passkey itself, so that its page is shown again and the person can try once more. */
export function isPasskeyProblem(outcome: OutcomeCode): boolean {
  return outcome.startsWith("passkey_") || outcome === "proof_of_other_user";
}

/** The refusal that a page's query names, if it is one about a passkey. */
export function passkeyProblem(value: string | undefined): OutcomeCode | undefined {
  const outcome = knownOutcome(value);
  return isPasskeyProblem(outcome) ? outcome : undefined;
}
