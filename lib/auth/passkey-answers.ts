import { refusedForm } from "../http/form-route.ts";
import { pageResponse } from "../http/page-response.ts";
import { isPasskeyProblem } from "../methods/passkey/problem.ts";
import { type OutcomeCode, outcomes } from "../outcomes.ts";
import { logOutcome } from "./answers.ts";
import { answerForm } from "./complete.ts";
import type { PasskeyResult } from "./passkey-sign-in.ts";
import type { Visitor } from "./visitor.ts";

/** A page with a passkey's form once more, with what was wrong and the right status. */
export async function passkeyPageAgain(request: Request, page: string, outcome: OutcomeCode, formValues?: Record<string, string>): Promise<Response> {
  const path = `${page}${page.includes("?") ? "&" : "?"}problem=${outcome}`;
  return await pageResponse(request, path, { status: outcomes[outcome].status, ...(formValues ? { formValues } : {}) });
}

/**
 * Answers a form that a passkey's answer came in: a refusal of the passkey shows its page again, anything else goes on.
 * @param page the path of the page with the form
 */
export async function answerPasskey(request: Request, passkey: PasskeyResult, context: { visitor: Visitor; page: string; waiting?: boolean }): Promise<Response> {
  const { visitor, page, waiting = false } = context;
  if (passkey.kind === "unheard") {
    const { outcome } = passkey;
    if (!isPasskeyProblem(outcome)) return await refusedForm(request, outcome);
    logOutcome(outcome, null, { event: "attempt.refused" });
    return await passkeyPageAgain(request, page, outcome);
  }
  const { result, attempt } = passkey;
  if (result.kind !== "refused" || !isPasskeyProblem(result.outcome)) return await answerForm(request, result, attempt, visitor);
  logOutcome(result.outcome, attempt, { event: waiting ? "attempt.refused" : "attempt.ended" });
  return await passkeyPageAgain(request, page, result.outcome);
}
