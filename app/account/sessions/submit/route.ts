import { z } from "zod";
import { idField } from "#app/form-fields.ts";
import { endOwnSession } from "#lib/auth/own-sessions.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { formRoute } from "#lib/http/form-route.ts";

export const POST = formRoute(z.object({ session: idField }), async ({ session }, request) => await endOwnSession(visitorOf(request), session));
