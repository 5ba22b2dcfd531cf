import { PasskeyForm } from "#components/auth/passkey/passkey-form.tsx";
import { passkeyWords } from "#components/auth/passkey/passkey-words.ts";
import { Button } from "#components/ui/button.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { t } from "#lib/i18n/index.ts";

/** Asks somebody who is signed in for one of their passkeys. */
export function UsePasskey({ fields }: { fields: Record<string, string> }) {
  return (
    <PasskeyForm action="/reauthenticate" fields={{ ...fields, action: "passkey" }} wish={{ purpose: "step_up" }} words={passkeyWords()} className="grid gap-3">
      <h2 className="title-2">{t("passkey.stepUpTitle")}</h2>
      <noscript>
        <p className="text-sm text-soft">{t("passkey.noScript")}</p>
      </noscript>
      <Button variant="secondary" full className="noscript:hidden">
        <Icon name="key" />
        {t("passkey.use")}
      </Button>
    </PasskeyForm>
  );
}
