import type { Attempt } from "../attempts/attempt.ts";
import { recoveryPath } from "../http/form-route.ts";
import type { OutcomeCode } from "../outcomes.ts";
import { logOutcome } from "./answers.ts";
import type { Visitor } from "./visitor.ts";

/**
 * Where a page leads whose attempt does not wait any more: on, when it ended well in this browser (Back, reload, a
 * second tab); otherwise to the recovery page.
 */
export async function pageEnd(found: { outcome: OutcomeCode; attempt: Attempt | null }, visitor: Visitor): Promise<string> {
  const { attempt, outcome } = found;
  if (attempt?.status === "succeeded" && (await visitor.session())?.userId === attempt.userId) {
    return `/signin?${new URLSearchParams({ returnTo: attempt.returnTo })}`;
  }
  return recoveryPath(outcome, logOutcome(outcome, attempt));
}
