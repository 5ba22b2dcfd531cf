import { z } from "zod";
import { attemptField } from "#app/form-fields.ts";
import { claimView, declineClaim } from "#lib/auth/claimed-address.ts";
import { signInForm } from "#lib/auth/client-limit.ts";
import { answerForm } from "#lib/auth/complete.ts";
import { formEnd } from "#lib/auth/page-end.ts";
import { startProviderSignIn } from "#lib/auth/start-provider.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { joinGuest } from "#lib/composition.ts";
import { providerNames } from "#lib/sessions/methods.ts";

const fields = z.object({ attempt: attemptField, action: z.enum(["mine", "not_mine"]), provider: z.enum(providerNames).optional() });

export const POST = signInForm(fields, async ({ attempt, action, provider }, request) => {
  const visitor = visitorOf(request);
  const view = await claimView(visitor, attempt);
  if (!view.ok) return await formEnd(request, view, visitor);
  if (action === "mine") {
    // Only a provider that the page offered.
    const chosen = view.providers.find((name) => name === provider) ?? view.providers[0] ?? "amazon";
    return await startProviderSignIn(request, chosen, view.attempt.returnTo, { proofAttemptId: view.attempt.id });
  }
  return await answerForm(request, await declineClaim(visitor, view.attempt, joinGuest), view.attempt, visitor);
});
