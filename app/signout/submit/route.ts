import { z } from "zod";
import { returnToField } from "#app/form-fields.ts";
import { seeOther } from "#lib/auth/answers.ts";
import { signedOutPath, signOut } from "#lib/auth/sign-out.ts";
import { formRoute } from "#lib/http/form-route.ts";
import { providerNames } from "#lib/sessions/methods.ts";

// `via` is what the page knew: the second send of a double click finds no session that could say it.
const via = z.enum(providerNames).optional().catch(undefined);
const fields = z.object({ scope: z.enum(["this", "everywhere"]).default("this"), returnTo: returnToField, via });

export const POST = formRoute(fields, async ({ scope, via: known }, request) => {
  const { cookies, method } = await signOut(request, scope);
  return seeOther(signedOutPath(method ?? known, request.headers.get("cookie")), cookies);
});
