import { z } from "zod";
import { idField } from "#app/form-fields.ts";
import { seeOther } from "#lib/auth/answers.ts";
import { removeOwnPasskey } from "#lib/auth/passkey-settings.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { formRoute, refusedForm } from "#lib/http/form-route.ts";

export const POST = formRoute(z.object({ passkey: idField }), async ({ passkey }, request) => {
  const removed = await removeOwnPasskey(visitorOf(request), passkey);
  if (removed.kind === "answer") return removed.response;
  if (removed.result === "last_sign_in_method") return await refusedForm(request, "last_sign_in_method");
  return seeOther("/account/sign-in-methods?done=passkey_removed", removed.cookies);
});
