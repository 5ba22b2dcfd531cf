import { redirect } from "next/navigation";
import { headerFacts } from "#app/header-facts.ts";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { stayingProvider } from "#app/staying-provider.ts";
import { titled } from "#app/titled.ts";
import { UseAnotherAccount } from "#components/auth/use-another-account.tsx";
import { knownAuth } from "#lib/auth/session.ts";
import { safeReturnTo } from "#lib/http/return-to.ts";

export const generateMetadata = titled("linking.another.metaTitle");

export default async function UseAnotherAccountPage({ searchParams }: { searchParams: SearchParams }) {
  const returnTo = safeReturnTo(await queryValue(searchParams, "returnTo"));
  const session = await knownAuth();
  if (session.state === "signed_out") redirect(`/signin?${new URLSearchParams({ returnTo })}`);
  const { bagCount } = await headerFacts();
  return <UseAnotherAccount {...stayingProvider(session.session.method)} name={session.user.name ?? session.user.email} bagCount={bagCount ?? 0} returnTo={returnTo} />;
}
