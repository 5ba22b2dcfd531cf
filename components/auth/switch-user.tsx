import { Button } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Card, Stack } from "#components/ui/layout.tsx";
import { inSentence } from "#components/ui/person-text.tsx";
import { t } from "#lib/i18n/index.ts";
import { AuthFrame } from "./auth-frame.tsx";

type SwitchUserProps = {
  currentName: string | null;
  newName: string | null;
  /** What people call the provider. */
  provider: string;
  /** Whether the identity has a user here already. */
  known: boolean;
  /** The page that links this provider to the user who is signed in. */
  link?: string | undefined;
  actionPath?: string;
  fields?: Record<string, string>;
};

/** Asks before a signed-in person becomes somebody else; nothing is linked either way. */
export function SwitchUser({ currentName, newName, provider, known, link, actionPath = "/signin/switch", fields }: SwitchUserProps) {
  const current = currentName ? inSentence(currentName) : t("auth.switchUser.thisUser");
  const name = newName ? inSentence(newName) : t("auth.switchUser.otherUser", { provider });
  return (
    <AuthFrame title={t("auth.switchUser.title")} lead={t("auth.switchUser.lead", { current })}>
      <Card>
        <PostForm action={actionPath} fields={fields} className="grid gap-5">
          <p>{known ? t("auth.switchUser.knownText", { name, provider }) : t("auth.switchUser.unknownText", { name, provider })}</p>
          <p className="text-soft">{t("auth.switchUser.nothingLinked")}</p>
          {link && (
            <p className="text-soft">
              {`${t("linking.switchUser.text", { provider })} `}
              <a href={link} className="text-link">
                {t("linking.switchUser.link", { provider })}
              </a>
            </p>
          )}
          <Stack gap="sm">
            <Button name="action" value="switch" full>
              {known ? t("auth.switchUser.switchKnown", { name }) : t("auth.switchUser.switchUnknown", { name })}
            </Button>
            <Button name="action" value="stay" variant="secondary" full>
              {t("auth.switchUser.stay", { current })}
            </Button>
          </Stack>
        </PostForm>
      </Card>
    </AuthFrame>
  );
}
