import { Button } from "#components/ui/button.tsx";
import { SelectField, TextField } from "#components/ui/field.tsx";
import { Card, PageFrame, PageTitle, Stack } from "#components/ui/layout.tsx";
import { t } from "#lib/i18n/index.ts";
import type { AttemptPage, AttemptSearch } from "#lib/ops/attempt-search.ts";
import { AttemptList } from "./attempt-list.tsx";
import { ReferenceSearch } from "./reference-search.tsx";
import { None, RoomyLink, Section } from "./section.tsx";
import type { Names } from "./words.ts";

type AttemptsPageProps = AttemptPage & {
  search: AttemptSearch;
  /** What was typed as a reference and is none. */
  notReference: string | undefined;
  outcomeOptions: readonly { value: string; text: string }[];
  methodOptions: readonly { value: string; text: string }[];
  names: Names;
};

function pageHref({ before: _before, ...search }: AttemptSearch, before: string | undefined): string {
  return `/ops/attempts?${new URLSearchParams({ ...search, ...(before === undefined ? {} : { before }) })}`;
}

function Filter({ search, outcomeOptions, methodOptions }: Pick<AttemptsPageProps, "search" | "outcomeOptions" | "methodOptions">) {
  return (
    <form method="get" action="/ops/attempts" className="grid gap-5">
      <div className="grid gap-5 sm:grid-cols-2">
        <SelectField name="outcome" label={t("ops.attempts.outcome")} placeholder={t("ops.attempts.anyOutcome")} options={outcomeOptions} defaultValue={search.outcome ?? ""} />
        <SelectField name="method" label={t("ops.attempts.method")} placeholder={t("ops.attempts.anyMethod")} options={methodOptions} defaultValue={search.method ?? ""} />
        <TextField name="from" type="date" label={t("ops.attempts.from")} hint={t("ops.attempts.days")} defaultValue={search.from ?? ""} />
        <TextField name="to" type="date" label={t("ops.attempts.to")} hint={t("ops.attempts.days")} defaultValue={search.to ?? ""} />
      </div>
      <div>
        <Button variant="secondary">{t("ops.attempts.filter")}</Button>
      </div>
    </form>
  );
}

/** Attempts: by number, or by what they have in common, a page at a time. */
export function AttemptsPage({ attempts, next, search, notReference, outcomeOptions, methodOptions, names }: AttemptsPageProps) {
  return (
    <PageFrame>
      <Stack gap="lg">
        <PageTitle lead={t("ops.attempts.lead")}>{t("ops.attempts.title")}</PageTitle>
        <Card>
          <ReferenceSearch value={notReference} error={notReference === undefined ? undefined : t("ops.attempts.notReference")} />
        </Card>
        <Section title={t("ops.attempts.filterTitle")}>
          <Filter search={search} outcomeOptions={outcomeOptions} methodOptions={methodOptions} />
        </Section>
        <Section title={t("ops.attempts.listTitle")}>{attempts.length === 0 ? <None>{t("ops.attempts.none")}</None> : <AttemptList attempts={attempts} names={names} />}</Section>
        <p className="flex flex-wrap gap-x-6">
          {search.before !== undefined && <RoomyLink href={pageHref(search, undefined)}>{t("ops.attempts.newest")}</RoomyLink>}
          {next !== null && <RoomyLink href={pageHref(search, next)}>{t("ops.attempts.older")}</RoomyLink>}
        </p>
      </Stack>
    </PageFrame>
  );
}
