import { z } from "zod";
import { idField } from "#app/form-fields.ts";
import { isSwitchedOn } from "#lib/accounts/usable-provider.ts";
import { limitedForm } from "#lib/auth/client-limit.ts";
import { startLink } from "#lib/auth/link-account.ts";
import { startReconnect } from "#lib/auth/reconnect.ts";
import { settingsPage } from "#lib/auth/settings-paths.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { providerNames } from "#lib/sessions/methods.ts";

const provider = z.enum(providerNames).refine((name) => isSwitchedOn(name));
const fields = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("link"), provider }),
  // A page that was open before an update names no account.
  z.object({ intent: z.literal("reconnect"), provider, account: idField.optional() }),
]);

export const POST = limitedForm("sign_in_from_client", "/account/sign-in-methods/link", fields, async (input, request) => {
  if (input.intent === "link") return await startLink(request, visitorOf(request), input.provider);
  return await startReconnect(request, visitorOf(request), { provider: input.provider, account: input.account, returnTo: settingsPage });
});
