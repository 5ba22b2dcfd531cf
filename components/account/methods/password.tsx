import { ButtonLink } from "#components/ui/button.tsx";
import { Dated } from "#components/ui/moment.tsx";
import type { SignInMethods } from "#lib/accounts/sign-in-methods.ts";
import { t } from "#lib/i18n/index.ts";
import { MethodSection } from "./section.tsx";

/** Whether the user has a password, and since when. */
export function PasswordMethod({ password }: Pick<SignInMethods, "password">) {
  return (
    <MethodSection icon="person" title={t("methods.password.title")}>
      {password ? (
        <p className="text-sm text-soft">
          <Dated words={t("methods.password.changed")} value={password.changedAt} precision="day" />
        </p>
      ) : (
        <p className="text-soft">{t("methods.password.none")}</p>
      )}
      <ButtonLink href="/account/sign-in-methods/password" variant="secondary">
        {password ? t("methods.password.change") : t("methods.password.add")}
      </ButtonLink>
    </MethodSection>
  );
}
