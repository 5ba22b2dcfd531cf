import { Button, ButtonLink } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { t } from "#lib/i18n/index.ts";
import { AmazonAway } from "../amazon-away.tsx";

type SignInAgainProps = {
  provider: string;
  name: string;
  fields: Record<string, string>;
  /** Whether this is for a merge, and not for a first method. */
  merging?: boolean;
  /** Nobody is sent there now. */
  away?: boolean;
};

/** For somebody who owns no method that counts: back from the provider they sign in with, they may go on. */
export function SignInAgain({ provider, name, fields, merging = false, away = false }: SignInAgainProps) {
  if (away) return <AmazonAway />;
  return (
    <PostForm action="/reauthenticate" fields={{ ...fields, action: "sign_in_again" }} className="grid gap-3">
      <p>{merging ? t("stepUp.againMergeText", { provider: name }) : t("stepUp.againText", { provider: name })}</p>
      <Button variant="neutral" name="provider" value={provider} full className="min-h-14 text-lg">
        {t("stepUp.again", { provider: name })}
      </Button>
    </PostForm>
  );
}

/** Says that nothing is there to prove it with, and where to add something: on the way to what was wanted. */
export function NoMethod({ returnTo }: { returnTo: string }) {
  const query = new URLSearchParams({ returnTo });
  return (
    <div className="grid gap-3">
      <h2 className="title-2">{t("stepUp.noMethodTitle")}</h2>
      <p className="text-soft">{t("stepUp.noMethodText")}</p>
      <ButtonLink href={`/account/sign-in-methods/email?${query}`} full>
        {t("stepUp.addEmail")}
      </ButtonLink>
      <ButtonLink href={`/account/sign-in-methods/passkey?${query}`} variant="secondary" full>
        {t("stepUp.addPasskey")}
      </ButtonLink>
    </div>
  );
}

/** For whoever would rather not add anything to have what is theirs by right. */
export function WriteInstead() {
  return (
    <div className="grid gap-3">
      <h2 className="title-2">{t("deletion.write.title")}</h2>
      <p className="text-soft">{t("deletion.write.text")}</p>
      <ButtonLink href="/help/sign-in#contact" variant="quiet" full>
        {t("deletion.write.link")}
      </ButtonLink>
    </div>
  );
}
