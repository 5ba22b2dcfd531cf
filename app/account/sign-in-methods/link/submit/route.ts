import { z } from "zod";
import { isSwitchedOn } from "#lib/accounts/usable-provider.ts";
import { limitedForm } from "#lib/auth/client-limit.ts";
import { startLink } from "#lib/auth/link-account.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { providerNames } from "#lib/sessions/methods.ts";

const fields = z.object({ provider: z.enum(providerNames).refine((name) => isSwitchedOn(name)), intent: z.enum(["link", "reconnect"]) });

export const POST = limitedForm("sign_in_from_client", "/account/sign-in-methods/link", fields, async (input, request) => await startLink(request, visitorOf(request), input));
