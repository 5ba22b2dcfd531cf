import { Button, ButtonLink } from "#components/ui/button.tsx";
import { PostForm } from "#components/ui/form.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { inSentence } from "#components/ui/person-text.tsx";
import { t } from "#lib/i18n/index.ts";
import type { AddressView } from "#lib/shop/addresses.ts";
import { PostalAddress } from "./postal-address.tsx";

/** A button of one address. Several people have the same name, so a screen reader hears the street too. */
function ListButton({ action, address, label }: { action: "remove" | "default"; address: AddressView; label: string }) {
  return (
    <PostForm action="/addresses" fields={{ action, address: address.id }}>
      <Button variant="quiet" aria-label={spoken(label, address)} className="px-2!">
        {label}
      </Button>
    </PostForm>
  );
}

const spoken = (label: string, { fullName, line1 }: AddressView) => t("shop.addresses.ofPerson", { label, name: inSentence(`${fullName}, ${line1}`, 64) });

function Item({ address, isDefault }: { address: AddressView; isDefault: boolean }) {
  return (
    <li className="flex min-w-0 flex-col justify-between gap-4 rounded-card border border-line bg-surface p-6 shadow-card">
      <div className="grid gap-3">
        {isDefault && (
          <p className="flex items-center gap-2 text-sm font-medium text-success">
            <Icon name="check" className="size-4" />
            {t("shop.addresses.default")}
          </p>
        )}
        <PostalAddress address={address} strongName />
      </div>
      <div className="-mx-2 -mb-2 flex flex-wrap">
        <ButtonLink href={`/addresses/${address.id}`} variant="quiet" aria-label={spoken(t("shop.addresses.change"), address)} className="px-2!">
          {t("shop.addresses.change")}
        </ButtonLink>
        {!isDefault && <ListButton action="default" address={address} label={t("shop.addresses.makeDefault")} />}
        <ListButton action="remove" address={address} label={t("shop.addresses.remove")} />
      </div>
    </li>
  );
}

/** A user's addresses; the first is the default. */
export function AddressList({ addresses }: { addresses: AddressView[] }) {
  return (
    <ul role="list" aria-label={t("shop.addresses.listLabel")} className="grid gap-6 sm:grid-cols-2 lg:grid-cols-3">
      {addresses.map((address, index) => (
        <Item key={address.id} address={address} isDefault={index === 0} />
      ))}
    </ul>
  );
}
