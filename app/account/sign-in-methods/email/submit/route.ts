import { z } from "zod";
import { attemptField, codeField, returnToField } from "#app/form-fields.ts";
import { seeOther } from "#lib/auth/answers.ts";
import { answerCode } from "#lib/auth/code-answers.ts";
import { signInForm } from "#lib/auth/client-limit.ts";
import { formEnd } from "#lib/auth/page-end.ts";
import { addressPage, ownAddressProof, resendAddressProof, startAddressProof, verifyAddressProof } from "#lib/auth/prove-address.ts";
import { afterAdding } from "#lib/auth/settings-paths.ts";
import { type Visitor, visitorOf } from "#lib/auth/visitor.ts";
import { refusedForm } from "#lib/http/form-route.ts";
import { pageResponse } from "#lib/http/page-response.ts";
import { outcomes } from "#lib/outcomes.ts";

const fields = z.discriminatedUnion("action", [
  z.object({ action: z.literal("send"), email: z.string().max(1_024), returnTo: returnToField }),
  z.object({ action: z.literal("resend"), attempt: attemptField }),
  z.object({ action: z.literal("verify"), attempt: attemptField, code: codeField }),
]);

const codePage = (attempt: string) => `${addressPage}?${new URLSearchParams({ attempt })}`;

async function send(request: Request, visitor: Visitor, { email, returnTo }: { email: string; returnTo?: string | undefined }): Promise<Response> {
  const started = await startAddressProof(visitor, { email, returnTo });
  switch (started.kind) {
    case "answer":
      return started.response;
    case "invalid":
      return await pageResponse(request, `${addressPage}?${new URLSearchParams({ problem: started.outcome, returnTo: afterAdding(returnTo) })}`, { status: outcomes[started.outcome].status, formValues: { email: email.slice(0, 254) } });
    case "rate_limited":
      return await refusedForm(request, "rate_limited", started);
    case "sent":
      return seeOther(codePage(started.attempt.id), started.cookies);
    default:
      return started satisfies never;
  }
}

export const POST = signInForm("/account/sign-in-methods/email", fields, async (input, request) => {
  const visitor = visitorOf(request);
  if (input.action === "send") return await send(request, visitor, input);
  const own = await ownAddressProof(visitor, input.attempt);
  if (!own.ok) return await formEnd(request, own, visitor);
  const page = codePage(own.attempt.id);
  if (input.action === "verify") return await answerCode(request, await verifyAddressProof(visitor, own.attempt, input.code), { attempt: own.attempt, visitor, page });
  const sent = await resendAddressProof(visitor, own);
  if (sent.kind === "answer") return sent.response;
  return sent.kind === "sent" ? seeOther(`${page}&sent=again`) : await refusedForm(request, "rate_limited", { ...sent, reference: own.attempt.reference });
});
