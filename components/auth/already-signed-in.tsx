import { ButtonLink } from "#components/ui/button.tsx";
import { Card, Stack } from "#components/ui/layout.tsx";
import { inSentence } from "#components/ui/person-text.tsx";
import { t } from "#lib/i18n/index.ts";
import { AuthFrame } from "./auth-frame.tsx";

type AlreadySignedInProps = {
  name: string | null;
  /** A path on this site, already checked. */
  returnTo: string;
  /** Where that leads, in words; left out, the button says "Continue". */
  returnLabel?: string;
};

/** What a signed-in person sees on the sign-in page, and after reloading a finished callback: on, or out. */
export function AlreadySignedIn({ name, returnTo, returnLabel }: AlreadySignedInProps) {
  return (
    <AuthFrame title={t("auth.already.title")} lead={name ? t("auth.already.as", { name: inSentence(name) }) : undefined}>
      <Card>
        <Stack gap="sm">
          <ButtonLink href={returnTo} full>
            {returnLabel ? t("auth.already.continueTo", { label: returnLabel }) : t("auth.already.continue")}
          </ButtonLink>
          <p className="mt-3 text-soft">{t("auth.already.other")}</p>
          <ButtonLink href={`/signout/switch?${new URLSearchParams({ returnTo })}`} variant="secondary" full>
            {t("linking.another.title")}
          </ButtonLink>
          <ButtonLink href={`/signout?${new URLSearchParams({ returnTo })}`} variant="quiet" full>
            {t("auth.already.signOut")}
          </ButtonLink>
        </Stack>
      </Card>
    </AuthFrame>
  );
}
