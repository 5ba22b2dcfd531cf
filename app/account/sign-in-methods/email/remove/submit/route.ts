import { z } from "zod";
import { removeAddress } from "#lib/auth/remove-address.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { formRoute } from "#lib/http/form-route.ts";

export const POST = formRoute(z.object({ action: z.literal("remove") }), async (_fields, request) => await removeAddress(request, visitorOf(request)));
