import { Button } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Card, DefinitionList, PageFrame, PageTitle, Stack } from "#components/ui/layout.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { inSentence, PersonText } from "#components/ui/person-text.tsx";
import { t } from "#lib/i18n/index.ts";
import { inWords, whoIs } from "./who.ts";

type Account = { id: string; name: string | null; email: string | null };

type ConfirmLinkProps = {
  attempt: string;
  /** What people call the provider. */
  provider: string;
  /** Who came back from there. */
  name: string | null;
  email: string | null;
  /** Who is signed in here. */
  currentName: string | null;
  /** The linked accounts of which one would have to go. */
  replaces: Account[];
};

const action = "/account/sign-in-methods/link/confirm";
/** By how many accounts are in the way. */
const titles = ["linking.confirm.title", "linking.confirm.replaceTitle", "linking.confirm.replaceWhich"] as const;

/** A button that links; one per account that can go for it where there is no room. */
function Yes({ attempt, replaces }: Pick<ConfirmLinkProps, "attempt" | "replaces">) {
  if (replaces.length === 0) {
    return (
      <PostForm action={action} fields={{ attempt, action: "link" }}>
        <Button full>{t("linking.confirm.yes")}</Button>
      </PostForm>
    );
  }
  return replaces.map((old) => (
    <PostForm key={old.id} action={action} fields={{ attempt, action: "replace", replaces: old.id }}>
      <Button full variant="danger">
        {replaces.length === 1 ? t("linking.confirm.replaceYes") : t("linking.confirm.replaceThat", { name: whoIs(old) })}
      </Button>
    </PostForm>
  ));
}

/** Shows which account came back, and asks before it is linked; nothing is linked by looking. */
export function ConfirmLink({ attempt, provider, name, email, currentName, replaces }: ConfirmLinkProps) {
  const values = { provider };
  const untold = <span className="text-soft">{t("linking.confirm.untold", values)}</span>;
  return (
    <PageFrame width="narrow">
      <Stack>
        <PageTitle lead={currentName === null ? t("linking.confirm.leadNoName") : t("linking.confirm.lead", { name: inSentence(currentName) })}>
          {t(titles[Math.min(replaces.length, 2)] ?? "linking.confirm.title", values)}
        </PageTitle>
        <Card>
          <Stack>
            <DefinitionList
              items={[
                { term: t("linking.confirm.name", values), value: name === null ? untold : <PersonText>{name}</PersonText> },
                { term: t("linking.confirm.email", values), value: email === null ? untold : <PersonText>{email}</PersonText> },
              ]}
            />
            {replaces.length > 0 && <Notice kind="warning">{t("linking.confirm.replaceText", { ...values, count: replaces.length, names: inWords(replaces) })}</Notice>}
            <p>{t("linking.confirm.means", values)}</p>
            <Yes attempt={attempt} replaces={replaces} />
            <PostForm action={action} fields={{ attempt, action: "cancel" }}>
              <Button full variant="secondary">
                {replaces.length > 0 ? t("linking.confirm.replaceNo", { count: replaces.length }) : t("linking.confirm.no")}
              </Button>
            </PostForm>
          </Stack>
        </Card>
      </Stack>
    </PageFrame>
  );
}
