import { z } from "zod";
import { attemptField, codeField, passwordField } from "#app/form-fields.ts";
import { parseEmailAddress } from "#lib/accounts/email-address.ts";
import { seeOther } from "#lib/auth/answers.ts";
import { signInForm } from "#lib/auth/client-limit.ts";
import { answerCode } from "#lib/auth/code-answers.ts";
import { emailAttempt, mailCode } from "#lib/auth/email-sign-in.ts";
import { resetByCode } from "#lib/auth/new-password.ts";
import { formEnd } from "#lib/auth/page-end.ts";
import { newPasswordPageAgain } from "#lib/auth/password-answers.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { joinGuest } from "#lib/composition.ts";
import { refusedForm } from "#lib/http/form-route.ts";

const fields = z.union([
  z.object({ attempt: attemptField, action: z.literal("resend") }),
  z.object({ attempt: attemptField, code: codeField, password: passwordField, action: z.literal("choose").optional() }),
]);

export const POST = signInForm("/signin/password/new", fields, async (input, request) => {
  const visitor = visitorOf(request);
  const found = await emailAttempt(visitor, input.attempt, "reset_password");
  const email = found.ok ? parseEmailAddress(found.address) : undefined;
  if (!found.ok || !email) return await formEnd(request, found.ok ? { outcome: "email_code_expired", attempt: found.attempt } : found, visitor);
  const { attempt } = found;
  const page = `/signin/password/new?${new URLSearchParams({ attempt: attempt.id })}`;
  if (input.action === "resend") {
    const sent = await mailCode(attempt, "reset_password", email, visitor);
    return sent.kind === "sent" ? seeOther(`${page}&sent=again`) : await refusedForm(request, "rate_limited", { ...sent, reference: attempt.reference });
  }
  const result = await resetByCode(visitor, { attempt, email, code: input.code, password: input.password }, joinGuest);
  if (result.kind === "rate_limited") return await refusedForm(request, "rate_limited", { ...result, reference: attempt.reference });
  if (result.kind === "refused_password") return await newPasswordPageAgain(request, page, result, { attempt });
  return await answerCode(request, result, { attempt, visitor, page });
});
