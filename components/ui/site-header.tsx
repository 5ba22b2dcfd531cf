import { t } from "#lib/i18n/index.ts";
import { BrandMark } from "./brand-mark.tsx";
import { Icon, type IconName } from "./icon.tsx";

/** What the header knows about the visitor; "unknown" while the database is down. */
export type HeaderSession = { state: "signed_in"; name: string | null; /** Whether something waits there to be read. */ notices?: boolean } | { state: "signed_out" } | { state: "unknown" };

type SiteHeaderProps = { siteName: string; session: HeaderSession; bagCount?: number | null };

const linkLook = "inline-flex min-h-11 items-center gap-2 rounded-control px-3 text-ink no-underline hover:bg-sunken max-[22.5rem]:px-2";
/** The words are enough where there is no room for both; a user has one link more than a guest. */
const iconLooks = { roomy: "size-5 text-soft max-[22.5rem]:hidden", tight: "size-5 text-soft max-[28rem]:hidden" } as const;
type Room = keyof typeof iconLooks;

function NavLink({ href, icon, room, children }: { href: string; icon: IconName; room: Room; children: string }) {
  return (
    <li>
      <a href={href} className={linkLook}>
        <Icon name={icon} className={iconLooks[room]} />
        {children}
      </a>
    </li>
  );
}

function BagLink({ count, room }: { count: number | null; room: Room }) {
  return (
    <li>
      <a href="/bag" className={linkLook}>
        <Icon name="bag" className={iconLooks[room]} />
        {t("common.nav.bag")}
        {count ? (
          <>
            <span aria-hidden="true" className="inline-flex h-6 min-w-6 items-center justify-center rounded-full bg-accent px-1.5 text-sm font-semibold text-on-accent tabular-nums">
              {count > 99 ? "99+" : count}
            </span>
            <span className="sr-only">{t("common.nav.bagCount", { count })}</span>
          </>
        ) : null}
      </a>
    </li>
  );
}

/** Signed in: the person's name; signed out: the way in; unknown: neither, because we would be guessing. */
function AccountLink({ session }: { session: HeaderSession }) {
  if (session.state === "signed_out") {
    return (
      <a href="/signin" className={`${linkLook} border border-edge bg-surface px-4 font-medium hover:border-ink`}>
        {t("common.nav.signIn")}
      </a>
    );
  }
  const name = session.state === "signed_in" ? session.name : null;
  return (
    <a href="/account" className={`${linkLook} min-w-0 font-medium`}>
      <Icon name="person" className="size-5 text-soft" />
      <span>{t("common.nav.account")}</span>
      {session.state === "signed_in" && session.notices && (
        <>
          <span aria-hidden="true" className="size-2.5 rounded-full bg-warning" />
          <span className="sr-only">{t("common.nav.accountNotice")}</span>
        </>
      )}
      {name && <bdi className="hidden max-w-40 truncate font-normal text-soft md:inline-block">{name}</bdi>}
    </a>
  );
}

/**
 * The top of every page. Two rows on a narrow screen, one on a wide screen; the order of the source is the order on
 * screen. No part waits for the width of a later one: a page may be painted before all of it has come, and nothing moves then.
 */
export function SiteHeader({ siteName, session, bagCount = null }: SiteHeaderProps) {
  const room = session.state === "signed_in" ? "tight" : "roomy";
  return (
    <header className="border-b border-line bg-paper print:hidden">
      <div className="mx-auto flex w-full max-w-6xl flex-wrap items-center gap-x-6 px-5 sm:px-8">
        <a href="/" className="flex min-h-16 min-w-0 flex-1 items-center gap-2.5 py-2 no-underline sm:min-h-20 md:flex-none">
          <BrandMark />
          <span className="line-clamp-2 font-display text-2xl leading-tight tracking-tight">{siteName}</span>
        </a>
        <nav aria-label={t("common.nav.label")} className="order-last -mx-3 w-[calc(100%+1.5rem)] pb-2 max-[22.5rem]:-mx-2 md:order-none md:mx-0 md:w-auto md:pb-0">
          <ul className="flex flex-wrap gap-1">
            <NavLink href="/" icon="home" room={room}>
              {t("common.nav.home")}
            </NavLink>
            <NavLink href="/saved" icon="heart" room={room}>
              {t("common.nav.saved")}
            </NavLink>
            {session.state === "signed_in" && (
              <NavLink href="/orders" icon="box" room={room}>
                {t("common.nav.orders")}
              </NavLink>
            )}
            <BagLink count={bagCount} room={room} />
          </ul>
        </nav>
        <div className="-mr-1 ml-auto shrink-0">
          <AccountLink session={session} />
        </div>
      </div>
    </header>
  );
}
