import { cleanText } from "../text/clean-text.ts";
import { isCountryCode } from "./countries.ts";

/** The fields of an address, in the order in which people write them, with what is asked of each (code points). */
export const addressFields = {
  fullName: { most: 100, required: true },
  line1: { most: 100, required: true },
  line2: { most: 100, required: false },
  city: { most: 80, required: true },
  region: { most: 80, required: false },
  postalCode: { most: 20, required: false },
  country: { most: 2, required: true },
} as const satisfies Record<string, { most: number; required: boolean }>;

export type AddressFieldName = keyof typeof addressFields;
const fieldNames = Object.keys(addressFields) as AddressFieldName[];

/** An address as it is stored: one clean line a field; what was left empty is null. */
export type AddressInput = { fullName: string; line1: string; line2: string | null; city: string; region: string | null; postalCode: string | null; country: string };

/** `unknown` is a country that is none. */
export type AddressProblemCode = "missing" | "too_long" | "unknown";
export type AddressProblem = { field: AddressFieldName; code: AddressProblemCode; most: number };
/** What a person typed, by field; null where nothing was typed yet. */
export type AddressDraft = { values: Partial<Record<AddressFieldName, string>>; problems: AddressProblem[] };

type Fields = Readonly<Record<string, string>>;

function problemOf(field: AddressFieldName, text: string): AddressProblem | null {
  const { most, required } = addressFields[field];
  const problem = (code: AddressProblemCode) => ({ field, code, most });
  if (text === "") return required ? problem("missing") : null;
  if (field === "country") return isCountryCode(text) ? null : problem("unknown");
  return [...text].length > most ? problem("too_long") : null;
}

/**
 * Reads the fields of an address (pure). Text is cleaned, never cut: what is too long is a problem of its field.
 * @param fields of a form, as they came; a missing one counts as empty
 */
export function readAddress(fields: Fields): { kind: "address"; address: AddressInput } | { kind: "problems"; problems: AddressProblem[] } {
  const clean = Object.fromEntries(fieldNames.map((name) => [name, cleanText(fields[name] ?? "")])) as Record<AddressFieldName, string>;
  const problems = fieldNames.flatMap((name) => problemOf(name, clean[name]) ?? []);
  if (problems.length > 0) return { kind: "problems", problems };
  const { line2, region, postalCode, ...rest } = clean;
  return { kind: "address", address: { ...rest, line2: line2 || null, region: region || null, postalCode: postalCode || null } };
}

/** How much longer than allowed a value may be and still be shown again whole. */
const shownBeyond = 40;

/**
 * What a refused form shows again: the same fields, cleaned, and cut only far beyond what is allowed, so that the whole
 * of it travels in one header (lib/http/form-values.ts).
 */
export function addressValues(fields: Fields): Record<AddressFieldName, string> {
  const shown = (name: AddressFieldName) => cleanText(fields[name] ?? "").slice(0, addressFields[name].most + shownBeyond).toWellFormed();
  return Object.fromEntries(fieldNames.map((name) => [name, shown(name)])) as Record<AddressFieldName, string>;
}

/**
 * The form of an address as a page shows it: on a first visit with `initial` and without problems, after a refusal with
 * what was typed and what is wrong with it.
 * @param typed values of the refused form; empty on a first visit
 */
export function addressDraft(typed: Fields, initial: AddressDraft["values"] = {}): AddressDraft {
  if (!fieldNames.some((name) => Object.hasOwn(typed, name))) return { values: initial, problems: [] };
  const read = readAddress(typed);
  return { values: addressValues(typed), problems: read.kind === "problems" ? read.problems : [] };
}
