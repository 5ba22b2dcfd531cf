import { z } from "zod";
import { endOtherSessions, endOthersStarts } from "#lib/auth/end-other-sessions.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { formRoute } from "#lib/http/form-route.ts";

const fields = z.object({ scope: z.literal("others"), returnTo: z.enum(endOthersStarts).optional() });

export const POST = formRoute(fields, async ({ returnTo }, request) => await endOtherSessions(visitorOf(request), returnTo));
