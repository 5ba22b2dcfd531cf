import { z } from "zod";
import { returnToField } from "#app/form-fields.ts";
import { seeOther } from "#lib/auth/answers.ts";
import { sharedComputerCookie } from "#lib/auth/shared-computer.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { formRoute } from "#lib/http/form-route.ts";
import { safeReturnTo } from "#lib/http/return-to.ts";

const fields = z.object({ computer: z.enum(["shared", "own"]), returnTo: returnToField });

export const POST = formRoute(fields, async ({ computer, returnTo }, request) =>
  seeOther(`/signin?${new URLSearchParams({ returnTo: safeReturnTo(returnTo) })}`, [sharedComputerCookie(computer === "shared", visitorOf(request).secure)]));
