import { z } from "zod";
import { attemptField } from "#app/form-fields.ts";
import { logOutcome, seeOther } from "#lib/auth/answers.ts";
import { signInForm } from "#lib/auth/client-limit.ts";
import { answerForm } from "#lib/auth/complete.ts";
import { formEnd } from "#lib/auth/page-end.ts";
import { stayUser, switchUser, switchView } from "#lib/auth/switch-user.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { joinGuest } from "#lib/composition.ts";

const fields = z.object({ attempt: attemptField, action: z.enum(["switch", "stay"]) });

export const POST = signInForm("/signin/switch", fields, async ({ attempt, action }, request) => {
  const visitor = visitorOf(request);
  const view = await switchView(visitor, attempt);
  if (!view.ok) return await formEnd(request, view, visitor);
  if (action === "switch") return await answerForm(request, await switchUser(visitor, view.attempt, joinGuest), view.attempt, visitor);
  await stayUser(visitor, view.attempt, joinGuest);
  logOutcome("switch_declined", view.attempt);
  return seeOther(view.attempt.returnTo);
});
