import { z } from "zod";
import { passwordField } from "#app/form-fields.ts";
import { passwordPage, setOwnPassword } from "#lib/auth/own-password.ts";
import { answerOwnPassword } from "#lib/auth/password-answers.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { formRoute } from "#lib/http/form-route.ts";

const fields = z.object({ password: passwordField, endOthers: z.literal("yes").optional() });

export const POST = formRoute(fields, async ({ password, endOthers }, request) => {
  const visitor = visitorOf(request);
  const page = endOthers ? passwordPage : `${passwordPage}?others=stay`;
  return await answerOwnPassword(request, await setOwnPassword(visitor, { password, endOthers: endOthers === "yes" }), { page, visitor });
});
