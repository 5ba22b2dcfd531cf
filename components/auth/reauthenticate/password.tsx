import { CurrentPasswordField, KnownAddress } from "#components/auth/password/fields.tsx";
import { Button } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { t } from "#lib/i18n/index.ts";

type EnterPasswordProps = { email: string; fields: Record<string, string>; error?: string | undefined };

/** Takes the password of somebody who is signed in and has one. */
export function EnterPassword({ email, fields, error }: EnterPasswordProps) {
  return (
    <PostForm action="/reauthenticate" fields={{ ...fields, action: "password" }} className="grid gap-5">
      <h2 className="title-2">{t("password.stepUp.title")}</h2>
      <KnownAddress email={email} />
      <CurrentPasswordField error={error} />
      <Button variant="secondary" full>
        {t("password.stepUp.button")}
      </Button>
    </PostForm>
  );
}
