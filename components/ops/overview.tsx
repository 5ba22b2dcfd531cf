import { Fragment, type ReactNode } from "react";
import { PageFrame, PageTitle, Stack } from "#components/ui/layout.tsx";
import { t } from "#lib/i18n/index.ts";
import type { OutcomeCount } from "#lib/ops/today.ts";
import { ReferenceSearch } from "./reference-search.tsx";
import { None, RoomyLink, Section } from "./section.tsx";
import { whoseInWords } from "./words.ts";

/** A code of ours, which may break behind each of its words: on a phone it is longer than its column. */
function Code({ children }: { children: string }) {
  return children.split(/(?<=_)/).map((part) => (
    <Fragment key={part}>
      {part}
      <wbr />
    </Fragment>
  ));
}

function Row({ row: { outcome, count }, day }: { row: OutcomeCount; day: string }) {
  const cell = "px-1.5 py-2 align-middle first:pl-0 last:pr-0 sm:px-3 sm:first:pl-0 sm:last:pr-0";
  return (
    <tr className="border-t border-line">
      <th scope="row" className={`${cell} text-left font-normal`}>
        <a href={`/ops/attempts?${new URLSearchParams({ outcome: outcome ?? "under_way", from: day })}`} className="text-link inline-flex min-h-11 items-center">
          {outcome === null ? t("ops.overview.underWay") : <span><Code>{outcome}</Code></span>}
        </a>
      </th>
      <td className={`${cell} text-soft`}>{outcome === null ? "" : whoseInWords(outcome)}</td>
      <td className={`${cell} text-right tabular-nums`}>{count}</td>
    </tr>
  );
}

function Today({ counts, day }: { counts: readonly OutcomeCount[]; day: string }) {
  const head = "px-1.5 pb-2 text-sm font-medium text-soft first:pl-0 last:pr-0 sm:px-3 sm:first:pl-0 sm:last:pr-0";
  return (
    <table className="w-full border-collapse break-normal">
      <caption className="pb-3 text-left text-soft">{t("ops.overview.total", { count: counts.reduce((sum, { count }) => sum + count, 0) })}</caption>
      <thead>
        <tr>
          <th scope="col" className={`${head} text-left`}>
            {t("ops.overview.outcome")}
          </th>
          <th scope="col" className={`${head} text-left`}>
            {t("ops.overview.whose")}
          </th>
          <th scope="col" className={`${head} text-right`}>
            {t("ops.overview.count")}
          </th>
        </tr>
      </thead>
      <tbody>
        {counts.map((row) => (
          <Row key={row.outcome ?? ""} row={row} day={day} />
        ))}
      </tbody>
    </table>
  );
}

/**
 * The first page of the operator.
 * @param children what it says of longer times
 * @param day today in UTC, as an attempt search takes it
 */
export function Overview({ counts, day, children }: { counts: readonly OutcomeCount[]; day: string; children?: ReactNode }) {
  return (
    <PageFrame>
      <Stack gap="lg">
        <PageTitle lead={t("ops.overview.lead")}>{t("ops.overview.title")}</PageTitle>
        <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,22rem)]">
          <Section title={t("ops.overview.todayTitle")}>{counts.length === 0 ? <None>{t("ops.overview.none")}</None> : <Today counts={counts} day={day} />}</Section>
          <Section title={t("ops.overview.findTitle")}>
            <Stack>
              <ReferenceSearch />
              <p className="grid">
                <RoomyLink href="/ops/users">{t("ops.overview.users")}</RoomyLink>
                <RoomyLink href="/ops/attempts">{t("ops.overview.allAttempts")}</RoomyLink>
                <RoomyLink href="/ops/doctor">{t("ops.overview.doctor")}</RoomyLink>
              </p>
            </Stack>
          </Section>
        </div>
        {children}
      </Stack>
    </PageFrame>
  );
}
