import { Button } from "#components/ui/button.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { t } from "#lib/i18n/index.ts";
import { PasskeyForm } from "../passkey/passkey-form.tsx";
import { passkeyWords } from "../passkey/passkey-words.ts";

export type PasskeyWay = { kind: "passkey" };

/** The button that asks for a passkey. Without script it is not there, and a sentence says why. */
export function PasskeyPart({ returnTo }: { returnTo: string }) {
  return (
    <PasskeyForm action="/signin/passkey" fields={{ returnTo }} wish={{ purpose: "sign_in" }} autofill words={passkeyWords()} className="grid gap-3">
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
