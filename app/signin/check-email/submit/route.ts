import { z } from "zod";
import { returnToField } from "#app/form-fields.ts";
import { seeOther } from "#lib/auth/answers.ts";
import { signInForm } from "#lib/auth/client-limit.ts";
import { startEmailSignIn } from "#lib/auth/email-sign-in.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { refusedForm } from "#lib/http/form-route.ts";
import { pageResponse } from "#lib/http/page-response.ts";
import { safeReturnTo } from "#lib/http/return-to.ts";

const fields = z.object({ email: z.string().max(1_024), returnTo: returnToField, unlock: z.literal("yes").optional() });

export const POST = signInForm("/signin/check-email", fields, async ({ email, returnTo, unlock }, request) => {
  const started = await startEmailSignIn(visitorOf(request), { email, returnTo, intent: unlock && "unlock" });
  if (started.kind === "rate_limited") return await refusedForm(request, "rate_limited", started);
  if (started.kind === "invalid_address") {
    const query = new URLSearchParams({ problem: "email_address_invalid", returnTo: safeReturnTo(returnTo) });
    return await pageResponse(request, `${unlock ? "/signin/unlock" : "/signin"}?${query}`, { status: 422, formValues: { email: email.slice(0, 254) } });
  }
  return seeOther(`/signin/check-email?${new URLSearchParams({ attempt: started.attempt.id })}`, started.cookies);
});
