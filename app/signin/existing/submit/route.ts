import { z } from "zod";
import { attemptField, codeField, passkeyField, passwordField } from "#app/form-fields.ts";
import { logOutcome, seeOther } from "#lib/auth/answers.ts";
import { signInForm } from "#lib/auth/client-limit.ts";
import { answerCode } from "#lib/auth/code-answers.ts";
import { answerForm } from "#lib/auth/complete.ts";
import { answerPassword } from "#lib/auth/password-answers.ts";
import { cancelLadder, declineLadder, ladderView, sendLadderCode, verifyLadderCode, verifyLadderPassword } from "#lib/auth/existing-account.ts";
import { formEnd } from "#lib/auth/page-end.ts";
import { answerPasskey } from "#lib/auth/passkey-answers.ts";
import { proveLadderByPasskey } from "#lib/auth/passkey-sign-in.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { joinGuest } from "#lib/composition.ts";
import { refusedForm } from "#lib/http/form-route.ts";

const fields = z.discriminatedUnion("action", [
  z.object({ action: z.enum(["send_code", "not_mine", "cancel"]), attempt: attemptField }),
  z.object({ action: z.literal("verify"), attempt: attemptField, code: codeField }),
  z.object({ action: z.literal("password"), attempt: attemptField, password: passwordField }),
  z.object({ action: z.literal("passkey"), attempt: attemptField, passkey: passkeyField }),
]);

export const POST = signInForm("/signin/existing", fields, async (input, request) => {
  const visitor = visitorOf(request);
  const view = await ladderView(visitor, input.attempt);
  if (!view.ok) return await formEnd(request, view, visitor);
  const page = `/signin/existing?${new URLSearchParams({ attempt: view.attempt.id })}`;
  switch (input.action) {
    case "send_code": {
      const sent = await sendLadderCode(visitor, view);
      return sent.kind === "sent" ? seeOther(view.step === "code" ? `${page}&sent=again` : page) : await refusedForm(request, "rate_limited", { ...sent, reference: view.attempt.reference });
    }
    case "verify":
      return await answerCode(request, await verifyLadderCode(visitor, view, input.code, joinGuest), { attempt: view.attempt, visitor, page });
    case "password": {
      const tried = input.password === "" ? ({ kind: "no_password" } as const) : await verifyLadderPassword(visitor, view, input.password, joinGuest);
      return await answerPassword(request, tried, { attempt: view.attempt, visitor, page });
    }
    case "passkey":
      return await answerPasskey(request, await proveLadderByPasskey(visitor, view, input.passkey, joinGuest), { visitor, page, waiting: true });
    case "not_mine":
      return await answerForm(request, await declineLadder(visitor, view, joinGuest), view.attempt, visitor);
    case "cancel":
      await cancelLadder(visitor, view, joinGuest);
      logOutcome("collision_declined", view.attempt);
      return seeOther(`/signin?${new URLSearchParams({ returnTo: view.attempt.returnTo })}`);
    default:
      return input satisfies never;
  }
});
