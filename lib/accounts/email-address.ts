import { domainToASCII, domainToUnicode } from "node:url";

/**
 * Addresses that we send to are plain ones: ASCII local part without quoting, a domain with a dot (international
 * domains become punycode). Everything else is refused instead of repaired: full-width letters, U+FF20, comma lists,
 * line breaks, NUL and invisible characters could make two people look like one, or one mail go to two.
 */
const localPart = /^[a-z0-9](?:[a-z0-9._%+'-]{0,62}[a-z0-9_+-])?$/i;
const domainPart = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

/** An address as we show and mail it, and its canonical form, which is what is unique. */
export type EmailAddress = { address: string; canonical: string };

/**
 * Reads an e-mail address.
 * @returns undefined for anything that is not one plain address of 254 characters at most
 */
export function parseEmailAddress(value: unknown): EmailAddress | undefined {
  if (typeof value !== "string" || value.length > 254) return undefined;
  if (/\p{Cc}/u.test(value)) return undefined;
  const text = value.trim();
  const at = text.lastIndexOf("@");
  const local = text.slice(0, at);
  // A backslash or slash would make the URL rules of domainToASCII read something else than a domain.
  const rawDomain = text.slice(at + 1);
  if (at < 1 || /[^\p{L}\p{M}\p{N}.-]/u.test(rawDomain)) return undefined;
  const domain = domainToASCII(rawDomain).toLowerCase();
  if (!localPart.test(local) || local.includes("..") || !domainPart.test(domain)) return undefined;
  // domainToASCII repairs full-width letters and drops invisible ones: what it changed beyond case was not plain.
  const written = rawDomain.normalize("NFC").toLowerCase();
  if (written !== domain && written !== domainToUnicode(domain)) return undefined;
  const address = `${local}@${domain}`;
  return address.length > 254 ? undefined : { address, canonical: address.toLowerCase() };
}
