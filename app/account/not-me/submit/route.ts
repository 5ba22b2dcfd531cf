import { z } from "zod";
import { sayNotMe } from "#lib/auth/not-me.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { formRoute } from "#lib/http/form-route.ts";

const fields = z.object({ since: z.enum(["hour", "day", "week", "month"]) });

export const POST = formRoute(fields, async ({ since }, request) => await sayNotMe(request, visitorOf(request), since));
