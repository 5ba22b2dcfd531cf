import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { signedIn } from "#app/signed-in.ts";
import { pageVisitor } from "#app/visitor.ts";
import { MergeUndone, UndoMerge } from "#components/account/merge/undo-merge.tsx";
import { mergeUndonePath, undoMergePage, undoMergePath } from "#lib/auth/merge/paths.ts";
import { undoMergeView } from "#lib/auth/merge/undo-merge.ts";
import { personalDataEntries } from "#lib/composition.ts";
import { t } from "#lib/i18n/index.ts";

export async function generateMetadata({ searchParams }: { searchParams: SearchParams }): Promise<Metadata> {
  return { title: (await queryValue(searchParams, "done")) === "undone" ? t("merge.undo.doneTitle") : t("merge.undo.metaTitle") };
}

export default async function UndoMergeRoute({ searchParams }: { searchParams: SearchParams }) {
  const [merge, done] = [await queryValue(searchParams, "merge"), await queryValue(searchParams, "done")];
  const { session } = await signedIn(merge === undefined ? (done === "undone" ? mergeUndonePath : undoMergePage) : undoMergePath(merge));
  if (done === "undone") return <MergeUndone />;
  if (merge === undefined) redirect("/account");
  const view = await undoMergeView(await pageVisitor(), session, merge, personalDataEntries);
  if (view.kind === "elsewhere") redirect(view.path);
  return <UndoMerge view={view.view} />;
}
