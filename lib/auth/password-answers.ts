import type { SignInResult } from "../accounts/context.ts";
import type { Attempt } from "../attempts/attempt.ts";
import { refusedForm } from "../http/form-route.ts";
import { pageResponse } from "../http/page-response.ts";
import type { RefusedPassword } from "../methods/password/policy.ts";
import { type OutcomeCode, outcomes } from "../outcomes.ts";
import { sessionCookie } from "../sessions/cookie.ts";
import { logOutcome, seeOther } from "./answers.ts";
import { answerForm } from "./complete.ts";
import type { LadderPassword } from "./existing-account.ts";
import type { OwnPasswordResult } from "./own-password.ts";
import type { Visitor } from "./visitor.ts";

/** Shows the page of a form again whose password was not accepted, with the reason and the right status. */
export async function passwordPageAgain(request: Request, page: string, outcome: OutcomeCode, options: { attempt?: Attempt; email?: string; query?: Record<string, string> } = {}): Promise<Response> {
  logOutcome(outcome, options.attempt ?? null, { event: "attempt.refused" });
  const url = new URL(page, "http://site.invalid");
  for (const [name, value] of Object.entries({ problem: outcome, ...options.query })) url.searchParams.set(name, value);
  const formValues = options.email === undefined ? {} : { formValues: { email: options.email.slice(0, 254) } };
  return await pageResponse(request, url.pathname + url.search, { status: outcomes[outcome].status, ...formValues });
}

/** Answers a password that was tried on the ladder: a wrong one shows the page again, a right one goes on. */
export async function answerPassword(
  request: Request,
  tried: LadderPassword | { kind: "no_password" } | SignInResult,
  context: { attempt: Attempt; visitor: Visitor; page: string },
): Promise<Response> {
  const { attempt, visitor, page } = context;
  switch (tried.kind) {
    case "rate_limited":
      return await refusedForm(request, "rate_limited", { ...tried, reference: attempt.reference });
    case "no_password":
      return await passwordPageAgain(request, page, "password_missing", { attempt });
    case "wrong_password":
      return await passwordPageAgain(request, page, "password_wrong", { attempt });
    default:
      return await answerForm(request, tried, attempt, visitor);
  }
}

/** Shows the page of a new password again that was refused, with how hard it is to guess. Neither password nor code goes along. */
export async function newPasswordPageAgain(request: Request, page: string, { outcome, score }: RefusedPassword, options: { attempt?: Attempt; email?: string } = {}): Promise<Response> {
  return await passwordPageAgain(request, page, outcome, { ...options, ...(score === undefined ? {} : { query: { strength: String(score) } }) });
}

/** Answers a change of the signed-in user's own password: on to the list of ways in, with the session's new cookie. */
export async function answerOwnPassword(request: Request, result: OwnPasswordResult, { page, visitor }: { page: string; visitor: Visitor }): Promise<Response> {
  switch (result.kind) {
    case "answer":
      return result.response;
    case "rate_limited":
      return await refusedForm(request, "rate_limited", result);
    case "refused_password":
      return await newPasswordPageAgain(request, page, result);
    case "no_address":
      return await passwordPageAgain(request, page, "password_needs_address");
    case "done":
      return seeOther(`/account/sign-in-methods?${new URLSearchParams({ done: `password_${result.deed}` })}`, result.renewed === null ? [] : [sessionCookie(result.renewed, visitor.secure)]);
    default:
      return result satisfies never;
  }
}
