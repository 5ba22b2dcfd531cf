import { AddAnotherWay } from "#components/account/add-another-way.tsx";
import { amazonAppsUrl } from "#lib/i18n/links.ts";
import { Reference } from "#components/auth/recovery-page.tsx";
import { Card, PageFrame, PageTitle, Stack } from "#components/ui/layout.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { BulletList } from "#components/ui/prose.tsx";
import type { LinkedProfile } from "#lib/accounts/provider-profile.ts";
import { t } from "#lib/i18n/index.ts";
import { whoIs } from "../linking/who.ts";
import { type Connected, ConnectAgain, ConsentBanner, lostConnections } from "./consent-banner.tsx";
import { HeldProfile, type OwnDetails } from "./held-profile.tsx";

/** Why asking Amazon about an account came to nothing. `consent`: it takes the person's yes there. */
export type Refusal = { title: string; text: string; consent: boolean; account?: string | undefined; reference?: string | undefined };

type AmazonPageProps = {
  accounts: readonly LinkedProfile[];
  own: OwnDetails;
  /** Whether Amazon is all that signs the shopper in. */
  onlyWay: boolean;
  numberOnly: boolean;
  /** Whether nobody is sent to Amazon now. */
  away?: boolean | undefined;
  notice?: { kind: "success" | "info"; text: string } | undefined;
  refusal?: Refusal | undefined;
};

function Refused({ refusal, accounts, away }: { refusal: Refusal; accounts: readonly Connected[]; away: boolean }) {
  const account = accounts.find(({ id }) => id === refusal.account);
  // The banner below has the button of each that is lost, and says why there is none.
  const again = refusal.consent && !away && account && lostConnections([account]).length === 0 ? account : undefined;
  return (
    <Notice kind="error" title={refusal.title}>
      <div className="grid gap-3">
        <p>{refusal.text}</p>
        {account && accounts.length > 1 && <p>{t("amazon.lost.which", { name: whoIs(account) })}</p>}
        {again && <ConnectAgain account={again} named={accounts.length > 1} />}
        {!refusal.consent && refusal.reference && <Reference reference={refusal.reference} />}
      </div>
    </Notice>
  );
}

/** What ending the connection at Amazon does to what we hold, and what it does not. */
function Removed({ accounts, onlyWay }: Pick<AmazonPageProps, "accounts" | "onlyWay">) {
  return (
    <Card as="section">
      <Stack>
        <h2 id="removed" className="title-2">
          {t("amazon.removed.title")}
        </h2>
        <BulletList items={[t("amazon.removed.what"), t("amazon.lost.signsIn"), t("amazon.removed.stays")]} />
        <ul className="grid">
          <li>
            <a href={amazonAppsUrl} className="text-link inline-flex min-h-11 items-center" rel="noreferrer">
              {t("amazon.removed.remove")}
            </a>
          </li>
          {accounts.map(({ id }) => (
            <li key={id}>
              <a href={`/account/sign-in-methods/unlink?${new URLSearchParams({ account: id })}`} className="text-link inline-flex min-h-11 items-center">
                {t("amazon.removed.unlink")}
              </a>
            </li>
          ))}
          <li>
            <a href="/account/privacy" className="text-link inline-flex min-h-11 items-center">
              {t("amazon.removed.privacy")}
            </a>
          </li>
        </ul>
        {onlyWay && (
          <section className="grid gap-3 border-t border-line pt-6">
            <h3 className="font-semibold">{t("amazon.removed.addTitle")}</h3>
            <p className="text-soft">{t("amazon.removed.add")}</p>
            <AddAnotherWay />
          </section>
        )}
      </Stack>
    </Card>
  );
}

/** What we hold from Amazon: looked at, brought up to date, taken over; and what removing this shop there means. */
export function AmazonPage({ accounts, own, onlyWay, numberOnly, away = false, notice, refusal }: AmazonPageProps) {
  const connected = accounts.map((account) => ({ ...account, provider: "amazon" }));
  return (
    <PageFrame width="medium">
      <Stack>
        {notice && <Notice kind={notice.kind}>{notice.text}</Notice>}
        {refusal && <Refused refusal={refusal} accounts={connected} away={away} />}
        <ConsentBanner accounts={connected} onlyWay={onlyWay} away={away} />
        <PageTitle lead={t("amazon.lead")}>{t("amazon.title")}</PageTitle>
        {accounts.map((account) => (
          <HeldProfile key={account.id} account={account} own={own} numberOnly={numberOnly} away={away} />
        ))}
        <Removed accounts={accounts} onlyWay={onlyWay} />
        <p>
          <a href="/account/sign-in-methods" className="text-link inline-flex min-h-11 items-center">
            {t("amazon.back")}
          </a>
        </p>
      </Stack>
    </PageFrame>
  );
}
