import { t } from "#lib/i18n/index.ts";
import { currentLocale, localeNames, locales } from "#lib/i18n/locale.ts";

const linkLook = "inline-flex min-h-11 items-center text-ink underline decoration-line underline-offset-4 hover:decoration-current";

/** The languages, each by its own name; the one of this page is no button. */
function LanguageSwitch() {
  const current = currentLocale();
  return (
    <form method="post" action="/language" aria-label={t("common.footer.language")} className="w-full">
      <ul className="flex flex-wrap gap-x-6">
        {locales.map((locale) => (
          <li key={locale} lang={locale}>
            {locale === current ? (
              <span aria-current="true" className="inline-flex min-h-11 items-center font-medium">
                {localeNames[locale]}
              </span>
            ) : (
              <button name="language" value={locale} className={`${linkLook} cursor-pointer`}>
                {localeNames[locale]}
              </button>
            )}
          </li>
        ))}
      </ul>
    </form>
  );
}

type SiteFooterProps = { siteName: string; supportEmail: string };

/** The bottom of every page: how to get help, and what happens to personal data. Nothing is shown before it is there (app/layout.tsx). */
export function SiteFooter({ siteName, supportEmail }: SiteFooterProps) {
  return (
    <footer className="mt-auto border-t border-line bg-sunken print:hidden">
      <div className="mx-auto flex w-full max-w-6xl flex-wrap items-center justify-between gap-x-10 gap-y-3 px-5 py-8 sm:px-8">
        <p className="font-display text-lg">{siteName}</p>
        <nav aria-label={t("common.footer.label")}>
          <ul className="flex flex-wrap gap-x-6">
            <li>
              <a href="/help/sign-in" className={linkLook}>
                {t("common.footer.help")}
              </a>
            </li>
            <li>
              <a href="/privacy" className={linkLook}>
                {t("common.footer.privacy")}
              </a>
            </li>
            <li>
              <a href={`mailto:${supportEmail}`} className={linkLook}>
                {t("common.footer.contact")}
              </a>
            </li>
          </ul>
        </nav>
        <LanguageSwitch />
      </div>
    </footer>
  );
}
