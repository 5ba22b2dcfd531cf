import { z } from "zod";
import { idField, nameField } from "#app/form-fields.ts";
import { seeOther } from "#lib/auth/answers.ts";
import { passkeyPageAgain } from "#lib/auth/passkey-answers.ts";
import { addPasskeyPath } from "#lib/auth/passkey-options.ts";
import { renameOwnPasskey } from "#lib/auth/passkey-settings.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { formRoute } from "#lib/http/form-route.ts";
import { passkeyName } from "#lib/methods/passkey/name.ts";

const settings = "/account/sign-in-methods";

export const POST = formRoute(z.object({ passkey: idField, name: nameField }), async (input, request) => {
  const session = await visitorOf(request).session();
  if (!session) return seeOther(`/signin?${new URLSearchParams({ returnTo: settings })}`);
  const page = `${addPasskeyPath}/rename?${new URLSearchParams({ passkey: input.passkey })}`;
  const name = passkeyName(input.name);
  if (name === null) return await passkeyPageAgain(request, page, "passkey_name_invalid", { name: input.name.slice(0, 200) });
  // Another person's, or one that is gone: the page says that it is not there.
  return seeOther((await renameOwnPasskey(session.userId, input.passkey, name)) ? `${settings}?done=passkey_renamed` : page);
});
