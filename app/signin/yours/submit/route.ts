import { z } from "zod";
import { attemptField } from "#app/form-fields.ts";
import { seeOther } from "#lib/auth/answers.ts";
import { claimView, declineClaim } from "#lib/auth/claimed-address.ts";
import { answerSignIn } from "#lib/auth/complete.ts";
import { pageEnd } from "#lib/auth/page-end.ts";
import { startAmazonSignIn } from "#lib/auth/start-amazon.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { joinGuest } from "#lib/composition.ts";
import { formRoute } from "#lib/http/form-route.ts";

const fields = z.object({ attempt: attemptField, action: z.enum(["mine", "not_mine"]) });

export const POST = formRoute(fields, async ({ attempt, action }, request) => {
  const visitor = visitorOf(request);
  const view = await claimView(visitor, attempt);
  if (!view.ok) return seeOther(await pageEnd(view, visitor));
  if (action === "mine") return await startAmazonSignIn(request, view.attempt.returnTo, { proofAttemptId: view.attempt.id });
  return answerSignIn(await declineClaim(visitor, view.attempt, joinGuest), view.attempt, visitor);
});
