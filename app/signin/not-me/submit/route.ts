import { z } from "zod";
import { mailTokenField } from "#app/form-fields.ts";
import { signInForm } from "#lib/auth/client-limit.ts";
import { sayNotMeByLink } from "#lib/auth/not-me.ts";
import { visitorOf } from "#lib/auth/visitor.ts";

export const POST = signInForm("/signin/not-me", z.object({ token: mailTokenField }), async ({ token }, request) => await sayNotMeByLink(request, visitorOf(request), token));
