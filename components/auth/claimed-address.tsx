import { Button } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Card, Stack } from "#components/ui/layout.tsx";
import { inSentence } from "#components/ui/person-text.tsx";
import { t } from "#lib/i18n/index.ts";
import { AuthFrame } from "./auth-frame.tsx";

type ClaimedAddressProps = { email: string; actionPath?: string; fields: Record<string, string> };

/** Asks somebody who has proved an address whether the Amazon account that merely holds it is theirs. */
export function ClaimedAddress({ email, actionPath = "/signin/yours", fields }: ClaimedAddressProps) {
  return (
    <AuthFrame title={t("auth.yours.title")} lead={t("auth.yours.lead", { email: inSentence(email, 64) })}>
      <Card as="section">
        <Stack gap="sm">
          <h2 className="title-2">{t("auth.yours.mineTitle")}</h2>
          <p className="mb-2 text-soft">{t("auth.yours.mineText")}</p>
          <PostForm action={actionPath} fields={{ ...fields, action: "mine" }}>
            <Button full>{t("auth.yours.mine")}</Button>
          </PostForm>
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
