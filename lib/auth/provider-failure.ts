import { AuthError } from "../errors.ts";
import { outcomeOfClaim } from "../oidc/id-token.ts";
import type { OutcomeCode } from "../outcomes.ts";

/** The code of oauth4webapi for a claim that is not what it should be; `cause.claim` names it. */
const claimComparison = "OAUTH_JWT_CLAIM_COMPARISON_FAILED";
const timestampCheck = "OAUTH_JWT_TIMESTAMP_CHECK_FAILED";

type Upstream = { type?: unknown; code?: unknown; cause?: unknown } | null | undefined;

/** The claim of an ID token that oauth4webapi refused, as Auth.js hands its errors on. */
function refusedClaim(failure: unknown): string | undefined {
  const inner = ((failure as Upstream)?.cause as { err?: unknown } | undefined)?.err as Upstream;
  const claim = (inner?.cause as { claim?: unknown } | undefined)?.claim;
  return (inner?.code === claimComparison || inner?.code === timestampCheck) && typeof claim === "string" ? claim : undefined;
}

/** The code for a failure, ours or Auth.js's. Unknown ones are never guessed at. */
export function outcomeOfFailure(failure: unknown): OutcomeCode {
  if (failure instanceof AuthError) return failure.code;
  if ((failure as Upstream)?.type === "InvalidCheck") return "state_mismatch";
  const claim = refusedClaim(failure);
  return claim === undefined ? "unexpected" : outcomeOfClaim(claim);
}
