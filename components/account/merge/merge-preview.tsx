import type { ReactNode } from "react";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Card, DefinitionList, PageFrame, PageTitle, Stack } from "#components/ui/layout.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { PersonText } from "#components/ui/person-text.tsx";
import { BulletList } from "#components/ui/prose.tsx";
import type { MergeField, MergePreview, MergeSide, MergeSideView } from "#lib/accounts/merge/types.ts";
import { listed } from "#lib/i18n/format.ts";
import { t } from "#lib/i18n/index.ts";
import { countsInWords, droppedInWords, keptInWords, waysAfterInWords, waysInWords } from "./merge-words.ts";

export type MergePreviewPageProps = {
  preview: MergePreview;
  /** Which of the two is signed in. */
  signedIn: MergeSide;
  /** What people call the linked providers of each side. */
  labels: Record<MergeSide, string[]>;
  /** Names the proof that the form goes with. */
  attempt: string;
};

function Email({ email }: Pick<MergeSideView, "email">) {
  if (!email) return <span className="text-soft">{t("merge.preview.noEmail")}</span>;
  return (
    <>
      <PersonText>{email.address}</PersonText>
      {!email.proved && <span className="block text-sm text-soft">{t("merge.preview.unproved")}</span>}
    </>
  );
}

function Side({ title, view, labels, here }: { title: string; view: MergeSideView; labels: string[]; here: boolean }) {
  const ways = waysInWords(view, labels);
  return (
    <Card as="section">
      <div className="mb-5 grid gap-1">
        <h2 className="title-2">{title}</h2>
        <p className="text-sm text-soft">{here ? t("merge.preview.here") : t("merge.preview.there")}</p>
      </div>
      <DefinitionList
        stacked
        items={[
          { term: t("merge.preview.name"), value: view.name ? <PersonText>{view.name}</PersonText> : <span className="text-soft">{t("merge.preview.noName")}</span> },
          { term: t("merge.preview.email"), value: <Email email={view.email} /> },
          { term: t("merge.preview.since"), value: <Moment value={view.createdAt} precision="day" /> },
          { term: t("merge.preview.ways"), value: listed(ways) },
          { term: t("merge.preview.sessions"), value: t("merge.preview.devices", { count: view.sessions }) },
          { term: t("merge.preview.has"), value: listed(countsInWords(view.counts, true)) },
        ]}
      />
    </Card>
  );
}

function ChoiceText({ value, from }: { value: string; from: string }) {
  return (
    <span className="grid min-w-0 gap-0.5">
      <PersonText>{value}</PersonText>
      <span className="text-sm text-soft">{from}</span>
    </span>
  );
}

function Choice({ field, legend, values }: { field: MergeField; legend: string; values: { kept: string; merged: string } | null }) {
  if (!values) return null;
  const sides = [
    { side: "kept", text: t("merge.preview.ofStays") },
    { side: "merged", text: t("merge.preview.ofGoes") },
  ] as const;
  return (
    <fieldset className="grid min-w-0 gap-3">
      <legend className="mb-3 font-semibold">{legend}</legend>
      {sides.map(({ side, text }) => (
        <label
          key={side}
          className="flex min-h-12 cursor-pointer gap-4 rounded-control border border-edge bg-surface p-4 hover:border-ink has-checked:border-accent has-checked:bg-accent-tint has-checked:ring-1 has-checked:ring-accent"
        >
          <input type="radio" name={field} value={side} defaultChecked={side === "kept"} className="mt-0.5 size-6 shrink-0" />
          <ChoiceText value={values[side]} from={text} />
        </label>
      ))}
    </fieldset>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid gap-3">
      <h2 className="title-2">{title}</h2>
      {children}
    </section>
  );
}

/** Two accounts of one person side by side, what there will be, and what the person has to choose. Looking changes nothing. */
export function MergePreviewPage({ preview, signedIn, labels, attempt }: MergePreviewPageProps) {
  const { kept, merged, conflicts, result } = preview;
  return (
    <PageFrame width="medium">
      <Stack>
        <PageTitle lead={t("merge.preview.lead")}>{t("merge.preview.title")}</PageTitle>
        <div className="grid items-start gap-6 sm:grid-cols-2">
          <Side title={t("merge.preview.stays")} view={kept} labels={labels.kept} here={signedIn === "kept"} />
          <Side title={t("merge.preview.goes")} view={merged} labels={labels.merged} here={signedIn === "merged"} />
        </div>
        <Card>
          <PostForm action="/account/merge/preview" fields={{ attempt }} className="grid gap-8">
            <Part title={t("merge.preview.afterTitle")}>
              <BulletList items={[...keptInWords(preview), ...countsInWords(result), waysAfterInWords(preview)]} />
            </Part>
            <Choice field="name" legend={t("merge.preview.nameLegend")} values={conflicts.name} />
            <Choice field="email" legend={t("merge.preview.emailLegend")} values={conflicts.email} />
            <Part title={t("merge.preview.droppedTitle")}>
              <BulletList items={droppedInWords(preview)} />
              <p className="text-soft">{t("merge.preview.undo")}</p>
            </Part>
            <Button full>{t("merge.preview.button")}</Button>
          </PostForm>
        </Card>
        <ButtonLink href="/account" variant="quiet" full>
          {t("merge.cancel")}
        </ButtonLink>
      </Stack>
    </PageFrame>
  );
}
