import { Button, ButtonLink } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Card, Stack } from "#components/ui/layout.tsx";
import { inSentence } from "#components/ui/person-text.tsx";
import { t } from "#lib/i18n/index.ts";
import { AuthFrame } from "./auth-frame.tsx";

/** Asks before a change of address is taken back, and says what goes with it. */
export function UndoChange({ email, token }: { email: string; token: string }) {
  const address = inSentence(email, 64);
  return (
    <AuthFrame title={t("emailAddress.undoTitle")} lead={t("emailAddress.undoLead", { email: address })}>
      <Card>
        <Stack>
          <div className="grid gap-2">
            <h2 className="font-semibold">{t("emailAddress.undoMeans")}</h2>
            <ul className="grid list-disc gap-1 pl-5">
              <li>{t("emailAddress.undoAddress", { email: address })}</li>
              <li>{t("emailAddress.undoSessions")}</li>
              <li>{t("emailAddress.undoMethods")}</li>
            </ul>
          </div>
          <PostForm action="/signin/undo-change" fields={{ token }}>
            <Button variant="danger" full>
              {t("emailAddress.undoButton")}
            </Button>
          </PostForm>
          <p className="text-soft">{t("emailAddress.undoNot")}</p>
        </Stack>
      </Card>
    </AuthFrame>
  );
}

/** Says that it was done, and how to go on. */
export function ChangeUndone() {
  return (
    <AuthFrame title={t("emailAddress.undoneTitle")} lead={t("emailAddress.undoneLead")}>
      <Card>
        <ButtonLink href="/signin" full>
          {t("emailAddress.signIn")}
        </ButtonLink>
      </Card>
    </AuthFrame>
  );
}
