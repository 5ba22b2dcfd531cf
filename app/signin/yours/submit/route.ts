import { z } from "zod";
import { attemptField, passkeyField } from "#app/form-fields.ts";
import { seeOther } from "#lib/auth/answers.ts";
import { claimView, declineClaim } from "#lib/auth/claimed-address.ts";
import { signInForm } from "#lib/auth/client-limit.ts";
import { answerForm } from "#lib/auth/complete.ts";
import { formEnd } from "#lib/auth/page-end.ts";
import { answerPasskey } from "#lib/auth/passkey-answers.ts";
import { signInByPasskey } from "#lib/auth/passkey-sign-in.ts";
import { startProviderSignIn } from "#lib/auth/start-provider.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { joinGuest } from "#lib/composition.ts";
import { providerNames } from "#lib/sessions/methods.ts";

const fields = z.discriminatedUnion("action", [
  z.object({ action: z.literal("mine"), attempt: attemptField, provider: z.enum(providerNames).optional() }),
  z.object({ action: z.literal("passkey"), attempt: attemptField, passkey: passkeyField }),
  z.object({ action: z.literal("not_mine"), attempt: attemptField }),
]);

export const POST = signInForm("/signin/yours", fields, async (input, request) => {
  const visitor = visitorOf(request);
  const view = await claimView(visitor, input.attempt);
  if (!view.ok) return await formEnd(request, view, visitor);
  const { attempt: claim } = view;
  const page = `/signin/yours?${new URLSearchParams({ attempt: claim.id })}`;
  switch (input.action) {
    case "mine": {
      // Only a provider that the page offered.
      const chosen = view.providers.find((name) => name === input.provider) ?? view.providers[0];
      return chosen ? await startProviderSignIn(request, chosen, claim.returnTo, { proofAttemptId: claim.id }) : seeOther(page);
    }
    case "passkey":
      return await answerPasskey(request, await signInByPasskey(visitor, { response: input.passkey, returnTo: claim.returnTo, claim }, joinGuest), { visitor, page });
    case "not_mine":
      return await answerForm(request, await declineClaim(visitor, claim, joinGuest), claim, visitor);
    default:
      return input satisfies never;
  }
});
