import { AuthFrame } from "#components/auth/auth-frame.tsx";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Card, DefinitionList, Stack } from "#components/ui/layout.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { BulletList } from "#components/ui/prose.tsx";
import { inSentence } from "#components/ui/person-text.tsx";
import type { UndoView } from "#lib/accounts/merge/types.ts";
import { t } from "#lib/i18n/index.ts";
import { countsInWords } from "./merge-words.ts";

function identityInWords({ otherName, identity: { back } }: UndoView): string[] {
  return [
    ...(otherName === null ? [] : [t("merge.undo.backName", { name: inSentence(otherName) })]),
    ...(back.address === null ? [] : [t("merge.undo.backAddress", { email: inSentence(back.address, 64) })]),
    ...(back.ways > 0 ? [t("merge.undo.backWays", { count: back.ways })] : []),
    ...(back.password ? [t("merge.undo.password")] : []),
  ];
}

function lostInWords({ identity: { lost } }: UndoView): string[] {
  return [
    ...(lost.address === null ? [] : [t(lost.address.taken ? "merge.undo.lostTaken" : "merge.undo.lostKept", { email: inSentence(lost.address.address, 64) })]),
    ...(lost.ways > 0 ? [t("merge.undo.lostWays", { count: lost.ways })] : []),
    ...(lost.password ? [t("merge.undo.lostPassword")] : []),
  ];
}

/** Asks before a merge is taken back: what goes back, and what stays because it was changed since. */
export function UndoMerge({ view }: { view: UndoView }) {
  const [changed, lost] = [countsInWords(view.changed), lostInWords(view)];
  return (
    <AuthFrame title={t("merge.undo.title")} lead={t("merge.undo.lead")}>
      <Card>
        <Stack>
          <DefinitionList
            stacked
            items={[
              { term: t("merge.undo.mergedAt"), value: <Moment value={view.mergedAt} precision="day" /> },
              { term: t("merge.undo.until"), value: <Moment value={view.until} precision="day" /> },
            ]}
          />
          <section className="grid gap-3">
            <h2 className="title-2">{t("merge.undo.backTitle")}</h2>
            <BulletList items={[...identityInWords(view), ...countsInWords(view.back)]} />
          </section>
          {lost.length > 0 && (
            <section className="grid gap-3">
              <h2 className="title-2">{t("merge.undo.lostTitle")}</h2>
              <BulletList items={lost} />
            </section>
          )}
          <section className="grid gap-3">
            <h2 className="title-2">{t("merge.undo.changedTitle")}</h2>
            {changed.length > 0 && <BulletList items={changed} />}
            <p className="text-soft">{changed.length > 0 ? t("merge.undo.changedText") : t("merge.undo.nothingChanged")}</p>
          </section>
          <p className="text-soft">{t("merge.undo.sessions")}</p>
          <PostForm action="/account/merge/undo" fields={{ merge: view.mergeId }}>
            <Button full>{t("merge.undo.button")}</Button>
          </PostForm>
          <ButtonLink href="/account" variant="secondary" full>
            {t("merge.undo.keep")}
          </ButtonLink>
        </Stack>
      </Card>
    </AuthFrame>
  );
}

/** The page behind a merge that was taken back. */
export function MergeUndone() {
  return (
    <AuthFrame title={t("merge.undo.doneTitle")} lead={t("merge.undo.doneLead")}>
      <Card>
        <ButtonLink href="/account" full>
          {t("merge.undo.toAccount")}
        </ButtonLink>
        <p className="mt-3">
          <a href="/signout/switch" className="text-link inline-flex min-h-11 items-center">
            {t("merge.undo.toOther")}
          </a>
        </p>
      </Card>
    </AuthFrame>
  );
}
