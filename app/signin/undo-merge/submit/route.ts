import { z } from "zod";
import { mailTokenField } from "#app/form-fields.ts";
import { seeOther } from "#lib/auth/answers.ts";
import { signInForm } from "#lib/auth/client-limit.ts";
import { takeApartByLink } from "#lib/auth/merge/undo-by-link.ts";
import { personalDataEntries } from "#lib/composition.ts";
import { refusedForm } from "#lib/http/form-route.ts";

export const POST = signInForm("/signin/undo-merge", z.object({ token: mailTokenField }), async ({ token }, request) => {
  const undone = await takeApartByLink(token, personalDataEntries);
  return undone.kind === "undone" ? seeOther("/signin/undo-merge?done=undone") : await refusedForm(request, undone.outcome);
});
