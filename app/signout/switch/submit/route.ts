import { z } from "zod";
import { returnToField } from "#app/form-fields.ts";
import { seeOther } from "#lib/auth/answers.ts";
import { leaveForAnother } from "#lib/auth/switch-account.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { carryGuestBag } from "#lib/composition.ts";
import { formRoute } from "#lib/http/form-route.ts";
import { safeReturnTo } from "#lib/http/return-to.ts";

const fields = z.object({ bag: z.enum(["take", "leave"]), returnTo: returnToField });

export const POST = formRoute(fields, async ({ bag, returnTo }, request) => {
  const cookies = await leaveForAnother(visitorOf(request), bag === "take" ? carryGuestBag : null);
  return seeOther(`/signin?${new URLSearchParams({ returnTo: safeReturnTo(returnTo) })}`, cookies);
});
