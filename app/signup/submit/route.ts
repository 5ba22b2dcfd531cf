import { z } from "zod";
import { emailField, passwordField, returnToField } from "#app/form-fields.ts";
import { seeOther } from "#lib/auth/answers.ts";
import { signInForm } from "#lib/auth/client-limit.ts";
import { startPasswordSignUp } from "#lib/auth/new-password.ts";
import { newPasswordPageAgain, passwordPageAgain } from "#lib/auth/password-answers.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { refusedForm } from "#lib/http/form-route.ts";
import { safeReturnTo } from "#lib/http/return-to.ts";

const fields = z.object({ email: emailField, password: passwordField, returnTo: returnToField });

export const POST = signInForm("/signup", fields, async ({ email, password, returnTo }, request) => {
  const page = `/signup?${new URLSearchParams({ returnTo: safeReturnTo(returnTo) })}`;
  const started = await startPasswordSignUp(visitorOf(request), { email, password, returnTo });
  switch (started.kind) {
    case "rate_limited":
      return await refusedForm(request, "rate_limited", started);
    case "invalid_address":
      return await passwordPageAgain(request, page, "email_address_invalid", { email });
    case "refused_password":
      return await newPasswordPageAgain(request, page, started, { email });
    default:
      return seeOther(`/signin/check-email?${new URLSearchParams({ attempt: started.attempt.id })}`, started.cookies);
  }
});
