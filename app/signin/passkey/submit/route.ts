import { z } from "zod";
import { passkeyField, returnToField } from "#app/form-fields.ts";
import { signInForm } from "#lib/auth/client-limit.ts";
import { answerPasskey } from "#lib/auth/passkey-answers.ts";
import { signInByPasskey } from "#lib/auth/passkey-sign-in.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { joinGuest } from "#lib/composition.ts";
import { safeReturnTo } from "#lib/http/return-to.ts";

const fields = z.object({ passkey: passkeyField, returnTo: returnToField });

export const POST = signInForm("/signin/passkey", fields, async ({ passkey, returnTo }, request) => {
  const visitor = visitorOf(request);
  const page = `/signin?${new URLSearchParams({ returnTo: safeReturnTo(returnTo) })}`;
  return await answerPasskey(request, await signInByPasskey(visitor, { response: passkey, returnTo }, joinGuest), { visitor, page });
});
