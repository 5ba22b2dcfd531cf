import { redirect } from "next/navigation";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { pageVisitor } from "#app/visitor.ts";
import { titled } from "#app/titled.ts";
import { MergePreviewPage } from "#components/account/merge/merge-preview.tsx";
import { mergePreviewView } from "#lib/auth/merge/merge-accounts.ts";
import { mergePage } from "#lib/auth/merge/paths.ts";
import { providerLabel } from "#lib/auth/switched-on.ts";
import { personalDataEntries } from "#lib/composition.ts";

export const generateMetadata = titled("merge.preview.metaTitle");

export default async function MergePreviewRoute({ searchParams }: { searchParams: SearchParams }) {
  const attempt = await queryValue(searchParams, "attempt");
  if (attempt === undefined) redirect(mergePage);
  const view = await mergePreviewView(await pageVisitor(), attempt, personalDataEntries);
  if (view.kind === "elsewhere") redirect(view.path);
  const { kept, merged } = view.preview;
  const labels = { kept: kept.linked.map(providerLabel), merged: merged.linked.map(providerLabel) };
  return <MergePreviewPage preview={view.preview} signedIn={view.signedIn} labels={labels} attempt={view.attempt.id} />;
}
