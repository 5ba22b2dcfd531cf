import { redirect } from "next/navigation";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { pageVisitor } from "#app/visitor.ts";
import { titled } from "#app/titled.ts";
import { ConfirmLink } from "#components/account/linking/confirm-link.tsx";
import { confirmLinkWish, linkView } from "#lib/auth/link-account.ts";
import { pageEnd } from "#lib/auth/page-end.ts";
import { settingsPage } from "#lib/auth/settings-paths.ts";
import { stepUpPath } from "#lib/auth/step-up.ts";
import { providerLabel } from "#lib/auth/switched-on.ts";

export const generateMetadata = titled("linking.confirm.metaTitle");

export default async function ConfirmLinkPage({ searchParams }: { searchParams: SearchParams }) {
  const visitor = await pageVisitor();
  const id = await queryValue(searchParams, "attempt");
  if (id === undefined) redirect(settingsPage);
  const view = await linkView(visitor, id);
  if (!view.ok) redirect(await pageEnd(view, visitor));
  const first = await stepUpPath(view.session, confirmLinkWish(view.attempt.id));
  if (first) redirect(first);
  const { attempt, provider, name, email, session, replaces } = view;
  return <ConfirmLink attempt={attempt.id} provider={providerLabel(provider)} name={name} email={email} currentName={session.user.name ?? session.user.email} replaces={replaces} />;
}
