import { currentOwner } from "#app/(shop)/current-owner.ts";
import { titled } from "#app/titled.ts";
import { BagLines } from "#components/shop/bag-lines.tsx";
import { BagSummary } from "#components/shop/bag-summary.tsx";
import { EmptyState } from "#components/shop/empty-state.tsx";
import { FlashNotice } from "#components/shop/flash-notice.tsx";
import { ProblemNotice } from "#components/shop/problem-notice.tsx";
import { VanishedNotice } from "#components/shop/vanished-notice.tsx";
import { PageFrame, PageTitle, Stack } from "#components/ui/layout.tsx";
import { database } from "#lib/db/client.ts";
import { t } from "#lib/i18n/index.ts";
import { viewBag } from "#lib/shop/bag.ts";
import { type Query, readFlash } from "#lib/shop/flash.ts";
import { readProblem } from "#lib/shop/problem.ts";

export const generateMetadata = titled("shop.bag.title");

/** The bag, of guests and users alike. */
export default async function BagPage({ searchParams }: { searchParams: Promise<Query> }) {
  const query = await searchParams;
  const [flash, problem] = [readFlash(query), readProblem(query)];
  const owner = await currentOwner();
  const bag = owner ? await viewBag(database().db, owner) : null;
  const guest = owner?.kind !== "user";
  const signIn = guest ? { hint: t("shop.bag.emptySignIn"), href: "/signin?returnTo=%2Fbag" } : undefined;
  return (
    <PageFrame>
      <Stack gap="lg">
        {problem && <ProblemNotice problem={problem} fieldShown={bag?.lines.some((line) => line.product.id === problem.productId)} />}
        {flash && <FlashNotice flash={flash} here="/bag" />}
        <PageTitle>{t("shop.bag.title")}</PageTitle>
        {bag && bag.vanished > 0 && <VanishedNotice count={bag.vanished} returnTo="/bag" />}
        {bag && bag.lines.length > 0 ? (
          <div className="grid items-start gap-10 lg:grid-cols-[minmax(0,1fr)_22rem] lg:gap-16">
            <BagLines lines={bag.lines} problem={problem} />
            <BagSummary bag={bag} guest={guest} />
          </div>
        ) : (
          <EmptyState title={t("shop.bag.emptyTitle")} text={t("shop.bag.empty")} signIn={signIn} />
        )}
      </Stack>
    </PageFrame>
  );
}
