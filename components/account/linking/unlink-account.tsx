import type { ReactNode } from "react";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Card, PageFrame, PageTitle, Stack } from "#components/ui/layout.tsx";
import { inSentence } from "#components/ui/person-text.tsx";
import { BulletList } from "#components/ui/prose.tsx";
import type { SignInMethods } from "#lib/accounts/sign-in-methods.ts";
import { listed } from "#lib/i18n/format.ts";
import { t } from "#lib/i18n/index.ts";
import { AddAnotherWay } from "../add-another-way.tsx";
import { amazonAppsUrl } from "#lib/i18n/links.ts";
import { whoIs } from "./who.ts";

type Account = { id: string; provider: string; name: string | null; email: string | null };
/** What signs the user in beside the account: `linked` are the names of other providers. */
export type RemainingWays = Pick<SignInMethods, "email" | "password"> & { passkeys: number; linked: string[] };

function waysInWords({ email, password, passkeys, linked }: RemainingWays): string {
  const proved = email?.proved ? email.address : undefined;
  return listed([
    ...(proved === undefined ? [] : [t("linking.unlink.wayEmail", { email: inSentence(proved, 64) })]),
    ...(password ? [t("linking.unlink.wayPassword")] : []),
    ...(passkeys > 0 ? [t("linking.unlink.wayPasskeys", { count: passkeys })] : []),
    ...linked,
  ]);
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid gap-3">
      <h2 className="title-2">{title}</h2>
      {children}
    </section>
  );
}

/** The provider does not know that anything changed here: where to tell it. */
function AtProvider({ provider, label }: { provider: string; label: string }) {
  return (
    <Part title={t("linking.unlink.thereTitle", { provider: label })}>
      {provider === "amazon" ? (
        <p className="text-soft">
          {`${t("linking.unlink.thereAmazon")} `}
          <a href={amazonAppsUrl} className="text-link" rel="noreferrer">
            {t("pages.privacy.amazonRemoveLink")}
          </a>
        </p>
      ) : (
        <p className="text-soft">{t("linking.unlink.thereOther", { provider: label })}</p>
      )}
    </Part>
  );
}

type UnlinkAccountProps = {
  account: Account;
  label: string;
  ways: RemainingWays;
  /** Whether it came by a merge that can still be taken back. */
  ofMerge: boolean;
};

/** Says what unlinking does to the account, its data and its tokens, and asks. */
export function UnlinkAccount({ account, label, ways, ofMerge }: UnlinkAccountProps) {
  const values = { provider: label };
  return (
    <PageFrame width="narrow">
      <Stack>
        <PageTitle lead={t("linking.unlink.lead", { name: whoIs(account) })}>{t("linking.unlink.title", values)}</PageTitle>
        <Card>
          <Stack>
            <Part title={t("linking.unlink.goesTitle")}>
              <BulletList items={[t("linking.unlink.goesSignIn"), t("linking.unlink.goesKeys", values), t("linking.unlink.goesSessions", values), ...(ofMerge ? [t("linking.unlink.goesMerge")] : [])]} />
              <p className="text-soft">{t("linking.unlink.later", values)}</p>
            </Part>
            <Part title={t("linking.unlink.staysTitle")}>
              <BulletList items={[t("linking.unlink.staysAccount"), t("linking.unlink.staysName", values), t("linking.unlink.staysWays", { ways: waysInWords(ways) })]} />
            </Part>
            <AtProvider provider={account.provider} label={label} />
            <PostForm action="/account/sign-in-methods/unlink" fields={{ account: account.id }}>
              <Button full variant="danger">
                {t("linking.unlink.button")}
              </Button>
            </PostForm>
          </Stack>
        </Card>
        <ButtonLink href="/account/sign-in-methods" variant="quiet" full>
          {t("linking.unlink.keep")}
        </ButtonLink>
      </Stack>
    </PageFrame>
  );
}

/** The same where it cannot be. */
export function LastAccount({ account }: { account: Account }) {
  return (
    <PageFrame width="narrow">
      <Stack>
        <PageTitle lead={t("linking.unlink.lastLead", { name: whoIs(account) })}>{t("linking.unlink.lastTitle")}</PageTitle>
        <AddAnotherWay />
      </Stack>
    </PageFrame>
  );
}
