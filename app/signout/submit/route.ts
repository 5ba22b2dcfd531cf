import { z } from "zod";
import { returnToField } from "#app/form-fields.ts";
import { seeOther } from "#lib/auth/answers.ts";
import { signOut } from "#lib/auth/sign-out.ts";
import { formRoute } from "#lib/http/form-route.ts";

const fields = z.object({ scope: z.enum(["this", "everywhere"]).default("this"), returnTo: returnToField });

export const POST = formRoute(fields, async ({ scope }, request) => seeOther("/signout", await signOut(request, scope)));
