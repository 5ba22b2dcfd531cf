import { Button, ButtonLink } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Card, Stack } from "#components/ui/layout.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { t } from "#lib/i18n/index.ts";
import type { AddressDraft } from "#lib/shop/address-form.ts";
import type { AddressView } from "#lib/shop/addresses.ts";
import type { CheckoutView } from "#lib/shop/checkout.ts";
import type { Country } from "#lib/shop/countries.ts";
import { AddressForm } from "./address-form.tsx";
import { formatMoney } from "./format-money.ts";
import { asOrderLines, OrderLines } from "./order-lines.tsx";
import { PostalAddress } from "./postal-address.tsx";

/** The form that places the order. The addresses stand elsewhere on the page and name it. */
const placeFormId = "place-order";
/** Where the error summary leads when no address was chosen. */
export const addressChoiceId = "deliver-to";

function AddressChoice({ addresses, selectedId }: { addresses: AddressView[]; selectedId: string | null }) {
  return (
    <fieldset className="grid min-w-0 gap-3">
      <legend className="sr-only">{t("shop.checkout.addressesLabel")}</legend>
      {addresses.map((address) => (
        <label
          key={address.id}
          className="flex cursor-pointer gap-4 rounded-control border border-edge bg-surface p-4 hover:border-ink has-checked:border-accent has-checked:bg-accent-tint has-checked:ring-1 has-checked:ring-accent"
        >
          <input type="radio" name="address" value={address.id} form={placeFormId} defaultChecked={address.id === selectedId} className="mt-0.5 size-6 shrink-0" />
          <PostalAddress address={address} strongName />
        </label>
      ))}
    </fieldset>
  );
}

type DeliverToProps = Pick<CheckoutView, "addresses" | "selectedId" | "mayAddAddress"> & { draft: AddressDraft; countries: readonly Country[] };

function DeliverTo({ addresses, selectedId, mayAddAddress, draft, countries }: DeliverToProps) {
  const form = <AddressForm action="/checkout" hidden={{ action: "add_address" }} draft={draft} countries={countries} submit={t("shop.checkout.useAddress")} />;
  if (addresses.length === 0) {
    return (
      <Card>
        <p className="mb-6 text-soft">{t("shop.checkout.firstAddress")}</p>
        {form}
      </Card>
    );
  }
  return (
    <>
      <AddressChoice addresses={addresses} selectedId={selectedId} />
      {mayAddAddress && (
        <details open={draft.problems.length > 0} className="group rounded-control border border-line bg-surface">
          <summary className="flex min-h-12 cursor-pointer list-none items-center gap-2 rounded-control px-4 font-medium text-accent hover:bg-accent-tint [&::-webkit-details-marker]:hidden">
            <Icon name="plus" className="size-5 group-open:hidden" />
            <Icon name="minus" className="hidden size-5 group-open:block" />
            {t("shop.checkout.otherAddress")}
          </summary>
          <div className="border-t border-line p-4 sm:p-6">{form}</div>
        </details>
      )}
      <p>
        <a href="/addresses" className="text-link inline-flex min-h-11 items-center">
          {t("shop.checkout.manage")}
        </a>
      </p>
    </>
  );
}

function Summary({ bag, fingerprint, token, ready }: Pick<CheckoutView, "bag" | "fingerprint"> & { token: string; ready: boolean }) {
  return (
    <Card as="section" className="lg:sticky lg:top-6">
      <Stack>
        <h2 className="title-2">{t("shop.checkout.summaryTitle")}</h2>
        <dl className="flex flex-wrap items-baseline justify-between gap-x-4 border-t border-line pt-4">
          <dt>
            {`${t("shop.checkout.total")} `}
            <span className="text-soft">({t("shop.bag.count", { count: bag.count })})</span>
          </dt>
          <dd className="title-2 tabular-nums">{formatMoney(bag.total)}</dd>
        </dl>
        <p className="text-soft">{t("shop.checkout.noCharge")}</p>
        {ready ? (
          <PostForm id={placeFormId} action="/checkout" fields={{ action: "place", token, bag: fingerprint }}>
            <Button full>{t("shop.checkout.place")}</Button>
          </PostForm>
        ) : (
          <Notice>{t("shop.checkout.needsAddress")}</Notice>
        )}
      </Stack>
    </Card>
  );
}

export type CheckoutPanelProps = {
  checkout: CheckoutView;
  /** Random, so that this very form makes one order. */
  token: string;
  draft: AddressDraft;
  countries: readonly Country[];
};

/** Where it goes, what is in the bag, what it comes to, and the button that orders it. */
export function CheckoutPanel({ checkout, token, draft, countries }: CheckoutPanelProps) {
  const { bag, fingerprint, addresses } = checkout;
  return (
    <div className="grid items-start gap-10 lg:grid-cols-[minmax(0,1fr)_22rem] lg:gap-16">
      <Stack gap="lg">
        <section aria-labelledby={addressChoiceId} className="grid gap-4">
          <h2 id={addressChoiceId} className="title-2 scroll-mt-6">
            {t("shop.checkout.deliverTitle")}
          </h2>
          <DeliverTo {...checkout} draft={draft} countries={countries} />
        </section>
        <section aria-labelledby="items" className="grid gap-4">
          <div className="flex flex-wrap items-baseline justify-between gap-x-4">
            <h2 id="items" className="title-2">
              {t("shop.checkout.itemsTitle")}
            </h2>
            <ButtonLink href="/bag" variant="quiet" className="-mr-5">
              {t("shop.checkout.changeBag")}
            </ButtonLink>
          </div>
          <OrderLines lines={asOrderLines(bag.lines)} label={t("shop.checkout.itemsTitle")} />
        </section>
      </Stack>
      <Summary bag={bag} fingerprint={fingerprint} token={token} ready={addresses.length > 0} />
    </div>
  );
}
