import { Button } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Card, DefinitionList, PageFrame, PageTitle, Stack } from "#components/ui/layout.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { inSentence, PersonText } from "#components/ui/person-text.tsx";
import { t } from "#lib/i18n/index.ts";
import { whoIs } from "./who.ts";

type ConfirmLinkProps = {
  attempt: string;
  /** What people call the provider. */
  provider: string;
  /** Who came back from there. */
  name: string | null;
  email: string | null;
  /** Who is signed in here. */
  currentName: string | null;
  /** The linked account that would have to go. */
  replaces?: { id: string; name: string | null; email: string | null } | undefined;
};

/** Shows which account came back, and asks before it is linked; nothing is linked by looking. */
export function ConfirmLink({ attempt, provider, name, email, currentName, replaces }: ConfirmLinkProps) {
  const values = { provider };
  const untold = <span className="text-soft">{t("linking.confirm.untold", values)}</span>;
  const yes: Record<string, string> = replaces ? { action: "replace", replaces: replaces.id } : { action: "link" };
  return (
    <PageFrame width="narrow">
      <Stack>
        <PageTitle lead={currentName === null ? t("linking.confirm.leadNoName") : t("linking.confirm.lead", { name: inSentence(currentName) })}>
          {t(replaces ? "linking.confirm.replaceTitle" : "linking.confirm.title", values)}
        </PageTitle>
        <Card>
          <Stack>
            <DefinitionList
              items={[
                { term: t("linking.confirm.name", values), value: name === null ? untold : <PersonText>{name}</PersonText> },
                { term: t("linking.confirm.email", values), value: email === null ? untold : <PersonText>{email}</PersonText> },
              ]}
            />
            {replaces && <Notice kind="warning">{t("linking.confirm.replaceText", { ...values, name: whoIs(replaces) })}</Notice>}
            <p>{t("linking.confirm.means", values)}</p>
            <PostForm action="/account/sign-in-methods/link/confirm" fields={{ attempt, ...yes }}>
              <Button full variant={replaces ? "danger" : "primary"}>
                {t(replaces ? "linking.confirm.replaceYes" : "linking.confirm.yes")}
              </Button>
            </PostForm>
            <PostForm action="/account/sign-in-methods/link/confirm" fields={{ attempt, action: "cancel" }}>
              <Button full variant="secondary">
                {t(replaces ? "linking.confirm.replaceNo" : "linking.confirm.no")}
              </Button>
            </PostForm>
          </Stack>
        </Card>
      </Stack>
    </PageFrame>
  );
}
