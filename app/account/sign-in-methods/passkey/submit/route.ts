import { z } from "zod";
import { nameField, passkeyField } from "#app/form-fields.ts";
import { logOutcome, seeOther } from "#lib/auth/answers.ts";
import { passkeyPageAgain } from "#lib/auth/passkey-answers.ts";
import { addPasskeyPath } from "#lib/auth/passkey-options.ts";
import { addOwnPasskey } from "#lib/auth/passkey-settings.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { formRoute, refusedForm } from "#lib/http/form-route.ts";
import { passkeyName } from "#lib/methods/passkey/name.ts";
import { isPasskeyProblem } from "#lib/methods/passkey/problem.ts";

const fields = z.object({ name: nameField, passkey: passkeyField });

export const POST = formRoute(fields, async (input, request) => {
  const typed = { name: input.name.slice(0, 200) };
  const name = passkeyName(input.name);
  if (name === null) return await passkeyPageAgain(request, addPasskeyPath, "passkey_name_invalid", typed);
  const added = await addOwnPasskey(visitorOf(request), { response: input.passkey, name });
  if (added.kind === "answer") return added.response;
  if (added.result.kind === "added") return seeOther("/account/sign-in-methods?done=passkey_added", added.cookies);
  const { outcome } = added.result;
  if (!isPasskeyProblem(outcome)) return await refusedForm(request, outcome);
  logOutcome(outcome, null, { event: "attempt.refused" });
  return await passkeyPageAgain(request, addPasskeyPath, outcome, typed);
});
