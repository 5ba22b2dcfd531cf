import { z } from "zod";
import { endOtherSessions } from "#lib/auth/end-other-sessions.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { formRoute } from "#lib/http/form-route.ts";

export const POST = formRoute(z.object({ scope: z.literal("others") }), async (_fields, request) => await endOtherSessions(visitorOf(request)));
