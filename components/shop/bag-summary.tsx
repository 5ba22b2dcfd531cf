import { ButtonLink } from "#components/ui/button.tsx";
import { Card, Stack } from "#components/ui/layout.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { t } from "#lib/i18n/index.ts";
import type { BagView } from "#lib/shop/bag.ts";
import { formatMoney } from "./format-money.ts";

type BagSummaryProps = {
  bag: Pick<BagView, "count" | "total">;
  guest: boolean;
  /** True after "Check out" was pressed by somebody who is signed in. */
  checkingOut: boolean;
};

function CheckOut({ guest, checkingOut }: Pick<BagSummaryProps, "guest" | "checkingOut">) {
  if (guest) {
    return (
      <div className="grid gap-2">
        <ButtonLink href="/signin?returnTo=%2Fbag" full>
          {t("shop.bag.checkOutGuest")}
        </ButtonLink>
        <p className="text-sm text-soft">{t("shop.bag.checkOutGuestHint")}</p>
      </div>
    );
  }
  if (checkingOut) {
    return (
      <Notice kind="info" title={t("shop.bag.noPaymentTitle")}>
        {t("shop.bag.noPayment")}
      </Notice>
    );
  }
  return (
    <ButtonLink href="/bag?checkout=1#summary" full>
      {t("shop.bag.checkOut")}
    </ButtonLink>
  );
}

/** What it all comes to, and the way on. */
export function BagSummary({ bag, guest, checkingOut }: BagSummaryProps) {
  return (
    <Card as="section" className="lg:sticky lg:top-6">
      <Stack>
        <h2 id="summary" className="title-2 scroll-mt-6">
          {t("shop.bag.summaryTitle")}
        </h2>
        <dl className="flex flex-wrap items-baseline justify-between gap-x-4 border-t border-line pt-4">
          <dt>
            {t("shop.bag.total")} <span className="text-soft">({t("shop.bag.count", { count: bag.count })})</span>
          </dt>
          <dd className="title-2 tabular-nums">{formatMoney(bag.total)}</dd>
        </dl>
        <CheckOut guest={guest} checkingOut={checkingOut} />
        <ButtonLink href="/" variant="quiet" full>
          {t("shop.bag.keepShopping")}
        </ButtonLink>
      </Stack>
    </Card>
  );
}
