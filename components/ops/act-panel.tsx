import type { ReactNode } from "react";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { SelectField, TextField } from "#components/ui/field.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Card, DefinitionList, PageFrame, PageTitle, Stack } from "#components/ui/layout.tsx";
import { ErrorSummary, Notice } from "#components/ui/notice.tsx";
import { t } from "#lib/i18n/index.ts";
import { defaultLocale as locale } from "#lib/i18n/locale.ts";
import type { Closed } from "#lib/accounts/compromise.ts";
import type { CloseSpan, Deed } from "#lib/ops/deed-wish.ts";
import { RoomyLink } from "./section.tsx";
import type { Names } from "./words.ts";

type ActPanelProps = {
  deed: Deed;
  /** Whom it is done to: their id, or the number of the attempt, and the page to go back to. */
  target: { label: string; backHref: string };
  /** The hidden fields of the form. */
  fields: Record<string, string>;
  /** What was typed before. */
  reason: string | undefined;
  problem: { field: boolean; text: string } | undefined;
  otherOperator: boolean;
  /** Whether there is a form at all: not where it could not be done. */
  possible: boolean;
  children?: ReactNode;
};

/** Says what a deed does, asks for the reason, and does it by its button. */
export function ActPanel({ deed, target, fields, reason, problem, otherOperator, possible, children }: ActPanelProps) {
  return (
    <PageFrame width="narrow">
      <Stack>
        {problem && <ErrorSummary errors={[problem.field ? { fieldId: "reason", text: problem.text } : { text: problem.text }]} />}
        <PageTitle lead={t(`ops.act.texts.${deed}`)}>{t(`ops.act.titles.${deed}`)}</PageTitle>
        {otherOperator && (
          <Notice kind="warning" standing>
            {t("ops.act.otherOperator")}
          </Notice>
        )}
        <Card>
          <Stack>
            <DefinitionList stacked items={[{ term: deed === "resend_code" ? t("ops.act.attempt") : t("ops.act.user"), value: <RoomyLink href={target.backHref}>{target.label}</RoomyLink> }]} />
            {children}
            {possible && (
              <PostForm action="/ops/act" fields={{ action: deed, ...fields }} className="grid gap-5">
                <TextField name="reason" label={t("ops.act.reason")} hint={t("ops.act.reasonHint")} defaultValue={reason} maxLength={400} required autoComplete="off" {...(problem?.field ? { error: problem.text } : {})} />
                <Button variant={deed === "close" ? "danger" : "primary"} full>
                  {t(`ops.act.titles.${deed}`)}
                </Button>
              </PostForm>
            )}
            <ButtonLink href={target.backHref} variant="quiet" full>
              {t("ops.act.keep")}
            </ButtonLink>
          </Stack>
        </Card>
      </Stack>
    </PageFrame>
  );
}

const spans = (["hour", "day", "week", "month"] as const satisfies readonly CloseSpan[]).map((value) => ({ value, text: t(`ops.act.spans.${value}`) }));

/** Chooses how far back somebody may have been in the account; shows what it does then, and does nothing. */
export function CloseSpanForm({ user, span }: { user: string; span: string | undefined }) {
  return (
    <form method="get" action="/ops/act" className="grid gap-4">
      <input type="hidden" name="deed" value="close" />
      <input type="hidden" name="user" value={user} />
      <SelectField name="since" label={t("ops.act.since")} hint={t("ops.act.exact")} placeholder={t("ops.act.sinceNone")} options={spans} defaultValue={span ?? ""} />
      <div>
        <Button variant="secondary">{t("ops.act.preview")}</Button>
      </div>
    </form>
  );
}

const listed = new Intl.ListFormat(locale, { type: "conjunction" });

function removedInWords({ password, passkeys, providers }: Closed["removed"], names: Names): string {
  const parts = [...(password ? [t("ops.act.wayPassword")] : []), ...(passkeys > 0 ? [t("ops.act.wayPasskeys", { count: passkeys })] : []), ...providers.map((name) => names[name] ?? name)];
  return parts.length === 0 ? t("ops.act.noWays") : listed.format(parts);
}

/** What closing an account does, from the deed itself, rolled back. */
export function ClosePreview({ closed, names, nothing }: { closed: Closed; names: Names; nothing: boolean }) {
  if (nothing) return <p>{t("ops.act.changesNothing")}</p>;
  return (
    <DefinitionList
      stacked
      items={[
        { term: t("ops.act.sessions"), value: closed.sessions },
        { term: t("ops.act.ways"), value: removedInWords(closed.removed, names) },
        { term: t("ops.act.address"), value: t(`ops.act.addresses.${closed.address}`) },
        { term: t("ops.act.tokens"), value: closed.tokens },
        { term: t("ops.act.after"), value: closed.locked ? t("ops.act.locked") : t("ops.act.notLocked") },
      ]}
    />
  );
}
