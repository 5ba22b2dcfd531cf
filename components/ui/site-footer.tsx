import { t } from "#lib/i18n/index.ts";

const linkLook = "inline-flex min-h-11 items-center text-ink underline decoration-line underline-offset-4 hover:decoration-current";

/** The bottom of every page: how to get help, and what happens to personal data. Nothing is shown before it is there (app/layout.tsx). */
export function SiteFooter({ siteName, supportEmail }: { siteName: string; supportEmail: string }) {
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
      </div>
    </footer>
  );
}
