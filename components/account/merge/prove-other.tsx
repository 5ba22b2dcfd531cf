import type { ReactNode } from "react";
import { AmazonAway } from "#components/auth/amazon-away.tsx";
import { PasskeyForm } from "#components/auth/passkey/passkey-form.tsx";
import { passkeyWords } from "#components/auth/passkey/passkey-words.ts";
import { CurrentPasswordField } from "#components/auth/password/fields.tsx";
import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/field.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Card, Stack } from "#components/ui/layout.tsx";
import { t } from "#lib/i18n/index.ts";

const page = "/account/merge";

/** The field that a refusal is about. */
export type ProveOtherField = "code-email" | "password-email" | "password";

export type ProveOtherProps = {
  /** What was typed before a refusal. */
  typed?: string | undefined;
  problem?: { field: ProveOtherField; text: string } | undefined;
  /** The providers whose return may stand for the other account, and what people call them. `away`: nobody is sent there now. */
  providers: { name: string; label: string; away?: boolean }[];
};

function Address({ id, label, typed, error }: { id: ProveOtherField; label: string; typed: string | undefined; error: string | undefined }) {
  return (
    <TextField id={id} name="email" label={label} type="email" error={error} defaultValue={typed} autoComplete={id === "password-email" ? "username" : "email"} autoCapitalize="off" inputMode="email" spellCheck={false} maxLength={254} required />
  );
}

function Way({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section aria-labelledby={id} className="grid gap-4 border-t border-line pt-6">
      <h3 id={id} className="font-semibold">
        {title}
      </h3>
      {children}
    </section>
  );
}

function ByPasskey() {
  return (
    <PasskeyForm action={page} fields={{ action: "passkey" }} wish={{ purpose: "merge" }} words={passkeyWords()} className="grid gap-3">
      <noscript>
        <p className="text-sm text-soft">{t("passkey.noScript")}</p>
      </noscript>
      <Button full variant="secondary" className="noscript:hidden">
        <Icon name="key" />
        {t("merge.other.passkey.button")}
      </Button>
    </PasskeyForm>
  );
}

/** The ways to prove the other account. It is the same for everybody: nothing here knows which account that is. */
export function ProveOther({ typed, problem, providers }: ProveOtherProps) {
  const errorOf = (field: ProveOtherField) => (problem?.field === field ? problem.text : undefined);
  const ofPassword = problem?.field !== "code-email";
  return (
    <Card as="section">
      <Stack>
        <div className="grid gap-2">
          <h2 className="title-2">{t("merge.other.title")}</h2>
          <p className="text-soft">{t("merge.other.lead")}</p>
        </div>
        <Way id="by-code" title={t("merge.other.code.title")}>
          <p className="text-soft">{t("merge.other.code.text")}</p>
          <PostForm action={page} fields={{ action: "send_code" }} className="grid gap-4">
            <Address id="code-email" label={t("merge.other.code.label")} typed={ofPassword ? undefined : typed} error={errorOf("code-email")} />
            <Button full>{t("merge.other.code.button")}</Button>
          </PostForm>
        </Way>
        <Way id="by-password" title={t("merge.other.password.title")}>
          <PostForm action={page} fields={{ action: "password" }} className="grid gap-4">
            <Address id="password-email" label={t("merge.other.password.label")} typed={ofPassword ? typed : undefined} error={errorOf("password-email")} />
            <CurrentPasswordField label={t("merge.other.password.password")} error={errorOf("password")} />
            <Button full variant="secondary">
              {t("merge.other.password.button")}
            </Button>
          </PostForm>
        </Way>
        <Way id="by-passkey" title={t("merge.other.passkey.title")}>
          <ByPasskey />
        </Way>
        {providers.length === 0 && <p className="border-t border-line pt-6 text-soft">{t("merge.other.providers.none")}</p>}
        {providers.length > 0 && (
          <Way id="by-provider" title={t("merge.other.providers.title")}>
            <p className="text-soft">{t("merge.other.providers.text")}</p>
            {providers.some(({ away }) => away) && <AmazonAway />}
            {providers.filter(({ away }) => !away).map(({ name, label }) => (
              <PostForm key={name} action={page} fields={{ action: "provider", provider: name }}>
                <Button full variant="neutral">
                  {t("merge.other.providers.button", { provider: label })}
                </Button>
              </PostForm>
            ))}
          </Way>
        )}
      </Stack>
    </Card>
  );
}
