import type { ReactNode } from "react";
import { t } from "#lib/i18n/index.ts";

const links = [
  { href: "/ops", words: t("ops.nav.overview") },
  { href: "/ops/attempts", words: t("ops.nav.attempts") },
  { href: "/ops/users", words: t("ops.nav.users") },
  { href: "/ops/doctor", words: t("ops.nav.doctor") },
] as const;

/** What stands above every page of the operator: where one is, and the other pages. They are in English, whatever the visitor's language. */
export function OpsFrame({ children }: { children: ReactNode }) {
  return (
    <div lang="en" className="contents">
      <nav aria-label={t("ops.nav.label")} className="border-b border-line bg-sunken print:hidden">
        <ul className="mx-auto flex w-full max-w-6xl flex-wrap gap-x-1 px-2 sm:px-5">
          {links.map(({ href, words }) => (
            <li key={href}>
              <a href={href} className="inline-flex min-h-11 items-center rounded-control px-3 text-ink no-underline hover:underline">
                {words}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {children}
    </div>
  );
}
