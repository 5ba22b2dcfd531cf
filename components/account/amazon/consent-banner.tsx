import { amazonAwayWords } from "#components/auth/amazon-away.tsx";
import { Button } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { t } from "#lib/i18n/index.ts";
import type { ConsentLostReason } from "#lib/token-vault/token-use.ts";
import { whoIs } from "../linking/who.ts";

/** A linked account, as far as its connection goes. */
export type Connected = { id: string; provider: string; name: string | null; email: string | null; consentLost: ConsentLostReason | null };

/**
 * The Amazon accounts that have to be connected again, in the eyes of their owner. That there never was a key to refresh
 * with (`none`) nobody misses until they ask for something that needs it.
 */
export function lostConnections<Account extends Connected>(accounts: readonly Account[]): Account[] {
  return accounts.filter(({ provider, consentLost }) => provider === "amazon" && consentLost !== null && consentLost !== "none");
}

/**
 * Leads to Amazon and back with one click; another account than this one is refused there.
 * @param props.named whether there are others, so that the button has to say which one it is for
 */
export function ConnectAgain({ account, named = false }: { account: Pick<Connected, "id" | "name" | "email">; named?: boolean }) {
  return (
    <PostForm action="/account/sign-in-methods/link" fields={{ provider: "amazon", intent: "reconnect", account: account.id }}>
      <Button {...(named ? { "aria-label": t("amazon.lost.connectNamed", { name: whoIs(account) }) } : {})}>{t("amazon.lost.connect")}</Button>
    </PostForm>
  );
}

const reasonOf = ({ consentLost }: Connected) => (consentLost === "revoked" ? t("amazon.lost.revoked") : t("amazon.lost.again"));

/** Several that are lost: each with its own click, for each wants its own yes. What is true of all is said once. */
function LostList({ lost, away }: { lost: readonly Connected[]; away: boolean }) {
  const [reason, ...others] = new Set(lost.map(reasonOf));
  return (
    <>
      {others.length === 0 && <p>{reason}</p>}
      <ul className="grid gap-4">
        {lost.map((account) => (
          <li key={account.id} className="grid gap-3">
            {others.length > 0 && <p>{reasonOf(account)}</p>}
            <p>{t("amazon.lost.which", { name: whoIs(account) })}</p>
            {!away && <ConnectAgain account={account} named />}
          </li>
        ))}
      </ul>
    </>
  );
}

/** The only one that is lost; which one, where there are others. */
function LostOne({ account, several }: { account: Connected; several: boolean }) {
  return (
    <>
      <p>{reasonOf(account)}</p>
      {several && <p>{t("amazon.lost.which", { name: whoIs(account) })}</p>}
    </>
  );
}

type ConsentBannerProps = {
  accounts: readonly Connected[];
  /** Whether Amazon is all that signs the shopper in. */
  onlyWay: boolean;
  /** Whether nobody is sent to Amazon now. */
  away?: boolean | undefined;
};

/** What happened to the connection with Amazon, and one click that mends it; nothing where all is well. */
export function ConsentBanner({ accounts, onlyWay, away = false }: ConsentBannerProps) {
  const lost = lostConnections(accounts);
  const [first] = lost;
  if (!first) return null;
  const several = accounts.filter(({ provider }) => provider === "amazon").length > 1;
  return (
    <Notice kind="warning" title={t("amazon.lost.title")} standing>
      <div className="grid gap-3">
        {lost.length > 1 ? <LostList lost={lost} away={away} /> : <LostOne account={first} several={several} />}
        <p>{t("amazon.lost.signsIn")}</p>
        {onlyWay && <p>{t("amazon.lost.only")}</p>}
        {away && <p>{amazonAwayWords()}</p>}
        <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
          {lost.length === 1 && !away && <ConnectAgain account={first} named={several} />}
          {onlyWay && (
            <a href="/account/sign-in-methods/email" className="text-link inline-flex min-h-11 items-center">
              {t("amazon.lost.addAnother")}
            </a>
          )}
          <a href="/account/sign-in-methods/amazon#removed" className="text-link inline-flex min-h-11 items-center">
            {t("amazon.lost.meaning")}
          </a>
        </div>
      </div>
    </Notice>
  );
}
