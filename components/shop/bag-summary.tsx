import { ButtonLink } from "#components/ui/button.tsx";
import { Card, Stack } from "#components/ui/layout.tsx";
import { t } from "#lib/i18n/index.ts";
import type { BagView } from "#lib/shop/bag.ts";
import { formatMoney } from "./format-money.ts";

type BagSummaryProps = { bag: Pick<BagView, "count" | "total">; guest: boolean };

/** The way to the checkout; a guest is led through the sign-in, with the bag. */
function CheckOut({ guest }: Pick<BagSummaryProps, "guest">) {
  if (!guest) {
    return (
      <ButtonLink href="/checkout" full>
        {t("shop.bag.checkOut")}
      </ButtonLink>
    );
  }
  return (
    <div className="grid gap-2">
      <ButtonLink href="/signin?returnTo=%2Fcheckout" full>
        {t("shop.bag.checkOutGuest")}
      </ButtonLink>
      <p className="text-sm text-soft">{t("shop.bag.checkOutGuestHint")}</p>
    </div>
  );
}

/** What it all comes to, and the way on. */
export function BagSummary({ bag, guest }: BagSummaryProps) {
  return (
    <Card as="section" className="lg:sticky lg:top-6">
      <Stack>
        <h2 className="title-2">{t("shop.bag.summaryTitle")}</h2>
        <dl className="flex flex-wrap items-baseline justify-between gap-x-4 border-t border-line pt-4">
          <dt>
            {`${t("shop.bag.total")} `}
            <span className="text-soft">({t("shop.bag.count", { count: bag.count })})</span>
          </dt>
          <dd className="title-2 tabular-nums">{formatMoney(bag.total)}</dd>
        </dl>
        <CheckOut guest={guest} />
        <ButtonLink href="/" variant="quiet" full>
          {t("shop.bag.keepShopping")}
        </ButtonLink>
      </Stack>
    </Card>
  );
}
