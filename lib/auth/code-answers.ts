import type { SignInResult } from "../accounts/context.ts";
import type { Attempt } from "../attempts/attempt.ts";
import { refusedForm } from "../http/form-route.ts";
import { pageResponse } from "../http/page-response.ts";
import { outcomes } from "../outcomes.ts";
import { logOutcome } from "./answers.ts";
import { answerForm } from "./complete.ts";
import type { ProofResult } from "./prove-by-code.ts";
import type { Visitor } from "./visitor.ts";

/**
 * Answers a code that was tried: a wrong one shows its page again with the right status, a right one goes on.
 * @param page the path of the page with the code's form
 */
export async function answerCode(request: Request, result: ProofResult | SignInResult, context: { attempt: Attempt; visitor: Visitor; page: string }): Promise<Response> {
  if (result.kind !== "wrong_code") return await answerForm(request, result, context.attempt, context.visitor);
  if (result.outcome === "rate_limited") return await refusedForm(request, "rate_limited", { reference: context.attempt.reference, retryAfterSeconds: result.retryAfterSeconds ?? 60 });
  logOutcome(result.outcome, context.attempt, { event: "attempt.refused" });
  return await pageResponse(request, `${context.page}&problem=${result.outcome}`, { status: outcomes[result.outcome].status });
}
