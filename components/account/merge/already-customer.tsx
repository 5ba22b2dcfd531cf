import { ButtonLink } from "#components/ui/button.tsx";
import { Card } from "#components/ui/layout.tsx";
import { t } from "#lib/i18n/index.ts";

/** For a shopper who has come with a provider only, and may have an account here with another address. A quiet hint: nothing waits for it. */
export function AlreadyCustomer() {
  return (
    <Card as="section" className="grid gap-4">
      <h2 className="title-2">{t("merge.customer.title")}</h2>
      <p className="text-soft">{t("merge.customer.text")}</p>
      <p>
        <ButtonLink href="/account/merge" variant="secondary">
          {t("merge.customer.link")}
        </ButtonLink>
      </p>
    </Card>
  );
}

/** The same for everybody else, as a line. */
export function SecondAccount() {
  return (
    <p>
      <a href="/account/merge" className="text-link inline-flex min-h-11 items-center">
        {t("merge.second")}
      </a>
    </p>
  );
}
