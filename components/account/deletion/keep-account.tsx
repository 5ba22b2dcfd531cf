import { AuthFrame } from "#components/auth/auth-frame.tsx";
import { Button } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Card, Stack } from "#components/ui/layout.tsx";
import { inSentence } from "#components/ui/person-text.tsx";
import { minuteInWords } from "#lib/i18n/format.ts";
import { t } from "#lib/i18n/index.ts";

type KeepAccountProps = {
  attempt: string;
  dueAt: Date;
  /** Whose account it is, as far as the proof tells; null where it tells nothing. */
  account: string | null;
  /** Whether a new password waits for a yes. */
  newPassword: boolean;
  /** Who is signed in here meanwhile. */
  current: string | null;
};

/** Asks somebody who has just proved who they are whether they keep the account that waits to be deleted. */
export function KeepAccount({ attempt, dueAt, account, newPassword, current }: KeepAccountProps) {
  return (
    <AuthFrame title={t("deletion.keep.title")} lead={t("deletion.keep.lead", { date: minuteInWords(dueAt) })}>
      <Card>
        <PostForm action="/signin/keep" fields={{ attempt }} className="grid gap-5">
          {account !== null && <p className="font-semibold">{t("deletion.keep.account", { name: inSentence(account, 64) })}</p>}
          <p>{t("deletion.keep.keepText")}</p>
          <p>{t("deletion.keep.leaveText")}</p>
          {newPassword && <p>{t("deletion.keep.password")}</p>}
          {current !== null && <p className="text-soft">{t("deletion.keep.current", { name: inSentence(current) })}</p>}
          <Stack gap="sm">
            <Button name="action" value="keep" full>
              {t("deletion.keep.button")}
            </Button>
            <Button name="action" value="leave" variant="secondary" full>
              {t("deletion.keep.leave")}
            </Button>
          </Stack>
        </PostForm>
      </Card>
    </AuthFrame>
  );
}
