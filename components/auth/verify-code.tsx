import { Button } from "#components/ui/button.tsx";
import { CodeField } from "#components/ui/field.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Card, Divider, Stack } from "#components/ui/layout.tsx";
import { ErrorSummary, Notice } from "#components/ui/notice.tsx";
import { inSentence } from "#components/ui/person-text.tsx";
import { t } from "#lib/i18n/index.ts";
import { AuthFrame } from "./auth-frame.tsx";

type PostTarget = { action: string; fields: Record<string, string> };

type VerifyCodeProps = {
  /** The address as the person may see it. */
  email: string;
  error?: string;
  /** True right after another code was sent. */
  sentAgain?: boolean;
  /** What the code is for; it changes the word on the button only. */
  purpose: "sign_in" | "prove";
  expiresMinutes: number;
  /** Where the form posts; field `code` comes with the hidden fields. */
  actionPath: string;
  fields: Record<string, string>;
  /** Where "Send another code" posts, and with what. */
  resend: PostTarget;
  startOverHref?: string;
};

/** Says that a code is on its way and takes it: the page after the e-mail form. */
export function VerifyCode({ email, error, sentAgain = false, purpose, expiresMinutes, actionPath, fields, resend, startOverHref = "/signin" }: VerifyCodeProps) {
  const alert = error ? <ErrorSummary errors={[{ fieldId: "code", text: error }]} /> : sentAgain && <Notice kind="success">{t("auth.code.sentAgain")}</Notice>;
  return (
    <AuthFrame title={t("auth.code.title")} lead={<span id="code-sent">{t("auth.code.lead", { email: inSentence(email, 64) })}</span>} alert={alert}>
      <Card>
        <Stack>
          <PostForm action={actionPath} fields={fields} aria-label={t("auth.code.title")} className="grid gap-5">
            <CodeField label={t("auth.code.label")} describedBy="code-sent" hint={t("auth.code.hint", { minutes: expiresMinutes })} error={error} autoFocus={!error} />
            <Button full>{purpose === "sign_in" ? t("auth.code.signIn") : t("auth.code.prove")}</Button>
          </PostForm>
          <Divider />
          <div className="grid gap-3">
            <h2 className="font-semibold">{t("auth.code.noMail")}</h2>
            <p className="text-soft">{t("auth.code.noMailText")}</p>
            <PostForm action={resend.action} fields={resend.fields}>
              <Button variant="secondary" full>
                {t("auth.code.resend")}
              </Button>
            </PostForm>
          </div>
        </Stack>
      </Card>
      <p className="text-center">
        <a href={startOverHref} className="text-link inline-flex min-h-11 items-center">
          {t("auth.code.startOver")}
        </a>
      </p>
    </AuthFrame>
  );
}
