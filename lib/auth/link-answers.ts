import { findAttempt } from "../attempts/attempt.ts";
import { database } from "../db/client.ts";
import { pageResponse } from "../http/page-response.ts";
import { emailLinkPath } from "../mail/email-code-mail.ts";
import { outcomes } from "../outcomes.ts";
import { logOutcome } from "./answers.ts";
import { answerForm } from "./complete.ts";
import { linkView, proveByLink } from "./email-link.ts";
import { formEnd } from "./page-end.ts";
import type { JoinGuest, Visitor } from "./visitor.ts";

/**
 * Answers the button on the page of a mailed link.
 * @param wanted.switching whether the page said that somebody else is signed in here and will be left; without it
 *   nobody is, and the page asks again
 */
export async function answerLink(request: Request, visitor: Visitor, wanted: { token: string; switching: boolean }, joinGuest: JoinGuest): Promise<Response> {
  const view = await linkView(visitor, wanted.token);
  switch (view.kind) {
    case "ended":
      return await formEnd(request, view, visitor);
    case "elsewhere":
      logOutcome("email_link_elsewhere", null, { event: "attempt.answered" });
      return await pageResponse(request, emailLinkPath(wanted.token), { status: outcomes.email_link_elsewhere.status });
    case "confirm": {
      if (view.current !== null && !wanted.switching) return await pageResponse(request, emailLinkPath(wanted.token), { status: outcomes.switch_asked.status });
      const result = await proveByLink(visitor, view, joinGuest);
      if (result.kind !== "refused" || !result.outcome.startsWith("email_link_")) return await answerForm(request, result, view.attempt, visitor);
      // A twin of this request was faster: what became of the attempt says how to go on.
      return await formEnd(request, { outcome: result.outcome, attempt: await findAttempt(database().db, view.attempt.id) }, visitor);
    }
    default:
      return view satisfies never;
  }
}
