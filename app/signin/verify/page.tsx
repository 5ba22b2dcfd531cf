import { redirect } from "next/navigation";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { pageVisitor } from "#app/visitor.ts";
import { titled } from "#app/titled.ts";
import { ConfirmLink, LinkElsewhere } from "#components/auth/email-link.tsx";
import { linkView } from "#lib/auth/email-link.ts";
import { pageEnd } from "#lib/auth/page-end.ts";
import { providerLabel } from "#lib/auth/switched-on.ts";

export const generateMetadata = titled("auth.link.metaTitle");

/** Where the link in a mail leads. It asks; only the button does anything. A code is entered on /signin/check-email. */
export default async function VerifyPage({ searchParams }: { searchParams: SearchParams }) {
  const query = await searchParams;
  const attempt = await queryValue(searchParams, "attempt");
  if (!("token" in query)) redirect(attempt ? `/signin/check-email?${new URLSearchParams({ attempt })}` : "/signin");
  const visitor = await pageVisitor();
  const view = await linkView(visitor, query.token);
  if (view.kind === "ended") redirect(await pageEnd(view, visitor));
  return view.kind === "elsewhere" ? <LinkElsewhere /> : <ConfirmLink email={view.address} purpose={view.purpose} provider={providerLabel(view.attempt.method)} token={view.token} current={view.current} />;
}
