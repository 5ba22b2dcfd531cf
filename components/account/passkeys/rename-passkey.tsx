import { Button, ButtonLink } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/field.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Card, PageFrame, PageTitle, Stack } from "#components/ui/layout.tsx";
import { ErrorSummary } from "#components/ui/notice.tsx";
import { t } from "#lib/i18n/index.ts";
import type { OutcomeCode } from "#lib/outcomes.ts";

type RenamePasskeyProps = { passkey: { id: string; name: string }; typed?: string | undefined; problem?: OutcomeCode | undefined };

/** The page on which a passkey gets another name. */
export function RenamePasskey({ passkey, typed, problem }: RenamePasskeyProps) {
  const error = problem && `${t(`outcomes.${problem}.happened`)} ${t(`outcomes.${problem}.next`)}`;
  return (
    <PageFrame width="narrow">
      <Stack>
        {error && <ErrorSummary errors={[{ fieldId: "name", text: error }]} />}
        <PageTitle>{t("passkey.rename.title")}</PageTitle>
        <Card>
          <PostForm action="/account/sign-in-methods/passkey/rename" fields={{ passkey: passkey.id }} className="grid gap-5">
            <TextField label={t("passkey.add.name")} name="name" hint={t("passkey.add.nameHint")} error={error} defaultValue={typed ?? passkey.name} autoComplete="off" maxLength={60} required />
            <Button full>{t("passkey.rename.button")}</Button>
          </PostForm>
        </Card>
        <ButtonLink href="/account/sign-in-methods" variant="quiet" full>
          {t("passkey.add.back")}
        </ButtonLink>
      </Stack>
    </PageFrame>
  );
}
