import { Moment } from "#components/ui/moment.tsx";
import { inSentence } from "#components/ui/person-text.tsx";
import type { SignInMethods } from "#lib/accounts/sign-in-methods.ts";
import { t } from "#lib/i18n/index.ts";
import type { ProviderName } from "#lib/sessions/methods.ts";
import { MethodSection } from "./section.tsx";

type Names = Readonly<Record<ProviderName, string>>;

function LinkedAccount({ account, names }: { account: SignInMethods["linked"][number]; names: Names }) {
  const who = account.name ?? account.email;
  return (
    <li className="grid gap-1 py-3 first:pt-0 last:pb-0">
      <h3 className="font-semibold">{names[account.provider as ProviderName] ?? account.provider}</h3>
      {who && <p>{t("methods.linked.as", { name: inSentence(who) })}</p>}
      <p className="text-sm text-soft">
        {t("methods.linked.since")} <Moment value={account.linkedAt} precision="day" />
      </p>
      <p className="text-sm text-soft">
        {t("methods.linked.lastUsed")} <Moment value={account.lastSignInAt} />
      </p>
    </li>
  );
}

/** The accounts of the user at Amazon and other providers. */
export function LinkedMethod({ linked, names }: Pick<SignInMethods, "linked"> & { names: Names }) {
  return (
    <MethodSection icon="person" title={t("methods.linked.title")}>
      {linked.length > 0 ? (
        <ul className="divide-y divide-line">
          {linked.map((account) => (
            <LinkedAccount key={account.id} account={account} names={names} />
          ))}
        </ul>
      ) : (
        <p className="text-soft">{t("methods.linked.none")}</p>
      )}
    </MethodSection>
  );
}
