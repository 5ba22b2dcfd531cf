import { z } from "zod";
import { attemptField, idField } from "#app/form-fields.ts";
import { signInForm } from "#lib/auth/client-limit.ts";
import { cancelLink, confirmLink, linkView, refuseLink } from "#lib/auth/link-account.ts";
import { visitorOf } from "#lib/auth/visitor.ts";

const fields = z.discriminatedUnion("action", [
  z.object({ action: z.enum(["link", "cancel"]), attempt: attemptField }),
  z.object({ action: z.literal("replace"), attempt: attemptField, replaces: idField }),
]);

export const POST = signInForm("/account/sign-in-methods/link/confirm", fields, async (input, request) => {
  const visitor = visitorOf(request);
  const view = await linkView(visitor, input.attempt);
  if (!view.ok) return await refuseLink(request, view, visitor);
  if (input.action === "cancel") return await cancelLink(view);
  return await confirmLink(request, visitor, view, { replaces: input.action === "replace" ? input.replaces : null });
});
