import { redirect } from "next/navigation";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { pageVisitor } from "#app/visitor.ts";
import { titled } from "#app/titled.ts";
import { SwitchUser } from "#components/auth/switch-user.tsx";
import { pageEnd } from "#lib/auth/page-end.ts";
import { linkPath } from "#lib/auth/settings-paths.ts";
import { switchView } from "#lib/auth/switch-user.ts";
import { providerLabel } from "#lib/auth/switched-on.ts";

export const generateMetadata = titled("auth.switchUser.title");

export default async function SwitchUserPage({ searchParams }: { searchParams: SearchParams }) {
  const visitor = await pageVisitor();
  const id = await queryValue(searchParams, "attempt");
  if (id === undefined) redirect("/signin");
  const view = await switchView(visitor, id);
  if (!view.ok) redirect(await pageEnd(view, visitor));
  const link = view.signedIn && !view.known ? linkPath(view.provider) : undefined;
  return <SwitchUser link={link} provider={providerLabel(view.provider)} currentName={view.currentName} newName={view.newName} known={view.known} fields={{ attempt: view.attempt.id }} />;
}
