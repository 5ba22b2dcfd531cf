import { PersonText } from "#components/ui/person-text.tsx";
import type { PostalAddress as Address } from "#lib/shop/addresses.ts";

/** An address, a line each and uncut: a parcel goes there. Every line was typed by somebody, so each is text of its own. */
export function PostalAddress({ address, strongName = false }: { address: Address; strongName?: boolean }) {
  const place = [[address.city, address.region].filter(Boolean).join(", "), address.postalCode].filter(Boolean).join(" ");
  const lines = Object.entries({ line1: address.line1, line2: address.line2, place });
  return (
    <div className="grid min-w-0 leading-snug">
      <p className={strongName ? "mb-1 font-semibold" : ""}>
        <PersonText lines="all">{address.fullName}</PersonText>
      </p>
      {lines.map(([part, text]) => text && (
        <p key={part}>
          <PersonText lines="all">{text}</PersonText>
        </p>
      ))}
      <p>{address.countryName}</p>
    </div>
  );
}
