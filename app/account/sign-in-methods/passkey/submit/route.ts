import { z } from "zod";
import { nameField, passkeyField, returnToField } from "#app/form-fields.ts";
import { logOutcome, seeOther } from "#lib/auth/answers.ts";
import { passkeyPageAgain } from "#lib/auth/passkey-answers.ts";
import { addPasskeyPath } from "#lib/auth/passkey-options.ts";
import { addOwnPasskey } from "#lib/auth/passkey-settings.ts";
import { addingFor, afterAdding, settingsPage } from "#lib/auth/settings-paths.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { formRoute, refusedForm } from "#lib/http/form-route.ts";
import { passkeyName } from "#lib/methods/passkey/name.ts";
import { isPasskeyProblem } from "#lib/methods/passkey/problem.ts";

const fields = z.object({ name: nameField, passkey: passkeyField, returnTo: returnToField });

export const POST = formRoute(fields, async (input, request) => {
  const typed = { name: input.name.slice(0, 200) };
  const returnTo = afterAdding(input.returnTo);
  const page = addingFor(addPasskeyPath, returnTo);
  const name = passkeyName(input.name);
  if (name === null) return await passkeyPageAgain(request, page, "passkey_name_invalid", typed);
  const added = await addOwnPasskey(visitorOf(request), { response: input.passkey, name, returnTo });
  if (added.kind === "answer") return added.response;
  if (added.result.kind === "added") return seeOther(returnTo === settingsPage ? `${settingsPage}?done=passkey_added` : returnTo, added.cookies);
  const { outcome } = added.result;
  if (!isPasskeyProblem(outcome)) return await refusedForm(request, outcome);
  logOutcome(outcome, null, { event: "attempt.refused" });
  return await passkeyPageAgain(request, page, outcome, typed);
});
