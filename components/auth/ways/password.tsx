import { ButtonLink } from "#components/ui/button.tsx";
import { t } from "#lib/i18n/index.ts";

export type PasswordWay = { kind: "password" };

/** Leads to the page that takes address and password, and to the sign-up with one. */
export function PasswordPart({ returnTo }: { returnTo: string }) {
  const query = new URLSearchParams({ returnTo });
  return (
    <div className="grid gap-2">
      <ButtonLink href={`/signin/password?${query}`} variant="secondary" full>
        {t("password.way.signIn")}
      </ButtonLink>
      <a href={`/signup?${query}`} className="text-link inline-flex min-h-11 items-center justify-self-center">
        {t("password.way.signUp")}
      </a>
    </div>
  );
}
