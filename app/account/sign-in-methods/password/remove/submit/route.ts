import { z } from "zod";
import { removeOwnPassword, removePasswordPage } from "#lib/auth/own-password.ts";
import { answerOwnPassword } from "#lib/auth/password-answers.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { formRoute } from "#lib/http/form-route.ts";

const fields = z.object({ action: z.literal("remove") });

export const POST = formRoute(fields, async (_input, request) => {
  const visitor = visitorOf(request);
  return await answerOwnPassword(request, await removeOwnPassword(visitor), { page: removePasswordPage, visitor });
});
