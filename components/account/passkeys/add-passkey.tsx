import { PasskeyForm } from "#components/auth/passkey/passkey-form.tsx";
import { passkeyWords } from "#components/auth/passkey/passkey-words.ts";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/field.tsx";
import { Card, PageFrame, PageTitle, Stack } from "#components/ui/layout.tsx";
import { ErrorSummary, Notice } from "#components/ui/notice.tsx";
import { dayInWords } from "#lib/i18n/format.ts";
import { t } from "#lib/i18n/index.ts";
import type { OutcomeCode } from "#lib/outcomes.ts";

type AddPasskeyProps = {
  /** Where the person goes on when it is made. */
  returnTo: string;
  /** What this seems to be, for the name we suggest. */
  device: string | undefined;
  now: Date;
  /** The name as it was typed before a refusal. */
  typed?: string | undefined;
  problem?: OutcomeCode | undefined;
};

function suggestedName({ device, now }: Pick<AddPasskeyProps, "device" | "now">): string {
  const date = dayInWords(now);
  return device ? t("passkey.add.nameDefault", { device, date }) : t("passkey.add.nameWithoutDevice", { date });
}

/** The page on which a passkey is made. */
export function AddPasskey({ returnTo, device, now, typed, problem }: AddPasskeyProps) {
  const aboutName = problem === "passkey_name_invalid";
  const text = problem && `${t(`outcomes.${problem}.happened`)} ${t(`outcomes.${problem}.next`)}`;
  return (
    <PageFrame width="narrow">
      <Stack>
        {text && <ErrorSummary errors={[{ fieldId: aboutName ? "name" : undefined, text }]} />}
        <PageTitle lead={t("passkey.add.lead")}>{t("passkey.add.title")}</PageTitle>
        <noscript>
          <Notice kind="warning">{t("passkey.noScript")}</Notice>
        </noscript>
        <Card>
          <PasskeyForm action="/account/sign-in-methods/passkey" fields={{ returnTo }} wish={{ purpose: "add" }} words={passkeyWords()} className="grid gap-5">
            <TextField label={t("passkey.add.name")} name="name" hint={t("passkey.add.nameHint")} error={aboutName ? text : undefined} defaultValue={typed ?? suggestedName({ device, now })} autoComplete="off" maxLength={60} required />
            <Button full>{t("passkey.add.button")}</Button>
          </PasskeyForm>
        </Card>
        <ButtonLink href="/account/sign-in-methods" variant="quiet" full>
          {t("passkey.add.back")}
        </ButtonLink>
      </Stack>
    </PageFrame>
  );
}
