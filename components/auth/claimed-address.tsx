import { Button, ButtonLink } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Card, Stack } from "#components/ui/layout.tsx";
import { ErrorSummary } from "#components/ui/notice.tsx";
import { inSentence } from "#components/ui/person-text.tsx";
import { eitherOf } from "#lib/i18n/format.ts";
import { t } from "#lib/i18n/index.ts";
import { AmazonAway } from "./amazon-away.tsx";
import { AuthFrame } from "./auth-frame.tsx";
import { PasskeyForm } from "./passkey/passkey-form.tsx";
import { passkeyWords } from "./passkey/passkey-words.ts";

type ClaimedAddressProps = {
  email: string;
  /** The providers that the account could be signed in to with, and what people call them. `away`: nobody is sent there now. A passkey is always offered. */
  providers: { name: string; label: string; away?: boolean }[];
  /** Who is signed in and wants the address, in the settings; undefined on the way in. */
  asker?: { name: string | null } | undefined;
  /** Why the passkey that was just tried was not accepted. */
  problem?: string | undefined;
  actionPath?: string;
  fields: Record<string, string>;
};

/** What the two answers lead to: another account on the way in, the one that is signed in in the settings. */
function wordsFor(asker: ClaimedAddressProps["asker"], email: string, ways: string) {
  if (!asker) return { lead: t("auth.yours.lead", { email, ways }), mine: t("auth.yours.mineText", { ways }), notMine: t("auth.yours.notMineText"), button: t("auth.yours.notMine") };
  const current = asker.name ? inSentence(asker.name) : t("auth.switchUser.thisUser");
  return { lead: t("auth.yours.leadHere", { current, email, ways }), mine: t("auth.yours.mineTextHere", { ways }), notMine: t("auth.yours.notMineTextHere"), button: t("auth.yours.notMineHere") };
}

function ByPasskey({ actionPath, fields, only }: { actionPath: string; fields: Record<string, string>; only: boolean }) {
  return (
    <PasskeyForm action={actionPath} fields={{ ...fields, action: "passkey" }} wish={{ purpose: "sign_in" }} words={passkeyWords()} className="grid gap-3">
      <noscript>
        <p className="text-sm text-soft">{t("passkey.noScript")}</p>
      </noscript>
      <Button full variant={only ? "primary" : "secondary"} className="noscript:hidden">
        <Icon name="key" />
        {t("passkey.use")}
      </Button>
    </PasskeyForm>
  );
}

/** Asks somebody who has proved an address whether the account that merely holds it is theirs. */
export function ClaimedAddress({ email, providers, asker, problem, actionPath = "/signin/yours", fields }: ClaimedAddressProps) {
  const said = wordsFor(asker, inSentence(email, 64), eitherOf([...providers.map(({ label }) => label), t("auth.yours.aPasskey")]));
  return (
    <AuthFrame title={t("auth.yours.title")} lead={said.lead} alert={problem && <ErrorSummary errors={[{ text: problem }]} />}>
      <Card as="section">
        <Stack gap="sm">
          <h2 className="title-2">{t("auth.yours.mineTitle")}</h2>
          <p className="mb-2 text-soft">{said.mine}</p>
          {providers.some(({ away }) => away) && <AmazonAway />}
          {providers.filter(({ away }) => !away).map(({ name, label }) => (
            <PostForm key={name} action={actionPath} fields={{ ...fields, action: "mine", provider: name }}>
              <Button full>{t("auth.yours.mine", { provider: label })}</Button>
            </PostForm>
          ))}
          <ByPasskey actionPath={actionPath} fields={fields} only={providers.every(({ away }) => away)} />
        </Stack>
      </Card>
      <Card as="section">
        <Stack gap="sm">
          <h2 className="title-2">{t("auth.yours.notMineTitle")}</h2>
          <p className="mb-2 text-soft">{said.notMine}</p>
          <PostForm action={actionPath} fields={{ ...fields, action: "not_mine" }}>
            <Button full variant="secondary">
              {said.button}
            </Button>
          </PostForm>
        </Stack>
      </Card>
      {asker && (
        <ButtonLink href="/account/sign-in-methods" variant="quiet" full>
          {t("auth.yours.leave")}
        </ButtonLink>
      )}
    </AuthFrame>
  );
}
