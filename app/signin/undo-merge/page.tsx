import { redirect } from "next/navigation";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { titled } from "#app/titled.ts";
import { MergeUndoneByLink, UndoMergeByLink } from "#components/auth/undo-merge-by-link.tsx";
import { logOutcome } from "#lib/auth/answers.ts";
import { mergeLinkView } from "#lib/auth/merge/undo-by-link.ts";
import { recoveryPath } from "#lib/http/form-route.ts";

export const generateMetadata = titled("merge.undo.metaTitle");

/** Where the link in the notice of a merge leads. It asks; only the button does anything. */
export default async function UndoMergeByLinkPage({ searchParams }: { searchParams: SearchParams }) {
  if ((await queryValue(searchParams, "done")) === "undone") return <MergeUndoneByLink />;
  const token = await queryValue(searchParams, "token");
  const view = await mergeLinkView(token);
  if (view.kind === "refused") redirect(recoveryPath(view.outcome, logOutcome(view.outcome, null, { event: "attempt.answered" })));
  const { address, merge } = view.linked;
  return <UndoMergeByLink email={address} mergedAt={merge.createdAt} token={token ?? ""} />;
}
