import { ButtonLink } from "./button.tsx";
import { Larkspur } from "./larkspur.tsx";
import { PageFrame, PageTitle } from "./layout.tsx";
import { t } from "#lib/i18n/index.ts";

/** What the 404 page shows. The room of the picture, which comes last, is there from the start. */
export function NotFoundPanel() {
  return (
    <PageFrame width="medium">
      <div className="grid gap-10 sm:grid-cols-[minmax(0,1fr)_11.375rem]">
        <div className="grid content-start gap-8 sm:pt-10">
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
