import type { ReactNode } from "react";
import { ButtonLink } from "#components/ui/button.tsx";
import { Icon, type IconName } from "#components/ui/icon.tsx";
import { Larkspur } from "#components/ui/larkspur.tsx";
import { Card, DefinitionList, PageFrame, PageTitle, Stack } from "#components/ui/layout.tsx";
import { Dated, Moment } from "#components/ui/moment.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { inSentence, PersonText } from "#components/ui/person-text.tsx";
import type { UserNotice } from "#lib/accounts/user-notices.ts";
import { t } from "#lib/i18n/index.ts";
import { methodInWords } from "#lib/i18n/sign-in-words.ts";
import { ConsentBanner, type Connected, lostConnections } from "./amazon/consent-banner.tsx";
import { BackupMeter, type BackupMeterProps } from "./backup-meter.tsx";
import { EndOthersForm } from "./end-others.tsx";
import { AlreadyCustomer, SecondAccount } from "./merge/already-customer.tsx";
import { OpenMerges, type OpenMergeView } from "./merge/open-merges.tsx";
import { UserNotices } from "./user-notices.tsx";

type Instant = Date | string;

export type AccountOverviewProps = {
  siteName: string;
  user: { name: string | null; email: string | null; emailProved: boolean };
  /** The linked accounts, each with what people call its provider, and whether that is switched off. */
  linked: (Connected & { id: string; label: string; off?: boolean; linkedAt: Instant; lastSignInAt?: Instant | null })[];
  /** Whether the user has a password. */
  hasPassword?: boolean | undefined;
  /** How many passkeys the user has. */
  passkeys?: number | undefined;
  /** For a user without a way in beside a provider's account. */
  backup?: BackupMeterProps | undefined;
  /** Merges that can still be taken back. */
  merges?: readonly OpenMergeView[] | undefined;
  /** What was just done, in words. */
  done?: string | undefined;
  /** What the user has not read yet. */
  notices?: readonly UserNotice[] | undefined;
  /** What people call each provider. */
  providerNames?: Readonly<Record<string, string>> | undefined;
  /** Whether nobody is sent to Amazon now. */
  amazonAway?: boolean | undefined;
  /** `provider` is what people call the provider it was made with, if it was. */
  session: { method: string; provider?: string; authenticatedAt: Instant; expires: Instant };
};

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card as="section">
      <h2 className="title-2 mb-5">{title}</h2>
      {children}
    </Card>
  );
}

function Details({ user, linked }: Pick<AccountOverviewProps, "user" | "linked">) {
  const email = user.email && (
    <>
      <PersonText>{user.email}</PersonText>
      <p className={`mt-1 flex gap-1.5 text-sm ${user.emailProved ? "text-success" : "text-soft"}`}>
        <Icon name={user.emailProved ? "success" : "info"} className="mt-0.5 size-4" />
        {user.emailProved ? t("account.emailProved") : t("account.emailUnproved")}
      </p>
    </>
  );
  const untold = linked.every(({ name }) => name === null) ? linked[0] : undefined;
  return (
    <Section title={t("account.detailsTitle")}>
      <DefinitionList
        items={[
          { term: t("account.name"), value: user.name ? <PersonText>{user.name}</PersonText> : <span className="text-soft">{untold ? t("account.noName", { provider: untold.label }) : t("account.noNameYet")}</span> },
          { term: t("account.email"), value: email || <span className="text-soft">{t("account.noEmail")}</span> },
        ]}
      />
    </Section>
  );
}

function Method({ icon, title, children }: { icon: IconName; title: string; children: ReactNode }) {
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)] gap-4 py-4 first:pt-0 last:pb-0">
      <span className="flex size-10 items-center justify-center rounded-full bg-accent-tint text-accent">
        <Icon name={icon} />
      </span>
      <div className="grid content-start gap-1">
        <h3 className="font-semibold">{title}</h3>
        {children}
      </div>
    </li>
  );
}

function LinkedMethod({ account }: { account: AccountOverviewProps["linked"][number] }) {
  const who = account.name ?? account.email;
  return (
    <Method icon="person" title={account.label}>
      {who && <p>{t("account.linkedAs", { name: inSentence(who) })}</p>}
      <p className="text-sm text-soft">
        <Dated words={t("account.linkedOn")} value={account.linkedAt} precision="day" />
      </p>
      {account.lastSignInAt && (
        <p className="text-sm text-soft">
          <Dated words={t("account.lastUsed")} value={account.lastSignInAt} />
        </p>
      )}
      {account.off && <p className="text-sm text-soft">{t("linking.section.off", { provider: account.label })}</p>}
      {lostConnections([account]).length > 0 && <p className="text-sm text-soft">{t("amazon.lost.line")}</p>}
    </Method>
  );
}

