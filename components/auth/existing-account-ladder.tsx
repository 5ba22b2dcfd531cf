import { Button } from "#components/ui/button.tsx";
import { CodeField } from "#components/ui/field.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Card, Stack } from "#components/ui/layout.tsx";
import { ErrorSummary, Notice } from "#components/ui/notice.tsx";
import { inSentence } from "#components/ui/person-text.tsx";
import { t } from "#lib/i18n/index.ts";
import { AuthFrame } from "./auth-frame.tsx";
import { PasskeyForm } from "./passkey/passkey-form.tsx";
import { passkeyWords } from "./passkey/passkey-words.ts";
import { CurrentPasswordField, KnownAddress } from "./password/fields.tsx";

/** Why the proof that was just tried was not accepted. */
type LadderProblem = { about: "code" | "password" | "passkey"; text: string };

type ExistingAccountLadderProps = {
  /** The address that the provider gave this browser. */
  emailHint: string;
  /** What people call the provider. */
  provider: string;
  step: "offer" | "code";
  problem?: LadderProblem | undefined;
  /** True right after another code was sent. */
  sentAgain?: boolean;
  expiresMinutes: number;
  actionPath?: string;
  fields?: Record<string, string>;
};

type Target = { actionPath: string; fields: Record<string, string> };

function SendCode({ actionPath, fields, again }: Target & { again: boolean }) {
  return (
    <PostForm action={actionPath} fields={{ ...fields, action: "send_code" }}>
      <Button full variant={again ? "secondary" : "primary"}>
        {again ? t("auth.existing.resend") : t("auth.existing.sendCode")}
      </Button>
    </PostForm>
  );
}

function EnterCode({ actionPath, fields, error, expiresMinutes, provider }: Target & { error?: string; expiresMinutes: number; provider: string }) {
  return (
    <PostForm action={actionPath} fields={{ ...fields, action: "verify" }} aria-labelledby="proof-title" className="grid gap-5">
      <CodeField label={t("auth.code.label")} describedBy="proof-text" hint={t("auth.code.hint", { minutes: expiresMinutes })} error={error} autoFocus={!error} />
      <Button full>{t("auth.existing.verify", { provider })}</Button>
    </PostForm>
  );
}

function UsePassword({ actionPath, fields, email, provider, error }: Target & { email: string; provider: string; error: string | undefined }) {
  return (
    <PostForm action={actionPath} fields={{ ...fields, action: "password" }} className="mt-4 grid gap-5 border-t border-line pt-6">
      <h3 className="font-semibold">{t("password.ladder.title")}</h3>
      <KnownAddress email={email} />
      <CurrentPasswordField error={error} />
      <Button full variant="secondary">
        {t("password.ladder.button", { provider })}
      </Button>
    </PostForm>
  );
}

function ByPasskey({ actionPath, fields }: Target) {
  return (
    <PasskeyForm action={actionPath} fields={{ ...fields, action: "passkey" }} wish={{ purpose: "existing", attempt: fields.attempt ?? "" }} words={passkeyWords()} className="grid gap-3">
      <noscript>
        <p className="text-sm text-soft">{t("passkey.noScript")}</p>
      </noscript>
      <Button full variant="secondary" className="noscript:hidden">
        <Icon name="key" />
        {t("passkey.use")}
      </Button>
    </PasskeyForm>
  );
}

/**
 * The page for an address that may belong to somebody here. It looks the same whoever holds the address: no name, no
 * method, no date, no count. Only a proof links anything.
 */
export function ExistingAccountLadder(props: ExistingAccountLadderProps) {
  const { step, provider, problem, sentAgain = false, expiresMinutes, actionPath = "/signin/existing", fields = {} } = props;
  const email = inSentence(props.emailHint, 64);
  const target = { actionPath, fields };
  const errorOf = (about: LadderProblem["about"]) => (problem?.about === about ? problem.text : undefined);
  const fieldId = problem && { code: step === "code" ? "code" : undefined, password: "password", passkey: undefined }[problem.about];
  const alert = problem ? (
    <ErrorSummary errors={[{ fieldId, text: problem.text }]} />
  ) : (
    sentAgain && <Notice kind="success">{t("auth.code.sentAgain")}</Notice>
  );
  return (
    <AuthFrame title={t("auth.existing.title")} lead={t("auth.existing.lead", { email, provider })} alert={alert}>
      <Card as="section">
        <Stack gap="sm">
          <h2 id="proof-title" className="title-2">
            {step === "offer" ? t("auth.existing.offerTitle") : t("auth.existing.codeTitle")}
          </h2>
          <p id="proof-text" className="mb-2 text-soft">
            {step === "offer" ? t("auth.existing.offerText", { email, provider }) : t("auth.existing.codeText", { email })}
          </p>
          {step === "code" && <EnterCode {...target} provider={provider} error={errorOf("code")} expiresMinutes={expiresMinutes} />}
          <SendCode {...target} again={step === "code"} />
          <UsePassword {...target} email={props.emailHint} provider={provider} error={errorOf("password")} />
        </Stack>
      </Card>
      <Card as="section">
        <Stack gap="sm">
          <h2 className="title-2">{t("passkey.ladderTitle")}</h2>
          <p className="mb-2 text-soft">{t("passkey.ladderText")}</p>
          <ByPasskey {...target} />
        </Stack>
      </Card>
      <Card as="section">
        <Stack gap="sm">
          <h2 className="title-2">{t("auth.existing.notMineTitle")}</h2>
          <p className="mb-2 text-soft">{t("auth.existing.notMineText", { provider })}</p>
          <PostForm action={actionPath} fields={{ ...fields, action: "not_mine" }}>
            <Button full variant="secondary">
              {t("auth.existing.notMine")}
            </Button>
          </PostForm>
        </Stack>
      </Card>
      <PostForm action={actionPath} fields={{ ...fields, action: "cancel" }}>
        <Button full variant="quiet">
          {t("auth.existing.cancel")}
        </Button>
      </PostForm>
    </AuthFrame>
  );
}
