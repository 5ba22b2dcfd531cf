import type { Metadata } from "next";
import { headers } from "next/headers";
import { missing } from "#app/missing.tsx";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { signedIn } from "#app/signed-in.ts";
import { RenamePasskey } from "#components/account/passkeys/rename-passkey.tsx";
import { ownPasskey } from "#lib/auth/passkey-settings.ts";
import { formValues } from "#lib/http/form-values.ts";
import { t } from "#lib/i18n/index.ts";
import { passkeyProblem } from "#lib/methods/passkey/problem.ts";

export const metadata: Metadata = { title: t("passkey.rename.title") };

export default async function RenamePasskeyPage({ searchParams }: { searchParams: SearchParams }) {
  const { user } = await signedIn("/account/sign-in-methods");
  const passkey = await ownPasskey(user.id, await queryValue(searchParams, "passkey"));
  if (!passkey) return missing();
  return <RenamePasskey passkey={passkey} typed={formValues(await headers()).name} problem={passkeyProblem(await queryValue(searchParams, "problem"))} />;
}
