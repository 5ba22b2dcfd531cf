import { Button } from "#components/ui/button.tsx";
import { CodeField } from "#components/ui/field.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Card, Divider, Stack } from "#components/ui/layout.tsx";
import { LinkList } from "#components/ui/link-list.tsx";
import { ErrorSummary, Notice } from "#components/ui/notice.tsx";
import { inSentence } from "#components/ui/person-text.tsx";
import { t } from "#lib/i18n/index.ts";
import { AuthFrame } from "../auth-frame.tsx";
import { AddressField, KnownAddress, NewPasswordField, type NewPasswordFacts } from "./fields.tsx";
import { type PasswordRefusal, textFor } from "./refusal.ts";

/** "I forgot my password": asks for the address. */
export function ForgotPassword({ returnTo, refusal, typed }: { returnTo: string; refusal?: PasswordRefusal | undefined; typed?: string | undefined }) {
  const query = new URLSearchParams({ returnTo });
  return (
    <AuthFrame title={t("password.reset.title")} lead={t("password.reset.lead")} alert={refusal && <ErrorSummary errors={[{ fieldId: refusal.field, text: refusal.text }]} />}>
      <Card>
        <PostForm action="/signin/password/reset" fields={{ returnTo }} className="grid gap-5">
          <AddressField error={textFor(refusal, "email")} typed={typed} />
          <Button full>{t("password.reset.button")}</Button>
        </PostForm>
      </Card>
      <LinkList centered links={[{ href: `/signin/password?${query}`, label: t("password.reset.back") }]} />
    </AuthFrame>
  );
}

type ChoosePasswordProps = {
  /** The address as the person may see it. */
  email: string;
  /** Where the person wants to land: a path on this site, already checked. */
  returnTo: string;
  fields: Record<string, string>;
  expiresMinutes: number;
  sentAgain: boolean;
  refusal?: PasswordRefusal | undefined;
  facts: NewPasswordFacts;
};

/** The code that was mailed and the new password, in one form: a password that is refused spends no code. */
export function ChoosePassword({ email, returnTo, fields, expiresMinutes, sentAgain, refusal, facts }: ChoosePasswordProps) {
  const query = new URLSearchParams({ returnTo });
  const alert = refusal ? <ErrorSummary errors={[{ fieldId: refusal.field, text: refusal.text }]} /> : sentAgain && <Notice kind="success">{t("auth.code.sentAgain")}</Notice>;
  return (
    <AuthFrame title={t("password.choose.title")} lead={<span id="code-sent">{t("password.choose.lead", { email: inSentence(email, 64) })}</span>} alert={alert}>
      <Card>
        <Stack>
          <PostForm action="/signin/password/new" fields={fields} aria-label={t("password.choose.title")} className="grid gap-5">
            <CodeField label={t("auth.code.label")} describedBy="code-sent" hint={t("auth.code.hint", { minutes: expiresMinutes })} error={textFor(refusal, "code")} autoFocus={!refusal} />
            <KnownAddress email={email} />
            <NewPasswordField error={textFor(refusal, "password")} {...facts} />
            <p className="text-soft">{t("password.choose.endsOthers")}</p>
            <Button full>{t("password.choose.button")}</Button>
          </PostForm>
          <Divider />
          <PostForm action="/signin/password/new" fields={{ ...fields, action: "resend" }}>
            <Button variant="secondary" full>
              {t("password.choose.resend")}
            </Button>
          </PostForm>
        </Stack>
      </Card>
      <LinkList
        centered
        links={[
          { href: `/signin/password/reset?${query}`, label: t("auth.code.startOver") },
          { href: `/signin?${query}`, label: t("password.signIn.otherWays") },
        ]}
      />
    </AuthFrame>
  );
}
