import type { Attempt } from "../attempts/attempt.ts";
import { attemptTimes } from "../attempts/times.ts";
import { recoveryPath, refusedForm } from "../http/form-route.ts";
import type { OutcomeCode } from "../outcomes.ts";
import { logOutcome, seeOther } from "./answers.ts";
import { signedInPath, waitingPathOf } from "./complete.ts";
import { viaOf } from "./switched-on.ts";
import type { Visitor } from "./visitor.ts";

type Found = { outcome: OutcomeCode; attempt: Attempt | null };

/**
 * Where a page leads on to whose attempt is not at this step any more: to the question that waits now, or to the
 * destination when it ended well in this browser (Back, reload, a second tab). Null when there is no way on.
 */
async function wayOn({ attempt, outcome }: Found, visitor: Visitor): Promise<string | null> {
  if (attempt === null || (outcome !== "attempt_used" && outcome !== "email_link_used")) return null;
  if (attempt.status !== "succeeded") return waitingPathOf(attempt);
  const session = await visitor.session();
  // The second send of a double click left before the first one's cookie came.
  const twin = session === null && Date.now() - (attempt.endedAt?.getTime() ?? 0) < attemptTimes.twinSeconds * 1_000;
  return twin || session?.userId === attempt.userId ? signedInPath(attempt) : null;
}

/** Where a page redirects to when its attempt is not at this step any more. */
export async function pageEnd(found: Found, visitor: Visitor): Promise<string> {
  return (await wayOn(found, visitor)) ?? recoveryPath(found.outcome, logOutcome(found.outcome, found.attempt, { event: "attempt.answered" }), { via: viaOf(found.attempt?.method) });
}

/** The same for a form: on by 303, or the recovery page with the outcome's own status. */
export async function formEnd(request: Request, found: Found, visitor: Visitor): Promise<Response> {
  const path = await wayOn(found, visitor);
  if (path) return seeOther(path);
  return await refusedForm(request, found.outcome, found.attempt ? { reference: found.attempt.reference, via: viaOf(found.attempt.method) } : {});
}
