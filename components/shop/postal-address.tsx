import { PersonText } from "#components/ui/person-text.tsx";
import type { PostalAddress as Address } from "#lib/shop/addresses.ts";

/** An address, a line each and uncut: a parcel goes there. Every line was typed by somebody, so each is text of its own. Spans, for it also stands in labels. */
export function PostalAddress({ address, strongName = false }: { address: Address; strongName?: boolean }) {
  const place = [[address.city, address.region].filter(Boolean).join(", "), address.postalCode].filter(Boolean).join(" ");
  const lines = Object.entries({ line1: address.line1, line2: address.line2, place });
  return (
    <span className="grid min-w-0 leading-snug">
      <span className={strongName ? "mb-1 font-semibold" : ""}>
        <PersonText lines="all">{address.fullName}</PersonText>
      </span>
      {lines.map(([part, text]) => text && (
        <span key={part}>
          <PersonText lines="all">{text}</PersonText>
        </span>
      ))}
      <span>{address.countryName}</span>
    </span>
  );
}
