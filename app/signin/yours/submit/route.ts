import { z } from "zod";
import { attemptField } from "#app/form-fields.ts";
import { claimView, declineClaim } from "#lib/auth/claimed-address.ts";
import { signInForm } from "#lib/auth/client-limit.ts";
import { answerForm } from "#lib/auth/complete.ts";
import { formEnd } from "#lib/auth/page-end.ts";
import { startAmazonSignIn } from "#lib/auth/start-amazon.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { joinGuest } from "#lib/composition.ts";

const fields = z.object({ attempt: attemptField, action: z.enum(["mine", "not_mine"]) });

export const POST = signInForm(fields, async ({ attempt, action }, request) => {
  const visitor = visitorOf(request);
  const view = await claimView(visitor, attempt);
  if (!view.ok) return await formEnd(request, view, visitor);
  if (action === "mine") return await startAmazonSignIn(request, view.attempt.returnTo, { proofAttemptId: view.attempt.id });
  return await answerForm(request, await declineClaim(visitor, view.attempt, joinGuest), view.attempt, visitor);
});
