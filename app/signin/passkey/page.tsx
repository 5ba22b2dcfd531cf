import { redirect } from "next/navigation";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { safeReturnTo } from "#lib/http/return-to.ts";

/** The passkey is asked for on /signin; this address takes the form, and sends readers there. */
export default async function PasskeyPage({ searchParams }: { searchParams: SearchParams }) {
  redirect(`/signin?${new URLSearchParams({ returnTo: safeReturnTo(await queryValue(searchParams, "returnTo")) })}`);
}
