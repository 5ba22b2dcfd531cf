import { Button, ButtonLink } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Card, Divider, Stack } from "#components/ui/layout.tsx";
import { inSentence } from "#components/ui/person-text.tsx";
import { t } from "#lib/i18n/index.ts";
import { AuthFrame } from "./auth-frame.tsx";
import { ProviderStaysSignedIn, type StayingProvider } from "./sign-out-panel.tsx";

type UseAnotherAccountProps = {
  name: string | null;
  /** How many things are in the bag of the account that is left. */
  bagCount: number;
  /** Where the other account is to land: a path on this site, already checked. */
  returnTo: string;
  /** The provider that the person signed in with, which may sign the same person in again at once. */
  provider?: StayingProvider | undefined;
};

/** For whoever is signed in to the wrong account: out of it and on to signing in, with the bag or without. */
export function UseAnotherAccount({ name, bagCount, returnTo, provider }: UseAnotherAccountProps) {
  return (
    <AuthFrame title={t("linking.another.title")} lead={name === null ? t("linking.another.leadNoName") : t("linking.another.lead", { name: inSentence(name) })}>
      <Card>
        <Stack>
          <PostForm action="/signout/switch" fields={{ returnTo }} className="grid gap-3">
            {bagCount > 0 && (
              <>
                <h2 className="title-2">{t("linking.another.bagTitle")}</h2>
                <p className="mb-2 text-soft">{t("linking.another.bagText", { count: bagCount })}</p>
                <Button name="bag" value="take" full>
                  {t("linking.another.take")}
                </Button>
              </>
            )}
            <Button name="bag" value="leave" variant={bagCount > 0 ? "secondary" : "primary"} full>
              {bagCount > 0 ? t("linking.another.leave") : t("linking.another.goOn")}
            </Button>
          </PostForm>
          <p className="text-sm text-soft">{t("linking.another.stays")}</p>
          {provider && <Divider />}
          {provider && <p>{t("linking.another.providerFirst", { provider: provider.label })}</p>}
          <ProviderStaysSignedIn provider={provider} />
        </Stack>
      </Card>
      <ButtonLink href={returnTo} variant="quiet" full>
        {t("auth.signOut.cancel")}
      </ButtonLink>
    </AuthFrame>
  );
}
