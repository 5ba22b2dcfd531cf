import { redirect } from "next/navigation";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { pageVisitor } from "#app/visitor.ts";
import { titled } from "#app/titled.ts";
import { ClaimedAddress } from "#components/auth/claimed-address.tsx";
import { claimView } from "#lib/auth/claimed-address.ts";
import { pageEnd } from "#lib/auth/page-end.ts";
import { isAway } from "#lib/auth/provider-health.ts";
import { providerLabel } from "#lib/auth/switched-on.ts";
import { t } from "#lib/i18n/index.ts";
import { passkeyProblem } from "#lib/methods/passkey/problem.ts";

export const generateMetadata = titled("auth.yours.title");

export default async function ClaimedAddressPage({ searchParams }: { searchParams: SearchParams }) {
  const visitor = await pageVisitor();
  const id = await queryValue(searchParams, "attempt");
  if (id === undefined) redirect("/signin");
  const view = await claimView(visitor, id);
  if (!view.ok) redirect(await pageEnd(view, visitor));
  const providers = view.providers.map((name) => ({ name, label: providerLabel(name), away: isAway(name) }));
  const asker = view.asker ? { name: view.asker.name ?? view.asker.email } : undefined;
  const problem = passkeyProblem(await queryValue(searchParams, "problem"));
  return <ClaimedAddress email={view.email.address} providers={providers} asker={asker} problem={problem && t(`outcomes.${problem}.happened`)} fields={{ attempt: view.attempt.id }} />;
}
