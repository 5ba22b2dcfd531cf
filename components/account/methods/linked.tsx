import { lostConnections } from "#components/account/amazon/consent-banner.tsx";
import { amazonAwayWords } from "#components/auth/amazon-away.tsx";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Dated } from "#components/ui/moment.tsx";
import { inSentence } from "#components/ui/person-text.tsx";
import type { SignInMethods } from "#lib/accounts/sign-in-methods.ts";
import { t } from "#lib/i18n/index.ts";
import type { ProviderName } from "#lib/sessions/methods.ts";
import { MethodSection } from "./section.tsx";

const page = "/account/sign-in-methods";

type Names = Readonly<Record<ProviderName, string>>;
type Account = SignInMethods["linked"][number];

/** What can be done with a linked account; one whose provider is switched off, or to which nobody is sent now, can only be unlinked. */
function Deeds({ account, provider, on }: { account: Account; provider: string; on: boolean }) {
  const name = account.name ?? account.email;
  const values = { provider, name: name === null ? t("linking.section.noName") : inSentence(name) };
  return (
    <div className="flex flex-wrap items-center gap-x-6">
      {on && (
        <PostForm action={`${page}/link`} fields={{ provider: account.provider, intent: "reconnect", account: account.id }}>
          <Button variant="quiet" className="px-0!" aria-label={t("linking.section.reconnectNamed", values)}>
            {t("linking.section.reconnect")}
          </Button>
        </PostForm>
      )}
      {account.provider === "amazon" && (
        <a href={`${page}/amazon`} className="text-link inline-flex min-h-11 items-center">
          {t("amazon.link")}
        </a>
      )}
      <a href={`${page}/unlink?${new URLSearchParams({ account: account.id })}`} className="text-link inline-flex min-h-11 items-center" aria-label={t("linking.section.unlinkNamed", values)}>
        {t("linking.section.unlink")}
      </a>
    </div>
  );
}

function LinkedAccount({ account, names, on, away }: { account: Account; names: Names; on: boolean; away: boolean }) {
  const provider = names[account.provider as ProviderName] ?? account.provider;
  const who = account.name ?? account.email;
  return (
    <li className="grid gap-1 py-3 first:pt-0 last:pb-0">
      <h3 className="font-semibold">{provider}</h3>
      {who && <p>{t("methods.linked.as", { name: inSentence(who) })}</p>}
      {account.name !== null && account.email !== null && <p className="text-sm text-soft">{t("linking.section.email", { email: inSentence(account.email, 64) })}</p>}
      <p className="text-sm text-soft">
        <Dated words={t("methods.linked.since")} value={account.linkedAt} precision="day" />
      </p>
      <p className="text-sm text-soft">
        <Dated words={t("methods.linked.lastUsed")} value={account.lastSignInAt} />
      </p>
      {!on && <p className="text-sm text-soft">{t("linking.section.off", { provider })}</p>}
      {away && <p className="text-sm text-soft">{amazonAwayWords()}</p>}
      {lostConnections([account]).length > 0 && <p className="text-sm text-soft">{t("amazon.lost.line")}</p>}
      <Deeds account={account} provider={provider} on={on && !away} />
    </li>
  );
}

/** The way to link a provider: the one thing to do where none is linked, and a quiet one beside an account. */
function LinkProvider({ provider, label, linked }: { provider: ProviderName; label: string; linked: boolean }) {
  return (
    <ButtonLink href={`${page}/link?${new URLSearchParams({ provider })}`} variant={linked ? "quiet" : "secondary"}>
      {t(linked ? "linking.section.another" : "linking.section.link", { provider: label })}
    </ButtonLink>
  );
}

/**
 * The accounts of the user at Amazon and other providers, and the providers that can be linked.
 * @param props.away the providers to which nobody is sent now
 */
export function LinkedMethod({ linked, names, switchedOn, away }: Pick<SignInMethods, "linked"> & { names: Names; switchedOn: readonly ProviderName[]; away: readonly ProviderName[] }) {
  return (
    <MethodSection icon="person" title={t("methods.linked.title")}>
      {linked.length > 0 ? (
        <ul className="divide-y divide-line">
          {linked.map((account) => (
            <LinkedAccount key={account.id} account={account} names={names} on={switchedOn.some((name) => name === account.provider)} away={away.some((name) => name === account.provider)} />
          ))}
        </ul>
      ) : (
        <p className="text-soft">{t("methods.linked.none")}</p>
      )}
      {switchedOn.map((provider) => (
        <LinkProvider key={provider} provider={provider} label={names[provider]} linked={linked.some((account) => account.provider === provider)} />
      ))}
    </MethodSection>
  );
}
