import { Card, PageFrame, PageTitle, Stack } from "#components/ui/layout.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { t } from "#lib/i18n/index.ts";
import type { AddressDraft } from "#lib/shop/address-form.ts";
import type { Country } from "#lib/shop/countries.ts";
import { AddressErrorSummary, AddressForm } from "./address-form.tsx";

type AddressPageProps = {
  title: string;
  lead?: string;
  action: string;
  draft: AddressDraft;
  countries: readonly Country[];
  /** How many addresses there may be, when there are as many: nothing can be added then. */
  full?: number | null;
};

/** One address in a form of its own. */
export function AddressPage({ title, lead, action, draft, countries, full = null }: AddressPageProps) {
  return (
    <PageFrame width="prose">
      <Stack gap="lg">
        {full === null && <AddressErrorSummary problems={draft.problems} />}
        <PageTitle lead={lead}>{title}</PageTitle>
        {full === null ? (
          <Card>
            <AddressForm action={action} draft={draft} countries={countries} submit={t("shop.addresses.save")} />
          </Card>
        ) : (
          <Notice title={t("shop.addresses.fullTitle")}>{t("shop.addresses.full", { most: full })}</Notice>
        )}
        <p>
          <a href="/addresses" className="text-link inline-flex min-h-11 items-center">
            {t("shop.addresses.back")}
          </a>
        </p>
      </Stack>
    </PageFrame>
  );
}
