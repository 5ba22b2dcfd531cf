import { ButtonLink } from "#components/ui/button.tsx";
import { Moment } from "#components/ui/moment.tsx";
import { PersonText } from "#components/ui/person-text.tsx";
import type { SignInMethods } from "#lib/accounts/sign-in-methods.ts";
import { t } from "#lib/i18n/index.ts";
import { MethodSection } from "./section.tsx";

/** The passkeys of the user. */
export function PasskeysMethod({ passkeys }: Pick<SignInMethods, "passkeys">) {
  return (
    <MethodSection icon="person" title={t("methods.passkeys.title")}>
      {passkeys.length > 0 ? (
        <ul className="grid gap-3">
          {passkeys.map(({ id, name, createdAt }) => (
            <li key={id}>
              <PersonText>{name}</PersonText>
              <p className="text-sm text-soft">
                {t("methods.passkeys.added")} <Moment value={createdAt} precision="day" />
              </p>
            </li>
          ))}
        </ul>
      ) : (
        <p className="text-soft">{t("methods.passkeys.none")}</p>
      )}
      <ButtonLink href="/account/sign-in-methods/passkey" variant="secondary">
        {passkeys.length > 0 ? t("methods.passkeys.change") : t("methods.passkeys.add")}
      </ButtonLink>
    </MethodSection>
  );
}
