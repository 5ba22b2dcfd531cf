import { AmazonAway } from "#components/auth/amazon-away.tsx";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Card, PageFrame, PageTitle, Stack } from "#components/ui/layout.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { BulletList } from "#components/ui/prose.tsx";
import { t } from "#lib/i18n/index.ts";
import { inWords } from "./who.ts";

type StartLinkProps = {
  /** The provider's name in the address, and what people call it. */
  provider: { name: string; label: string };
  /** What the provider will tell us, and what stays there. */
  shared: string[];
  kept: string[];
  /** The accounts of this provider that are linked already, and whether there is room for another. */
  linked: { name: string | null; email: string | null }[];
  room: boolean;
  /** Nobody is sent there now. */
  away?: boolean;
};

/** What will be shared and what not, before anybody is sent to a provider to link an account. */
export function StartLink({ provider: { name, label }, shared, kept, linked, room, away = false }: StartLinkProps) {
  const values = { provider: label };
  return (
    <PageFrame width="narrow">
      <Stack>
        <PageTitle lead={t("linking.start.lead", values)}>{t("linking.start.title", values)}</PageTitle>
        {linked.length > 0 && <Notice>{t(room ? "linking.start.several" : "linking.start.full", { ...values, count: linked.length, names: inWords(linked) })}</Notice>}
        <Card>
          <Stack>
            <section className="grid gap-3">
              <h2 className="title-2">{t("linking.start.sharedTitle", values)}</h2>
              <BulletList items={shared} />
            </section>
            <section className="grid gap-3">
              <h2 className="title-2">{t("linking.start.keptTitle", values)}</h2>
              <BulletList items={kept} />
            </section>
            <p className="text-soft">
              {`${t("linking.start.keys", values)} `}
              <a href="/privacy" className="text-link">
                {t("auth.amazon.more")}
              </a>
            </p>
            {away ? (
              <AmazonAway />
            ) : (
              <PostForm action="/account/sign-in-methods/link" fields={{ provider: name, intent: "link" }}>
                <Button full>{t("linking.start.goOn", values)}</Button>
              </PostForm>
            )}
          </Stack>
        </Card>
        <ButtonLink href="/account/sign-in-methods" variant="quiet" full>
          {t("emailAddress.cancel")}
        </ButtonLink>
      </Stack>
    </PageFrame>
  );
}
