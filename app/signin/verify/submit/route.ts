import { z } from "zod";
import { attemptField, codeField, mailTokenField } from "#app/form-fields.ts";
import { signInForm } from "#lib/auth/client-limit.ts";
import { answerCode } from "#lib/auth/code-answers.ts";
import { seeOther } from "#lib/auth/answers.ts";
import { answerLink } from "#lib/auth/link-answers.ts";
import { emailAttempt, mailCode, verifyEmailSignIn } from "#lib/auth/email-sign-in.ts";
import { formEnd } from "#lib/auth/page-end.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { parseEmailAddress } from "#lib/accounts/email-address.ts";
import { joinGuest } from "#lib/composition.ts";
import { refusedForm } from "#lib/http/form-route.ts";

const fields = z.union([
  z.object({ attempt: attemptField, action: z.literal("resend") }),
  z.object({ attempt: attemptField, code: codeField, action: z.literal("verify").optional() }),
  z.object({ token: mailTokenField, action: z.enum(["use", "switch"]) }),
]);

export const POST = signInForm("/signin/verify", fields, async (input, request) => {
  const visitor = visitorOf(request);
  if ("token" in input) return await answerLink(request, visitor, { token: input.token, switching: input.action === "switch" }, joinGuest);
  const found = await emailAttempt(visitor, input.attempt);
  if (!found.ok) return await formEnd(request, found, visitor);
  const page = `/signin/check-email?${new URLSearchParams({ attempt: found.attempt.id })}`;
  const email = parseEmailAddress(found.address);
  if (input.action === "resend") {
    const sent = email ? await mailCode(found.attempt, "sign_in", email, visitor) : undefined;
    return sent?.kind === "rate_limited" ? await refusedForm(request, "rate_limited", { ...sent, reference: found.attempt.reference }) : seeOther(`${page}&sent=again`);
  }
  const result = await verifyEmailSignIn(visitor, found.attempt, input.code, joinGuest);
  return await answerCode(request, result, { attempt: found.attempt, visitor, page });
});
