import { z } from "zod";
import { emailField, passwordField, returnToField } from "#app/form-fields.ts";
import { signInForm } from "#lib/auth/client-limit.ts";
import { answerForm, answerSignIn } from "#lib/auth/complete.ts";
import { passwordPageAgain } from "#lib/auth/password-answers.ts";
import { signInByPassword } from "#lib/auth/password-sign-in.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { joinGuest } from "#lib/composition.ts";
import { refusedForm } from "#lib/http/form-route.ts";
import { safeReturnTo } from "#lib/http/return-to.ts";

const fields = z.object({ email: emailField, password: passwordField, returnTo: returnToField });

export const POST = signInForm("/signin/password", fields, async ({ email, password, returnTo }, request) => {
  const visitor = visitorOf(request);
  const page = `/signin/password?${new URLSearchParams({ returnTo: safeReturnTo(returnTo) })}`;
  const tried = await signInByPassword(visitor, { email, password, returnTo }, joinGuest);
  if (tried.kind === "rate_limited") return await refusedForm(request, "rate_limited", tried);
  if (tried.kind === "invalid") return await passwordPageAgain(request, page, tried.outcome, { email });
  const { attempt, result, cookies } = tried;
  if (result.kind !== "refused") return answerSignIn(result, attempt, visitor, cookies);
  return result.outcome === "password_wrong" ? await passwordPageAgain(request, page, "password_wrong", { email, attempt }) : await answerForm(request, result, attempt, visitor);
});
