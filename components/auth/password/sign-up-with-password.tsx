import { Button } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Card } from "#components/ui/layout.tsx";
import { LinkList } from "#components/ui/link-list.tsx";
import { ErrorSummary } from "#components/ui/notice.tsx";
import { t } from "#lib/i18n/index.ts";
import { AuthFrame } from "../auth-frame.tsx";
import { AddressField, NewPasswordField, type NewPasswordFacts } from "./fields.tsx";
import { type PasswordRefusal, textFor } from "./refusal.ts";

type SignUpWithPasswordProps = { siteName: string; returnTo: string; refusal?: PasswordRefusal | undefined; facts: NewPasswordFacts; typed?: string | undefined };

/** Address and new password. The same for everybody, whether or not they were here before. */
export function SignUpWithPassword({ siteName, returnTo, refusal, facts, typed }: SignUpWithPasswordProps) {
  const query = new URLSearchParams({ returnTo });
  return (
    <AuthFrame title={t("password.signUp.title")} lead={t("password.signUp.lead", { siteName })} alert={refusal && <ErrorSummary errors={[{ fieldId: refusal.field, text: refusal.text }]} />}>
      <Card>
        <PostForm action="/signup" fields={{ returnTo }} className="grid gap-5">
          <AddressField error={textFor(refusal, "email")} typed={typed} />
          <NewPasswordField error={textFor(refusal, "password")} {...facts} />
          <Button full>{t("password.signUp.button")}</Button>
          <p className="text-sm text-soft">{t("password.signUp.existing")}</p>
        </PostForm>
      </Card>
      <LinkList
        centered
        links={[
          { href: `/signin/password?${query}`, label: t("password.signUp.haveOne") },
          { href: `/signin?${query}`, label: t("password.signIn.otherWays") },
        ]}
      />
    </AuthFrame>
  );
}
