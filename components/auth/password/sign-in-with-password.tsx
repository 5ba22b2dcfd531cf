import { Button } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Card } from "#components/ui/layout.tsx";
import { LinkList } from "#components/ui/link-list.tsx";
import { ErrorSummary } from "#components/ui/notice.tsx";
import { t } from "#lib/i18n/index.ts";
import { AuthFrame } from "../auth-frame.tsx";
import { AddressField, CurrentPasswordField } from "./fields.tsx";
import { type PasswordRefusal, textFor } from "./refusal.ts";

type SignInWithPasswordProps = { siteName: string; returnTo: string; refusal?: PasswordRefusal | undefined; typed?: string | undefined };

/** Address and password, and the ways on for whoever has none. */
export function SignInWithPassword({ siteName, returnTo, refusal, typed }: SignInWithPasswordProps) {
  const query = new URLSearchParams({ returnTo });
  return (
    <AuthFrame title={t("password.signIn.title")} lead={t("password.signIn.lead", { siteName })} alert={refusal && <ErrorSummary errors={[{ fieldId: refusal.field, text: refusal.text }]} />}>
      <Card>
        <PostForm action="/signin/password" fields={{ returnTo }} className="grid gap-5">
          <AddressField error={textFor(refusal, "email")} typed={typed} />
          <CurrentPasswordField error={textFor(refusal, "password")} />
          <Button full>{t("password.signIn.button")}</Button>
        </PostForm>
      </Card>
      <LinkList
        centered
        links={[
          { href: `/signin/password/reset?${query}`, label: t("password.signIn.forgot") },
          { href: `/signup?${query}`, label: t("password.signIn.signUp") },
          { href: `/signin?${query}`, label: t("password.signIn.otherWays") },
        ]}
      />
    </AuthFrame>
  );
}
