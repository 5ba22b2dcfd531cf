import type { ReactNode } from "react";
import { AuthFrame } from "#components/auth/auth-frame.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { Card, Stack } from "#components/ui/layout.tsx";
import { ErrorSummary } from "#components/ui/notice.tsx";
import { inSentence } from "#components/ui/person-text.tsx";
import { t } from "#lib/i18n/index.ts";

type ExplainMergeProps = {
  /** Who is signed in: a name or an address. */
  who: string | null;
  /** Why the proof that was just tried was not accepted. */
  error?: { fieldId?: string | undefined; text: string } | undefined;
  /** Whether the person has begun: then what is to be done now comes before how it works. */
  begun: boolean;
  children: ReactNode;
};

function HowItWorks() {
  return (
    <Card as="section">
      <Stack gap="sm">
        <h2 className="title-2">{t("merge.how.title")}</h2>
        <ol className="grid list-decimal gap-1.5 pl-5 marker:text-soft">
          <li>{t("merge.how.own")}</li>
          <li>{t("merge.how.other")}</li>
          <li>{t("merge.how.compare")}</li>
          <li>{t("merge.how.undo")}</li>
        </ol>
      </Stack>
    </Card>
  );
}

/** The page on which two accounts are put together: what will happen, and what is to be done now. */
export function ExplainMerge({ who, error, begun, children }: ExplainMergeProps) {
  const { text, fieldId } = error ?? {};
  return (
    <AuthFrame title={t("merge.title")} lead={t("merge.lead")} alert={text && <ErrorSummary errors={[fieldId ? { fieldId, text } : { text }]} />}>
      <p>{who === null ? t("merge.signedInAsNobody") : t("merge.signedInAs", { name: inSentence(who) })}</p>
      {!begun && <HowItWorks />}
      {children}
      {begun && <HowItWorks />}
      <ButtonLink href="/account" variant="quiet" full>
        {t("merge.cancel")}
      </ButtonLink>
    </AuthFrame>
  );
}
