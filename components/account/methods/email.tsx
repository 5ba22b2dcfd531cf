import { ButtonLink } from "#components/ui/button.tsx";
import { PersonText } from "#components/ui/person-text.tsx";
import type { SignInMethods } from "#lib/accounts/sign-in-methods.ts";
import { t } from "#lib/i18n/index.ts";
import { MethodSection } from "./section.tsx";

/** The address of the user, and whether it signs them in. */
export function EmailMethod({ email }: Pick<SignInMethods, "email">) {
  return (
    <MethodSection icon="mail" title={t("methods.email.title")}>
      {email ? (
        <div className="grid gap-1">
          <PersonText>{email.address}</PersonText>
          <p className="text-sm text-soft">{email.proved ? t("methods.email.proved") : t("methods.email.unproved")}</p>
        </div>
      ) : (
        <p className="text-soft">{t("methods.email.none")}</p>
      )}
      <ButtonLink href="/account/sign-in-methods/email" variant="secondary">
        {email?.proved ? t("methods.email.change") : t("methods.email.add")}
      </ButtonLink>
      {email?.proved && (
        <ButtonLink href="/account/sign-in-methods/email/remove" variant="quiet">
          {t("emailAddress.remove")}
        </ButtonLink>
      )}
    </MethodSection>
  );
}
