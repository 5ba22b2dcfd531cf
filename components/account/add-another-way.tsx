import { ButtonLink } from "#components/ui/button.tsx";
import { t } from "#lib/i18n/index.ts";

/** Where a page refuses to take the last way in: the two quickest ways to add another, and the way back. */
export function AddAnotherWay() {
  return (
    <div className="grid gap-3">
      <ButtonLink href="/account/sign-in-methods/email" full>
        {t("passkey.backup.addEmail")}
      </ButtonLink>
      <ButtonLink href="/account/sign-in-methods/passkey" variant="secondary" className="noscript:hidden" full>
        {t("passkey.backup.passkey")}
      </ButtonLink>
      <ButtonLink href="/account/sign-in-methods" variant="quiet" full>
        {t("emailAddress.cancel")}
      </ButtonLink>
    </div>
  );
}
