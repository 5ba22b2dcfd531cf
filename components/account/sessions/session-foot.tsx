import { ButtonLink } from "#components/ui/button.tsx";
import { t } from "#lib/i18n/index.ts";

type FootLink = { href: string; words: string };

/** Below what somebody sees of their sessions: to the other pages about them, to “that was not me”, and back. */
export function SessionFoot({ links }: { links: readonly FootLink[] }) {
  return (
    <>
      <p className="flex flex-wrap gap-x-6">
        {links.map(({ href, words }) => (
          <a key={href} href={href} className="text-link inline-flex min-h-11 items-center">
            {words}
          </a>
        ))}
      </p>
      <ButtonLink href="/account/not-me" variant="secondary">
        {t("sessions.notMe.link")}
      </ButtonLink>
      <ButtonLink href="/account" variant="quiet">
        {t("merge.undo.toAccount")}
      </ButtonLink>
    </>
  );
}
