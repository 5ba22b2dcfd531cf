import { Button } from "#components/ui/button.tsx";
import { CodeField } from "#components/ui/field.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { inSentence } from "#components/ui/person-text.tsx";
import { t } from "#lib/i18n/index.ts";

type SendCodeProps = { email: string; fields: Record<string, string> };

/** Offers a code to the proved address. */
export function SendCode({ email, fields }: SendCodeProps) {
  return (
    <PostForm action="/reauthenticate" fields={fields} className="grid gap-3">
      <h2 className="title-2">{t("stepUp.codeTitle")}</h2>
      <p className="text-soft">{t("stepUp.codeText", { email: inSentence(email, 64) })}</p>
      <Button name="action" value="send_code" full>
        {t("stepUp.send")}
      </Button>
    </PostForm>
  );
}

type EnterCodeProps = SendCodeProps & { error?: string | undefined; expiresMinutes: number };

/** Takes the code that was mailed, or sends another. */
export function EnterCode({ email, fields, error, expiresMinutes }: EnterCodeProps) {
  return (
    <div className="grid gap-5">
      <PostForm action="/reauthenticate" fields={{ ...fields, action: "verify_code" }} aria-labelledby="code-title" className="grid gap-5">
        <h2 id="code-title" className="title-2">
          {t("stepUp.enterTitle")}
        </h2>
        <p id="code-sent" className="text-soft">
          {t("stepUp.enterText", { email: inSentence(email, 64) })}
        </p>
        <CodeField label={t("auth.code.label")} describedBy="code-sent" hint={t("auth.code.hint", { minutes: expiresMinutes })} error={error} autoFocus={!error} />
        <Button full>{t("stepUp.confirm")}</Button>
      </PostForm>
      <PostForm action="/reauthenticate" fields={{ ...fields, action: "resend_code" }} className="grid gap-3">
        <p className="text-soft">{t("auth.code.noMailText")}</p>
        <Button variant="secondary" full>
          {t("auth.code.resend")}
        </Button>
      </PostForm>
    </div>
  );
}
