import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/field.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Card } from "#components/ui/layout.tsx";
import { ErrorSummary } from "#components/ui/notice.tsx";
import { t } from "#lib/i18n/index.ts";
import { AuthFrame } from "./auth-frame.tsx";

/** Asks for the address of a locked account; a code to it opens the account again. */
export function UnlockAccount({ error, typed }: { error?: string | undefined; typed?: string | undefined }) {
  return (
    <AuthFrame title={t("sessions.unlock.title")} lead={t("sessions.unlock.lead")} alert={error && <ErrorSummary errors={[{ fieldId: "email", text: error }]} />}>
      <Card>
        <PostForm action="/signin/check-email" fields={{ unlock: "yes", returnTo: "/account/sign-in-methods?done=account_opened" }} className="grid gap-5">
          <TextField label={t("sessions.unlock.label")} name="email" type="email" autoComplete="email" spellCheck={false} autoCapitalize="off" required maxLength={254} defaultValue={typed ?? ""} {...(error ? { error } : {})} />
          <Button full>{t("sessions.unlock.button")}</Button>
        </PostForm>
      </Card>
    </AuthFrame>
  );
}
