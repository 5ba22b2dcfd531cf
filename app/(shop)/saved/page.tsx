import { currentOwner } from "#app/(shop)/current-owner.ts";
import { titled } from "#app/titled.ts";
import { EmptyState } from "#components/shop/empty-state.tsx";
import { FlashNotice } from "#components/shop/flash-notice.tsx";
import { ProblemNotice } from "#components/shop/problem-notice.tsx";
import { SavedList } from "#components/shop/saved-list.tsx";
import { PageFrame, PageTitle, Stack } from "#components/ui/layout.tsx";
import { database } from "#lib/db/client.ts";
import { t } from "#lib/i18n/index.ts";
import { type Query, readFlash } from "#lib/shop/flash.ts";
import { readProblem } from "#lib/shop/problem.ts";
import { viewSaved } from "#lib/shop/saved.ts";

export const generateMetadata = titled("shop.saved.title");

/** Saved items, of guests and users alike. */
export default async function SavedPage({ searchParams }: { searchParams: Promise<Query> }) {
  const query = await searchParams;
  const [flash, problem] = [readFlash(query), readProblem(query)];
  const owner = await currentOwner();
  const saved = owner ? await viewSaved(database().db, owner) : [];
  const hint = owner?.kind === "user" ? undefined : t("shop.saved.guestHint");
  return (
    <PageFrame>
      <Stack gap="lg">
        {problem && <ProblemNotice problem={problem} />}
        {flash && <FlashNotice flash={flash} here="/saved" />}
        <PageTitle lead={saved.length > 0 ? hint : undefined}>{t("shop.saved.title")}</PageTitle>
        {saved.length > 0 ? (
          <SavedList products={saved} />
        ) : (
          <EmptyState title={t("shop.saved.emptyTitle")} text={t("shop.saved.empty")} signIn={hint ? { hint, href: "/signin?returnTo=%2Fsaved" } : undefined} />
        )}
      </Stack>
    </PageFrame>
  );
}
