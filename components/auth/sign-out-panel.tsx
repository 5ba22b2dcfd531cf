import { Button, ButtonLink } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Card, Divider, Stack } from "#components/ui/layout.tsx";
import { inSentence } from "#components/ui/person-text.tsx";
import { t } from "#lib/i18n/index.ts";
import { AuthFrame } from "./auth-frame.tsx";

/** Where a person signs out at Amazon: under "Account & Lists" in its header. */
const amazonUrl = "https://www.amazon.com/";

export type StayingProvider = { name: string; label: string };

type SignOutPanelProps = {
  name: string | null;
  /** Where "Stay signed in" leads and where the person goes afterwards: a path on this site, already checked. */
  returnTo: string;
  /** The provider that the person signed in with, if any, and what people call it. */
  provider?: StayingProvider | undefined;
};

/** What signing out here does not do, and where to do it; nothing for who came without a provider. */
export function ProviderStaysSignedIn({ provider }: { provider: StayingProvider | undefined }) {
  if (!provider) return null;
  const { name, label } = provider;
  return (
    <div className="grid gap-2">
      <h2 className="font-semibold">{t("auth.signOut.providerTitle", { provider: label })}</h2>
      <p className="text-soft">
        {`${t("auth.signOut.providerText", { provider: label })} `}
        {name === "amazon" && (
          <a href={amazonUrl} className="text-link" rel="noreferrer">
            {t("auth.signOut.amazonLink")}
          </a>
        )}
      </p>
    </div>
  );
}

/** Asks before signing out, here or everywhere, and says what signing out does not do: the provider stays as it is. */
export function SignOutPanel({ name, returnTo, provider }: SignOutPanelProps) {
  return (
    <AuthFrame
      title={t("auth.signOut.title")}
      lead={name ? t("auth.signOut.lead", { name: inSentence(name) }) : t("auth.signOut.leadAnonymous")}
    >
      <Card>
        <Stack>
          <PostForm action="/signout" fields={{ returnTo, ...(provider && { via: provider.name }) }} className="grid gap-3">
            <Button name="scope" value="this" full>
              {t("auth.signOut.here")}
            </Button>
            <Button name="scope" value="everywhere" variant="secondary" full>
              {t("auth.signOut.everywhere")}
            </Button>
          </PostForm>
          <p className="text-sm text-soft">
            {`${t("auth.signOut.everywhereText")} ${t("auth.signOut.bag")}`}
          </p>
          {provider && <Divider />}
          <ProviderStaysSignedIn provider={provider} />
        </Stack>
      </Card>
      <ButtonLink href={returnTo} variant="quiet" full>
        {t("auth.signOut.cancel")}
      </ButtonLink>
    </AuthFrame>
  );
}

/** Shown after the session was ended. */
export function SignedOut({ provider }: { provider?: StayingProvider | undefined }) {
  return (
    <AuthFrame title={t("auth.signedOut.title")} lead={t("auth.signedOut.lead")}>
      <Card>
        <Stack>
          <ProviderStaysSignedIn provider={provider} />
          <div className="grid gap-3">
            <ButtonLink href="/" full>
              {t("auth.signedOut.home")}
            </ButtonLink>
            <ButtonLink href="/signin" variant="secondary" full>
              {t("auth.signedOut.again")}
            </ButtonLink>
          </div>
        </Stack>
      </Card>
    </AuthFrame>
  );
}
