import { Children, Fragment, isValidElement, type ReactNode } from "react";
import { AuthFrame } from "#components/auth/auth-frame.tsx";
import { Card, Divider, Stack } from "#components/ui/layout.tsx";
import { ErrorSummary, Notice } from "#components/ui/notice.tsx";
import { t } from "#lib/i18n/index.ts";

type ReauthenticatePanelProps = {
  /** What the person is about to do, in words. */
  lead: string;
  error?: { fieldId?: string; text: string } | undefined;
  notice?: string | undefined;
  /** Where another way to prove it is offered, when this is one of them. */
  otherWaysHref?: string;
  /** The ways to prove it, one child each. */
  children: ReactNode;
};

/** Asks somebody who is signed in to prove once more who they are. */
export function ReauthenticatePanel({ lead, error, notice, otherWaysHref, children }: ReauthenticatePanelProps) {
  const ways = Children.toArray(children);
  return (
    <AuthFrame title={t("stepUp.title")} lead={lead} alert={error ? <ErrorSummary errors={[error]} /> : notice && <Notice kind="success">{notice}</Notice>}>
      <Card>
        <Stack>
          {ways.map((way) => (
            <Fragment key={isValidElement(way) ? way.key : "words"}>
              {way !== ways[0] && <Divider label={t("auth.signIn.or")} />}
              {way}
            </Fragment>
          ))}
          <Divider />
          <p className="text-sm text-soft">{t("stepUp.why")}</p>
        </Stack>
      </Card>
      <p className="flex flex-wrap justify-center gap-x-6">
        {otherWaysHref && (
          <a href={otherWaysHref} className="text-link inline-flex min-h-11 items-center">
            {t("stepUp.otherWay")}
          </a>
        )}
        <a href="/account" className="text-link inline-flex min-h-11 items-center">
          {t("stepUp.cancel")}
        </a>
      </p>
    </AuthFrame>
  );
}
