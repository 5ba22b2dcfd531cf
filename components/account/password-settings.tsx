import { KnownAddress, NewPasswordField, type NewPasswordFacts } from "#components/auth/password/fields.tsx";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Card, PageFrame, PageTitle, Stack } from "#components/ui/layout.tsx";
import { ErrorSummary, Notice } from "#components/ui/notice.tsx";
import { inSentence } from "#components/ui/person-text.tsx";
import { t } from "#lib/i18n/index.ts";

type PasswordSettingsProps = {
  /** The proved address; null when there is none, and then there can be no password. */
  email: string | null;
  hasPassword: boolean;
  error?: string | undefined;
  /** Whether the box was ticked that ends the other sessions. */
  endOthers: boolean;
  facts: NewPasswordFacts;
};

function BackLink() {
  return (
    <p>
      <a href="/account/sign-in-methods" className="text-link inline-flex min-h-11 items-center">
        {t("password.own.back")}
      </a>
    </p>
  );
}

function EndOthers({ checked }: { checked: boolean }) {
  return (
    <label className="flex min-h-11 items-center gap-3">
      <input type="checkbox" name="endOthers" value="yes" defaultChecked={checked} className="size-6 shrink-0 accent-accent" />
      <span>{t("password.own.endOthers")}</span>
    </label>
  );
}

function NeedsAddress() {
  return (
    <Notice kind="info" title={t("outcomes.password_needs_address.title")}>
      <div className="grid gap-4">
        <p>{t("outcomes.password_needs_address.happened")}</p>
        <ButtonLink href="/account/sign-in-methods/email?returnTo=%2Faccount%2Fsign-in-methods%2Fpassword">{t("password.own.needsAddress")}</ButtonLink>
      </div>
    </Notice>
  );
}

/** The password of somebody who is signed in: choose one, or another one. */
export function PasswordSettings({ email, hasPassword, error, endOthers, facts }: PasswordSettingsProps) {
  const title = hasPassword ? t("password.own.titleChange") : t("password.own.titleSet");
  return (
    <PageFrame width="narrow">
      <Stack>
        {error && <ErrorSummary errors={[{ fieldId: "password", text: error }]} />}
        <PageTitle lead={email ? t("password.own.lead", { email: inSentence(email, 64) }) : undefined}>{title}</PageTitle>
        {email === null ? (
          <NeedsAddress />
        ) : (
          <Card>
            <PostForm action="/account/sign-in-methods/password" className="grid gap-5">
              <KnownAddress email={email} />
              <NewPasswordField error={error} {...facts} />
              <EndOthers checked={endOthers} />
              <Button full>{t("password.own.save")}</Button>
            </PostForm>
          </Card>
        )}
        {hasPassword && (
          <Card as="section">
            <Stack gap="sm">
              <h2 className="title-2">{t("password.own.removeTitle")}</h2>
              <p className="mb-2 text-soft">{t("password.own.removeText")}</p>
              <ButtonLink href="/account/sign-in-methods/password/remove" variant="secondary">
                {t("password.own.removeLink")}
              </ButtonLink>
            </Stack>
          </Card>
        )}
        <BackLink />
      </Stack>
    </PageFrame>
  );
}

/** Asks before the password is removed. */
export function RemovePassword() {
  return (
    <PageFrame width="narrow">
      <Stack>
        <PageTitle lead={t("password.remove.lead")}>{t("password.remove.title")}</PageTitle>
        <Card>
          <Stack gap="sm">
            <PostForm action="/account/sign-in-methods/password/remove" fields={{ action: "remove" }}>
              <Button full variant="danger">
                {t("password.remove.button")}
              </Button>
            </PostForm>
            <ButtonLink href="/account/sign-in-methods" variant="secondary" full>
              {t("password.remove.keep")}
            </ButtonLink>
          </Stack>
        </Card>
      </Stack>
    </PageFrame>
  );
}
