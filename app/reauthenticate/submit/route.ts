import { z } from "zod";
import { attemptField, codeField, passkeyField, passwordField, returnToField } from "#app/form-fields.ts";
import { seeOther } from "#lib/auth/answers.ts";
import { signInForm } from "#lib/auth/client-limit.ts";
import { answerCode } from "#lib/auth/code-answers.ts";
import { answerForm, answerSignIn } from "#lib/auth/complete.ts";
import { startFirstMethod } from "#lib/auth/first-method.ts";
import { visitingOperator } from "#lib/auth/operator.ts";
import { formEnd } from "#lib/auth/page-end.ts";
import { answerPasskey } from "#lib/auth/passkey-answers.ts";
import { stepUpByPasskey } from "#lib/auth/passkey-step-up.ts";
import { passwordPageAgain } from "#lib/auth/password-answers.ts";
import { stepUpByPassword } from "#lib/auth/password-step-up.ts";
import { mailStepUpCode, ownReauthentication, startCodeStepUp, verifyStepUpCode } from "#lib/auth/reauthenticate.ts";
import { reauthenticatePath } from "#lib/auth/step-up.ts";
import { type Visitor, visitorOf } from "#lib/auth/visitor.ts";
import { refusedForm } from "#lib/http/form-route.ts";
import { safeReturnTo } from "#lib/http/return-to.ts";
import { providerNames } from "#lib/sessions/methods.ts";
import { stepUpPurposes } from "#lib/sessions/step-up.ts";

const wish = { purpose: z.enum(stepUpPurposes), returnTo: returnToField.transform((path) => safeReturnTo(path)) };

const fields = z.discriminatedUnion("action", [
  z.object({ action: z.literal("send_code"), ...wish }),
  z.object({ action: z.literal("password"), ...wish, password: passwordField }),
  z.object({ action: z.literal("passkey"), ...wish, passkey: passkeyField }),
  z.object({ action: z.literal("sign_in_again"), ...wish, provider: z.enum(providerNames) }),
  z.object({ action: z.literal("verify_code"), attempt: attemptField, code: codeField }),
  z.object({ action: z.literal("resend_code"), attempt: attemptField }),
]);
type Input = z.output<typeof fields>;

const codePage = (attempt: string) => `/reauthenticate?${new URLSearchParams({ attempt })}`;

/** Nobody is signed in: back to the page that asked, by way of the sign-in page. */
const toSignIn = (returnTo: string) => seeOther(`/signin?${new URLSearchParams({ returnTo })}`);

async function sendCode(request: Request, visitor: Visitor, input: Extract<Input, { action: "send_code" }>): Promise<Response> {
  const session = await visitor.session();
  if (!session) return toSignIn(input.returnTo);
  const started = await startCodeStepUp(visitor, session, input);
  return started.kind === "sent" ? seeOther(codePage(started.attempt.id), started.cookies) : await refusedForm(request, "rate_limited", started);
}

async function goOnWithCode(request: Request, visitor: Visitor, input: Extract<Input, { attempt: string }>): Promise<Response> {
  const own = await ownReauthentication(visitor, input.attempt, "email_code");
  if (!own.ok) return await formEnd(request, own, visitor);
  const page = codePage(own.attempt.id);
  if (input.action === "verify_code") return await answerCode(request, await verifyStepUpCode(visitor, own.attempt, input.code), { attempt: own.attempt, visitor, page });
  const sent = await mailStepUpCode(visitor, own.attempt);
  return sent.kind === "sent" ? seeOther(`${page}&sent=again`) : await refusedForm(request, "rate_limited", { ...sent, reference: own.attempt.reference });
}

async function tryPassword(request: Request, visitor: Visitor, input: Extract<Input, { action: "password" }>): Promise<Response> {
  const session = await visitor.session();
  if (!session) return toSignIn(input.returnTo);
  const page = reauthenticatePath(input);
  if (input.password === "") return await passwordPageAgain(request, page, "password_missing");
  const { tried, attempt, cookies } = await stepUpByPassword(visitor, session, input, input.password);
  if (tried.kind === "rate_limited") return await refusedForm(request, "rate_limited", { ...tried, reference: attempt.reference });
  if (tried.kind !== "refused") return answerSignIn(tried, attempt, visitor, cookies);
  return tried.outcome === "password_wrong" ? await passwordPageAgain(request, page, "password_wrong", { attempt }) : await answerForm(request, tried, attempt, visitor);
}

async function tryPasskey(request: Request, visitor: Visitor, input: Extract<Input, { action: "passkey" }>): Promise<Response> {
  const session = await visitor.session();
  if (!session) return toSignIn(input.returnTo);
  return await answerPasskey(request, await stepUpByPasskey(visitor, session, input, input.passkey), { visitor, page: reauthenticatePath(input) });
}

/** Every form of the page: a case per way to prove it. */
export const POST = signInForm("/reauthenticate", fields, async (input, request) => {
  const visitor = visitorOf(request);
  if ("purpose" in input && input.purpose === "operate" && !(await visitingOperator(visitor))) return await refusedForm(request, "input_invalid");
  switch (input.action) {
    case "send_code":
      return await sendCode(request, visitor, input);
    case "verify_code":
    case "resend_code":
      return await goOnWithCode(request, visitor, input);
    case "password":
      return await tryPassword(request, visitor, input);
    case "passkey":
      return await tryPasskey(request, visitor, input);
    case "sign_in_again":
      return await startFirstMethod(request, visitor, input);
    default:
      return input satisfies never;
  }
});
