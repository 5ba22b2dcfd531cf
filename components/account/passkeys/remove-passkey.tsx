import { Button, ButtonLink } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Card, PageFrame, PageTitle, Stack } from "#components/ui/layout.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { inSentence } from "#components/ui/person-text.tsx";
import { t } from "#lib/i18n/index.ts";
import { AddAnotherWay } from "../add-another-way.tsx";

type RemovePasskeyProps = {
  passkey: { id: string; name: string };
  last?: boolean;
  /** Whether it came by a merge that can still be taken back. */
  ofMerge?: boolean;
};

/** The page that asks before a passkey goes, or says why it stays. */
export function RemovePasskey({ passkey, last = false, ofMerge = false }: RemovePasskeyProps) {
  const name = inSentence(passkey.name, 60);
  return (
    <PageFrame width="narrow">
      <Stack>
        <PageTitle lead={last ? t("passkey.remove.last", { name }) : t("passkey.remove.lead", { name })}>{last ? t("passkey.remove.lastTitle") : t("passkey.remove.title")}</PageTitle>
        {ofMerge && <Notice kind="warning">{t("passkey.remove.ofMerge")}</Notice>}
        {last ? (
          <AddAnotherWay />
        ) : (
          <>
            <Card>
              <PostForm action="/account/sign-in-methods/passkey/remove" fields={{ passkey: passkey.id }}>
                <Button full variant="danger">
                  {t("passkey.remove.button")}
                </Button>
              </PostForm>
            </Card>
            <ButtonLink href="/account/sign-in-methods" variant="quiet" full>
              {t("passkey.remove.keep")}
            </ButtonLink>
          </>
        )}
      </Stack>
    </PageFrame>
  );
}
