import { ButtonLink } from "#components/ui/button.tsx";
import { Dated } from "#components/ui/moment.tsx";
import { inSentence, PersonText } from "#components/ui/person-text.tsx";
import type { SignInMethods } from "#lib/accounts/sign-in-methods.ts";
import { t } from "#lib/i18n/index.ts";
import { MethodSection } from "./section.tsx";

const page = "/account/sign-in-methods/passkey";
/** The most that one user may have; the rule itself is lib/methods/passkey's. */
const most = 20;

function Passkey({ passkey }: { passkey: SignInMethods["passkeys"][number] }) {
  const { id, name, createdAt, lastUsedAt } = passkey;
  const query = new URLSearchParams({ passkey: id });
  const link = "text-link inline-flex min-h-11 items-center";
  return (
    <li className="grid gap-1 py-4 first:pt-0 last:pb-0">
      <h3 className="font-semibold">
        <PersonText>{name}</PersonText>
      </h3>
      <p className="text-sm text-soft">
        <Dated words={t("passkey.section.added")} value={createdAt} precision="day" />
        {lastUsedAt ? <Dated words={`, ${t("passkey.section.lastUsed")}`} value={lastUsedAt} /> : `, ${t("passkey.section.neverUsed")}`}
      </p>
      <p className="flex flex-wrap gap-x-6">
        <a href={`${page}/rename?${query}`} className={link} aria-label={t("passkey.section.renameNamed", { name: inSentence(name, 60) })}>
          {t("passkey.section.rename")}
        </a>
        <a href={`${page}/remove?${query}`} className={link} aria-label={t("passkey.section.removeNamed", { name: inSentence(name, 60) })}>
          {t("passkey.section.remove")}
        </a>
      </p>
    </li>
  );
}

/** The passkeys of the user, each to rename and to remove. */
export function PasskeysMethod({ passkeys }: Pick<SignInMethods, "passkeys">) {
  return (
    <MethodSection icon="key" title={t("passkey.section.title")}>
      <p className="text-soft">{t("passkey.section.lead")}</p>
      {passkeys.length > 0 && (
        <ul className="divide-y divide-line">
          {passkeys.map((passkey) => (
            <Passkey key={passkey.id} passkey={passkey} />
          ))}
        </ul>
      )}
      {passkeys.length >= most ? (
        <p className="text-soft">{t("passkey.section.full", { most })}</p>
      ) : (
        <ButtonLink href={page} variant="secondary">
          {t("passkey.section.add")}
        </ButtonLink>
      )}
    </MethodSection>
  );
}
