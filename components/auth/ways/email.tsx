import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/field.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { t } from "#lib/i18n/index.ts";

export type EmailWay = {
  kind: "email";
  error?: string;
  /** What was typed before a refusal. */
  typed?: string;
};

/** The form that asks for a code by e-mail. */
export function EmailPart({ way, returnTo }: { way: EmailWay; returnTo: string }) {
  return (
    <PostForm action="/signin/check-email" fields={{ returnTo }} className="grid gap-4">
      <TextField
        label={t("auth.signIn.emailLabel")}
        name="email"
        type="email"
        hint={t("auth.signIn.emailHint")}
        error={way.error}
        defaultValue={way.typed}
        autoComplete="email webauthn"
        autoCapitalize="off"
        inputMode="email"
        spellCheck={false}
        maxLength={254}
        required
      />
      <Button variant="secondary" full>
        {t("auth.signIn.emailButton")}
      </Button>
    </PostForm>
  );
}
