import { z } from "zod";
import { emailField, returnToField } from "#app/form-fields.ts";
import { seeOther } from "#lib/auth/answers.ts";
import { signInForm } from "#lib/auth/client-limit.ts";
import { startEmailSignIn } from "#lib/auth/email-sign-in.ts";
import { passwordPageAgain } from "#lib/auth/password-answers.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { refusedForm } from "#lib/http/form-route.ts";
import { safeReturnTo } from "#lib/http/return-to.ts";

const fields = z.object({ email: emailField, returnTo: returnToField });

export const POST = signInForm("/signin/password/reset", fields, async ({ email, returnTo }, request) => {
  const started = await startEmailSignIn(visitorOf(request), { email, returnTo, purpose: "reset_password" });
  if (started.kind === "rate_limited") return await refusedForm(request, "rate_limited", started);
  if (started.kind === "invalid_address") {
    return await passwordPageAgain(request, `/signin/password/reset?${new URLSearchParams({ returnTo: safeReturnTo(returnTo) })}`, "email_address_invalid", { email });
  }
  return seeOther(`/signin/password/new?${new URLSearchParams({ attempt: started.attempt.id })}`, started.cookies);
});
