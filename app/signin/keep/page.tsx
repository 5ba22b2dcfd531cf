import { redirect } from "next/navigation";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { titled } from "#app/titled.ts";
import { pageVisitor } from "#app/visitor.ts";
import { KeepAccount } from "#components/account/deletion/keep-account.tsx";
import { keepView } from "#lib/auth/deletion/keep-account.ts";
import { pageEnd } from "#lib/auth/page-end.ts";

export const generateMetadata = titled("deletion.keep.title");

export default async function KeepPage({ searchParams }: { searchParams: SearchParams }) {
  const visitor = await pageVisitor();
  const id = await queryValue(searchParams, "attempt");
  if (id === undefined) redirect("/signin");
  const view = await keepView(visitor, id);
  if (!view.ok) redirect(await pageEnd(view, visitor));
  return <KeepAccount attempt={view.attempt.id} dueAt={view.dueAt} account={view.account} newPassword={view.newPassword} current={view.current} />;
}
