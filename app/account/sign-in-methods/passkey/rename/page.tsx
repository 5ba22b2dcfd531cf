import { headers } from "next/headers";
import { missing } from "#app/missing.tsx";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { signedIn } from "#app/signed-in.ts";
import { titled } from "#app/titled.ts";
import { RenamePasskey } from "#components/account/passkeys/rename-passkey.tsx";
import { ownPasskey } from "#lib/auth/passkey-settings.ts";
import { formValues } from "#lib/http/form-values.ts";
import { passkeyProblem } from "#lib/methods/passkey/problem.ts";

export const generateMetadata = titled("passkey.rename.title");

export default async function RenamePasskeyPage({ searchParams }: { searchParams: SearchParams }) {
  const { user } = await signedIn("/account/sign-in-methods");
  const passkey = await ownPasskey(user.id, await queryValue(searchParams, "passkey"));
  if (!passkey) return missing();
  return <RenamePasskey passkey={passkey} typed={formValues(await headers()).name} problem={passkeyProblem(await queryValue(searchParams, "problem"))} />;
}
