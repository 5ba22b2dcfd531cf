import { ButtonLink } from "./button.tsx";
import { Larkspur } from "./larkspur.tsx";
import { PageFrame, PageTitle } from "./layout.tsx";
import { t } from "#lib/i18n/index.ts";

/** What the 404 page shows. */
export function NotFoundPanel() {
  return (
    <PageFrame width="medium">
      <div className="grid items-center gap-10 sm:grid-cols-[minmax(0,1fr)_auto]">
        <div className="grid gap-8">
          <PageTitle lead={t("pages.notFound.lead")}>{t("pages.notFound.title")}</PageTitle>
          <div className="flex flex-wrap gap-3">
            <ButtonLink href="/">{t("pages.notFound.home")}</ButtonLink>
            <ButtonLink href="/account" variant="secondary">
              {t("pages.notFound.account")}
            </ButtonLink>
            <ButtonLink href="/help/sign-in" variant="quiet">
              {t("pages.notFound.help")}
            </ButtonLink>
          </div>
        </div>
        <Larkspur className="hidden h-80 w-auto sm:block" />
      </div>
    </PageFrame>
  );
}
