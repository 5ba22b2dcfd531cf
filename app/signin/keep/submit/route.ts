import { z } from "zod";
import { attemptField } from "#app/form-fields.ts";
import { logOutcome, seeOther } from "#lib/auth/answers.ts";
import { signInForm } from "#lib/auth/client-limit.ts";
import { answerForm } from "#lib/auth/complete.ts";
import { leftPath } from "#lib/auth/deletion/delete-account.ts";
import { keepByPerson, keepPage, keepView, leaveByPerson } from "#lib/auth/deletion/keep-account.ts";
import { formEnd } from "#lib/auth/page-end.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { joinGuest } from "#lib/composition.ts";

const fields = z.object({ attempt: attemptField, action: z.enum(["keep", "leave"]) });

export const POST = signInForm(keepPage, fields, async ({ attempt, action }, request) => {
  const visitor = visitorOf(request);
  const view = await keepView(visitor, attempt);
  if (!view.ok) return await formEnd(request, view, visitor);
  if (action === "keep") return await answerForm(request, await keepByPerson(visitor, view.attempt, joinGuest), view.attempt, visitor);
  await leaveByPerson(visitor, view.attempt, joinGuest);
  logOutcome("keep_declined", view.attempt);
  return seeOther(leftPath(view.dueAt));
});
