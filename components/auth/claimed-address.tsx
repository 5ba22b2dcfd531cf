import { Button } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Card, Stack } from "#components/ui/layout.tsx";
import { inSentence } from "#components/ui/person-text.tsx";
import { locale, t } from "#lib/i18n/index.ts";
import { AuthFrame } from "./auth-frame.tsx";

type ClaimedAddressProps = {
  email: string;
  /** The providers that the account could be signed in to with, and what people call them. */
  providers: { name: string; label: string }[];
  actionPath?: string;
  fields: Record<string, string>;
};

const words = new Intl.ListFormat(locale, { type: "disjunction" });

/** Asks somebody who has proved an address whether the account that merely holds it is theirs. */
export function ClaimedAddress({ email, providers, actionPath = "/signin/yours", fields }: ClaimedAddressProps) {
  const all = words.format(providers.map(({ label }) => label));
  return (
    <AuthFrame title={t("auth.yours.title")} lead={t("auth.yours.lead", { email: inSentence(email, 64), provider: all })}>
      <Card as="section">
        <Stack gap="sm">
          <h2 className="title-2">{t("auth.yours.mineTitle")}</h2>
          <p className="mb-2 text-soft">{t("auth.yours.mineText", { provider: all })}</p>
          {providers.map(({ name, label }) => (
            <PostForm key={name} action={actionPath} fields={{ ...fields, action: "mine", provider: name }}>
              <Button full>{t("auth.yours.mine", { provider: label })}</Button>
            </PostForm>
          ))}
        </Stack>
      </Card>
      <Card as="section">
        <Stack gap="sm">
          <h2 className="title-2">{t("auth.yours.notMineTitle")}</h2>
          <p className="mb-2 text-soft">{t("auth.yours.notMineText")}</p>
          <PostForm action={actionPath} fields={{ ...fields, action: "not_mine" }}>
            <Button full variant="secondary">
              {t("auth.yours.notMine")}
            </Button>
          </PostForm>
        </Stack>
      </Card>
    </AuthFrame>
  );
}
