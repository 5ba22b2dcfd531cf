import { Button, ButtonLink } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Card, Stack } from "#components/ui/layout.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { inSentence } from "#components/ui/person-text.tsx";
import { t } from "#lib/i18n/index.ts";
import { AuthFrame } from "./auth-frame.tsx";

type ConfirmLinkProps = {
  email: string;
  purpose: "sign_in" | "existing";
  /** What people call the provider whose account would be linked. */
  provider: string;
  token: string;
  /** Who is signed in here when that is somebody else; an empty string for somebody without name and address. */
  current: string | null;
};

/** Asks before a link from a mail does anything: what will happen, and as whom. */
export function ConfirmLink({ email, purpose, provider, token, current }: ConfirmLinkProps) {
  const address = inSentence(email, 64);
  const lead = purpose === "existing" ? t("auth.link.leadExisting", { email: address, provider }) : t("auth.link.lead", { email: address });
  return (
    <AuthFrame title={t("auth.link.title")} lead={lead}>
      <Card>
        <Stack>
          {current !== null && <Notice kind="warning">{t("auth.link.switchText", { current: current ? inSentence(current) : t("auth.switchUser.thisUser") })}</Notice>}
          <PostForm action="/signin/verify" fields={{ token, action: current === null ? "use" : "switch" }}>
            <Button full>{purpose === "existing" ? t("auth.link.useExisting", { provider }) : t("auth.link.use", { email: address })}</Button>
          </PostForm>
          <p className="text-soft">{t("auth.link.notYou")}</p>
        </Stack>
      </Card>
    </AuthFrame>
  );
}

/** The page of a link that was opened in a browser that did not ask for it. It names nobody and signs nobody in. */
export function LinkElsewhere() {
  return (
    <AuthFrame title={t("auth.link.elsewhereTitle")} lead={t("auth.link.elsewhereLead")}>
      <Card>
        <Stack>
          <div className="grid gap-2">
            <h2 className="font-semibold">{t("auth.link.askedTitle")}</h2>
            <p>{t("auth.link.askedText")}</p>
          </div>
          <div className="grid gap-2">
            <h2 className="font-semibold">{t("auth.link.notAskedTitle")}</h2>
            <p>{t("auth.link.notAskedText")}</p>
          </div>
          <ButtonLink href="/signin" variant="secondary" full>
            {t("auth.link.startHere")}
          </ButtonLink>
        </Stack>
      </Card>
    </AuthFrame>
  );
}
