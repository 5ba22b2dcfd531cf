import { cleanText, clipText } from "../text/clean-text.ts";

/** What a provider says about a person. Only `id` is a key; the address is contact data, whatever `emailVerified` says. */
export type ProviderProfile = {
  id: string;
  name: string | undefined;
  email: string | undefined;
  /** Undefined where the provider says nothing about it. Recorded, and never a reason to link. */
  emailVerified: boolean | undefined;
  /** Only where the person asked us to fetch it. */
  postalCode?: string | undefined;
};

const maxNameLength = 200;
/** As long as a postal code of an address here may be. */
const maxPostalCodeLength = 20;

/** A name as text for pages (`cleanText`), 200 characters at most. Undefined when nothing that can be seen is left. */
export function cleanName(value: string | undefined): string | undefined {
  return clipText(cleanText(value ?? ""), maxNameLength) || undefined;
}

/** A postal code as text, with the zeros that it begins with; undefined for none, and for what is too long to be one. */
export function cleanPostalCode(value: string | undefined): string | undefined {
  const text = cleanText(value ?? "");
  return text === "" || [...text].length > maxPostalCodeLength ? undefined : text;
}
