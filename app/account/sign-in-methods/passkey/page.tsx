import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { signedIn } from "#app/signed-in.ts";
import { titled } from "#app/titled.ts";
import { AddPasskey } from "#components/account/passkeys/add-passkey.tsx";
import { addPasskeyPath } from "#lib/auth/passkey-options.ts";
import { addingFor, afterAdding } from "#lib/auth/settings-paths.ts";
import { stepUpPath } from "#lib/auth/step-up.ts";
import { formValues } from "#lib/http/form-values.ts";
import { deviceOf } from "#lib/methods/passkey/name.ts";
import { passkeyProblem } from "#lib/methods/passkey/problem.ts";

export const generateMetadata = titled("passkey.add.title");

export default async function AddPasskeyPage({ searchParams }: { searchParams: SearchParams }) {
  const returnTo = afterAdding(await queryValue(searchParams, "returnTo"));
  const page = addingFor(addPasskeyPath, returnTo);
  const { session } = await signedIn(page);
  const first = await stepUpPath(session, { purpose: "add_passkey", returnTo: page });
  if (first) redirect(first);
  const all = await headers();
  return <AddPasskey returnTo={returnTo} device={deviceOf(all.get("user-agent"))} now={new Date()} typed={formValues(all).name} problem={passkeyProblem(await queryValue(searchParams, "problem"))} />;
}
