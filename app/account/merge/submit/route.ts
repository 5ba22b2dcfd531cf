import { z } from "zod";
import { attemptField, codeField, emailField, passkeyField, passwordField } from "#app/form-fields.ts";
import { isSwitchedOn } from "#lib/accounts/usable-provider.ts";
import { seeOther } from "#lib/auth/answers.ts";
import { signInForm } from "#lib/auth/client-limit.ts";
import { answerCode } from "#lib/auth/code-answers.ts";
import { answerForm, answerSignIn } from "#lib/auth/complete.ts";
import { mergeByPasskey, mergeByPassword, ownMergeCode, resendMergeCode, startMergeAtProvider, startMergeCode, verifyMergeCode } from "#lib/auth/merge/other-side.ts";
import { mergePage } from "#lib/auth/merge/paths.ts";
import { provingSession } from "#lib/auth/merge/view.ts";
import { formEnd } from "#lib/auth/page-end.ts";
import { answerPasskey } from "#lib/auth/passkey-answers.ts";
import { passwordPageAgain } from "#lib/auth/password-answers.ts";
import { type Visitor, visitorOf } from "#lib/auth/visitor.ts";
import { refusedForm } from "#lib/http/form-route.ts";
import type { SessionView } from "#lib/sessions/check.ts";
import { providerNames } from "#lib/sessions/methods.ts";

const fields = z.discriminatedUnion("action", [
  z.object({ action: z.literal("send_code"), email: emailField }),
  z.object({ action: z.literal("verify_code"), attempt: attemptField, code: codeField }),
  z.object({ action: z.literal("resend_code"), attempt: attemptField }),
  z.object({ action: z.literal("password"), email: emailField, password: passwordField }),
  z.object({ action: z.literal("passkey"), passkey: passkeyField }),
  z.object({ action: z.literal("provider"), provider: z.enum(providerNames) }),
]);
type Input = z.output<typeof fields>;

const codePage = (attempt: string) => `${mergePage}?${new URLSearchParams({ attempt })}`;

async function sendCode(request: Request, visitor: Visitor, session: SessionView, email: string): Promise<Response> {
  const started = await startMergeCode(visitor, session, email);
  switch (started.kind) {
    case "invalid":
      return await passwordPageAgain(request, mergePage, started.outcome, { email, query: { way: "code" } });
    case "rate_limited":
      return await refusedForm(request, "rate_limited", started);
    case "sent":
      return seeOther(codePage(started.attempt.id), started.cookies);
    default:
      return started satisfies never;
  }
}

async function goOnWithCode(request: Request, visitor: Visitor, input: Extract<Input, { attempt: string }>): Promise<Response> {
  const own = await ownMergeCode(visitor, input.attempt);
  if (!own.ok) return await formEnd(request, own, visitor);
  const page = codePage(own.attempt.id);
  if (input.action === "verify_code") return await answerCode(request, await verifyMergeCode(visitor, own.attempt, input.code), { attempt: own.attempt, visitor, page });
  const sent = await resendMergeCode(visitor, own);
  return sent.kind === "sent" ? seeOther(`${page}&sent=again`) : await refusedForm(request, "rate_limited", { ...sent, reference: own.attempt.reference });
}

async function tryPassword(request: Request, visitor: Visitor, session: SessionView, input: Extract<Input, { action: "password" }>): Promise<Response> {
  const { email } = input;
  const answered = await mergeByPassword(visitor, session, input);
  if (answered.kind === "invalid") return await passwordPageAgain(request, mergePage, answered.outcome, { email, query: { way: "password" } });
  const { tried, attempt, cookies } = answered;
  if (tried.kind === "rate_limited") return await refusedForm(request, "rate_limited", { ...tried, reference: attempt.reference });
  if (tried.kind !== "refused") return answerSignIn(tried, attempt, visitor, cookies);
  return tried.outcome === "password_wrong" ? await passwordPageAgain(request, mergePage, "password_wrong", { attempt, email }) : await answerForm(request, tried, attempt, visitor);
}

async function tryPasskey(request: Request, visitor: Visitor, session: SessionView, text: string): Promise<Response> {
  const { passkey, cookies } = await mergeByPasskey(visitor, session, text);
  // The browser's name goes with a good proof, which is of use in this browser alone.
  if (passkey.kind === "decided" && passkey.result.kind === "waiting") return answerSignIn(passkey.result, passkey.attempt, visitor, cookies);
  return await answerPasskey(request, passkey, { visitor, page: mergePage });
}

/** Every form of the page: a case per way to prove the other account. */
export const POST = signInForm("/account/merge", fields, async (input, request) => {
  const visitor = visitorOf(request);
  if ("attempt" in input) return await goOnWithCode(request, visitor, input);
  const asking = await provingSession(visitor);
  if (!asking.ok) return asking.response;
  const { session } = asking;
  switch (input.action) {
    case "send_code":
      return await sendCode(request, visitor, session, input.email);
    case "password":
      return await tryPassword(request, visitor, session, input);
    case "passkey":
      return await tryPasskey(request, visitor, session, input.passkey);
    case "provider":
      return isSwitchedOn(input.provider) ? await startMergeAtProvider(request, input.provider) : seeOther(mergePage);
    default:
      return input satisfies never;
  }
});
