import { z } from "zod";
import { seeOther } from "#lib/auth/answers.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { formRoute } from "#lib/http/form-route.ts";
import { languageCookie } from "#lib/http/language.ts";
import { pageBehind, samePage } from "#lib/http/return-to.ts";
import { locales } from "#lib/i18n/locale.ts";

/** The switch at the foot of every page: back to that page, in another language. */
export const POST = formRoute(z.object({ language: z.enum(locales) }), async ({ language }, request) => seeOther(samePage(pageBehind(request)), [languageCookie(language, visitorOf(request).secure)]));
