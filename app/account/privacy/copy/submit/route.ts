import { z } from "zod";
import { visitorOf } from "#lib/auth/visitor.ts";
import { formRoute } from "#lib/http/form-route.ts";
import { askForCopy } from "#lib/privacy/copy/ask.ts";

const fields = z.object({ action: z.literal("make") });

export const POST = formRoute(fields, async (_input, request) => await askForCopy(request, visitorOf(request)));