function Methods({ user, linked, hasPassword = false, passkeys = 0 }: Pick<AccountOverviewProps, "user" | "linked" | "hasPassword" | "passkeys">) {
  const byEmail = user.email !== null && user.emailProved;
  return (
    <Section title={t("account.methodsTitle")}>
      {linked.length > 0 || byEmail || hasPassword || passkeys > 0 ? (
        <ul className="divide-y divide-line">
          {linked.map((account) => (
            <LinkedMethod key={account.id} account={account} />
          ))}
          {byEmail && (
            <Method icon="mail" title={t("account.emailCode")}>
              <p className="text-sm text-soft">{t("account.emailCodeText")}</p>
            </Method>
          )}
          {hasPassword && (
            <Method icon="key" title={t("account.password")}>
              <p className="text-sm text-soft">{t("account.passwordText")}</p>
            </Method>
          )}
          {passkeys > 0 && (
            <Method icon="key" title={t("passkey.section.title")}>
              <p className="text-sm text-soft">{t("passkey.count", { count: passkeys })}</p>
            </Method>
          )}
        </ul>
      ) : (
        <p className="text-soft">{t("account.noMethods")}</p>
      )}
      <p className="mt-4">
        <a href="/account/sign-in-methods" className="text-link inline-flex min-h-11 items-center">
          {t("account.methodsLink")}
        </a>
      </p>
    </Section>
  );
}

function ThisSession({ session }: Pick<AccountOverviewProps, "session">) {
  const method = session.provider ?? methodInWords(session.method, {});
  return (
    <Section title={t("account.sessionTitle")}>
      <DefinitionList
        stacked
        items={[
          { term: t("account.sessionMethod"), value: method },
          { term: t("account.sessionSince"), value: <Moment value={session.authenticatedAt} /> },
          { term: t("account.sessionExpires"), value: <Moment value={session.expires} /> },
        ]}
      />
      <div className="mt-6 grid gap-3">
        <p className="text-sm text-soft">{t("stepUp.endOthers.lead")}</p>
        <EndOthersForm variant="secondary" returnTo="/account" />
        <p className="flex flex-wrap gap-x-6">
          <a href="/account/sessions" className="text-link inline-flex min-h-11 items-center">
            {t("sessions.link")}
          </a>
          <a href="/account/activity" className="text-link inline-flex min-h-11 items-center">
            {t("sessions.activityLink")}
          </a>
        </p>
      </div>
    </Section>
  );
}

function GoOn() {
  return (
    <Section title={t("account.goTitle")}>
      <div className="grid gap-3">
        <ButtonLink href="/bag" full>
          {t("account.bag")}
        </ButtonLink>
        <ButtonLink href="/orders" variant="secondary" full>
          {t("account.orders")}
        </ButtonLink>
        <ButtonLink href="/addresses" variant="secondary" full>
          {t("account.addresses")}
        </ButtonLink>
        <ButtonLink href="/saved" variant="secondary" full>
          {t("account.saved")}
        </ButtonLink>
        <ButtonLink href="/signout" variant="secondary" full>
          {t("account.signOut")}
        </ButtonLink>
        <a href="/signout/switch" className="text-link inline-flex min-h-11 items-center justify-center">
          {t("linking.another.notYou")}
        </a>
        <a href="/account/privacy" className="text-link inline-flex min-h-11 items-center justify-center">
          {t("account.privacy")}
        </a>
      </div>
    </Section>
  );
}

/** The account page: who one is here, how one signs in, this session, and where to go from here. */
export function AccountOverview({ siteName, user, linked, hasPassword, passkeys, backup, merges = [], done, notices = [], providerNames = {}, amazonAway, session }: AccountOverviewProps) {
  return (
    <PageFrame>
      <Stack gap="lg">
        {done && <Notice kind="success">{done}</Notice>}
        <ConsentBanner accounts={linked} onlyWay={backup !== undefined} away={amazonAway} />
        <UserNotices notices={notices} providerNames={providerNames} />
        {merges.length > 0 && (
          <Stack gap="sm">
            <OpenMerges merges={merges} />
          </Stack>
        )}
        <div className="relative overflow-hidden rounded-card bg-accent-tint px-6 py-10 sm:px-10 sm:pr-56">
          <PageTitle lead={t("account.lead", { siteName })}>
            {user.name ? t("account.title", { name: inSentence(user.name) }) : t("account.titleAnonymous")}
          </PageTitle>
          <Larkspur className="absolute top-4 right-10 hidden h-80 w-auto rotate-6 sm:block print:hidden" />
        </div>
        <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,22rem)]">
          <Stack>
            <Details user={user} linked={linked} />
            {backup && <BackupMeter {...backup} />}
            <Methods user={user} linked={linked} hasPassword={hasPassword} passkeys={passkeys} />
            {backup ? <AlreadyCustomer /> : <SecondAccount />}
          </Stack>
          <Stack>
            <GoOn />
            <ThisSession session={session} />
          </Stack>
        </div>
      </Stack>
    </PageFrame>
  );
}
