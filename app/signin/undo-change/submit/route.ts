import { z } from "zod";
import { mailTokenField } from "#app/form-fields.ts";
import { seeOther } from "#lib/auth/answers.ts";
import { signInForm } from "#lib/auth/client-limit.ts";
import { takeChangeBack } from "#lib/auth/undo-change.ts";
import { refusedForm } from "#lib/http/form-route.ts";

export const POST = signInForm("/signin/undo-change", z.object({ token: mailTokenField }), async ({ token }, request) => {
  const undone = await takeChangeBack(token);
  return undone.kind === "good" ? seeOther("/signin/undo-change?done=undone") : await refusedForm(request, undone.outcome);
});
