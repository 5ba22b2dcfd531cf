import { AuthFrame } from "#components/auth/auth-frame.tsx";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/field.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Card, Stack } from "#components/ui/layout.tsx";
import { ErrorSummary, Notice } from "#components/ui/notice.tsx";
import { inSentence } from "#components/ui/person-text.tsx";
import { t } from "#lib/i18n/index.ts";

const methodsPage = "/account/sign-in-methods";

function Back() {
  return (
    <ButtonLink href={methodsPage} variant="quiet" full>
      {t("emailAddress.cancel")}
    </ButtonLink>
  );
}

type AskAddressProps = {
  /** The proved address; null when this is the first one. */
  proved: string | null;
  /** What stands in the field: what was typed, or the address that is not proved yet. */
  value: string;
  error?: string | undefined;
  /** Where the person goes on when the address is proved. */
  returnTo: string;
};

/** Asks for the address that a code is to go to. */
export function AskAddress({ proved, value, error, returnTo }: AskAddressProps) {
  const lead = proved === null ? t("emailAddress.addLead") : t("emailAddress.changeLead", { email: inSentence(proved, 64) });
  return (
    <AuthFrame title={proved === null ? t("emailAddress.addTitle") : t("emailAddress.changeTitle")} lead={lead} alert={error && <ErrorSummary errors={[{ fieldId: "email", text: error }]} />}>
      <Card>
        <Stack>
          <PostForm action="/account/sign-in-methods/email" fields={{ action: "send", returnTo }} className="grid gap-5">
            <TextField
              label={proved === null ? t("emailAddress.label") : t("emailAddress.newLabel")}
              name="email"
              type="email"
              autoComplete="email"
              spellCheck={false}
              autoCapitalize="off"
              required
              maxLength={254}
              defaultValue={value}
              {...(error ? { error } : {})}
            />
            <Button full>{t("emailAddress.send")}</Button>
          </PostForm>
          {proved !== null && <p className="text-soft">{t("emailAddress.oldToldText")}</p>}
          <Back />
        </Stack>
      </Card>
    </AuthFrame>
  );
}

/** Asks before the address is removed; says so where that cannot be. */
export function RemoveAddress({ email, last }: { email: string | null; last: boolean }) {
  return (
    <AuthFrame title={t("emailAddress.removeTitle")} lead={email === null ? undefined : t("emailAddress.removeLead", { email: inSentence(email, 64) })}>
      <Card>
        <Stack>
          {email === null && <Notice>{t("emailAddress.nothingToRemove")}</Notice>}
          {email !== null && last && <Notice kind="warning">{t("emailAddress.removeLast")}</Notice>}
          {email !== null && !last && (
            <PostForm action="/account/sign-in-methods/email/remove" fields={{ action: "remove" }}>
              <Button variant="danger" full>
                {t("emailAddress.removeButton")}
              </Button>
            </PostForm>
          )}
          <Back />
        </Stack>
      </Card>
    </AuthFrame>
  );
}
