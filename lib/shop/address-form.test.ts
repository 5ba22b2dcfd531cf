import fc from "fast-check";
import { expect, test } from "vitest";
import { packFormValues } from "../http/form-values.ts";
import { addressDraft, addressFields, type AddressFieldName, addressValues, readAddress } from "./address-form.ts";
import { countries, isCountryCode } from "./countries.ts";

const good = { fullName: "Ada Lovelace", line1: "12 St James's Square", line2: "", city: "London", region: "", postalCode: "SW1Y 4JH", country: "GB" };
const problemsOf = (change: Record<string, string>) => {
  const read = readAddress({ ...good, ...change });
  return read.kind === "problems" ? read.problems.map(({ field, code }) => `${field} ${code}`) : [];
};

test("reads an address, and what was left empty as nothing", () => {
  expect(readAddress(good)).toEqual({ kind: "address", address: { ...good, line2: null, region: null } });
  expect(readAddress({ ...good, region: "Greater London", line2: "Flat 2" })).toMatchObject({ address: { region: "Greater London", line2: "Flat 2" } });
});

test("blames each field that is missing, and no other", () => {
  expect(problemsOf({ fullName: "", line1: " ", city: "\u200b", country: "" })).toEqual(["fullName missing", "line1 missing", "city missing", "country missing"]);
  const read = readAddress({});
  expect(read.kind === "problems" && read.problems.map(({ field }) => field)).toEqual(["fullName", "line1", "city", "country"]);
});

test("takes each field as long as it may be and not a character longer, whatever the character", () => {
  for (const [name, { most }] of Object.entries(addressFields)) {
    if (name === "country") continue;
    for (const character of ["a", "ß", "漢", "👩"]) {
      expect(problemsOf({ [name]: character.repeat(most) }), name).toEqual([]);
      expect(problemsOf({ [name]: character.repeat(most + 1) }), name).toEqual([`${name} too_long`]);
    }
    expect(problemsOf({ [name]: "a".repeat(60_000) })).toEqual([`${name} too_long`]);
  }
});

test.each(["XX", "gb", "GBR", "United Kingdom", "__proto__", "G B", "GB\u0000x", "🇬🇧", "UK"])("refuses the country %j", (country) => {
  expect(problemsOf({ country })).toEqual(["country unknown"]);
});

test("makes one clean line of each field, and keeps markup as the text it is", () => {
  const read = readAddress({ ...good, fullName: "  Ada\u202e \r\n Lovelace\u0000 ", line1: "<script>alert(1)</script>", city: "\u2066Lon\u2069don" });
  expect(read).toMatchObject({ kind: "address", address: { fullName: "Ada Lovelace", line1: "<script>alert(1)</script>", city: "Lon don" } });
});

test("shows on a first visit what is stored, without problems", () => {
  expect(addressDraft({}, { city: "London" })).toEqual({ values: { city: "London" }, problems: [] });
  expect(addressDraft({ email: "of another form" }, { city: "London" })).toEqual({ values: { city: "London" }, problems: [] });
});

test("shows after a refusal what was typed, not what is stored, with its problems", () => {
  const draft = addressDraft(addressValues({ ...good, city: "", line1: "x".repeat(120) }), { city: "London" });
  expect(draft.values).toMatchObject({ city: "", line1: "x".repeat(120), fullName: "Ada Lovelace" });
  expect(draft.problems.map(({ field, code }) => `${field} ${code}`)).toEqual(["line1 too_long", "city missing"]);
});

test("shows the same problems again whatever was typed, and always fits the header in which it travels", () => {
  const text = fc.oneof(fc.string({ unit: "binary", maxLength: 400 }), fc.string({ unit: "grapheme", maxLength: 400 }), fc.constantFrom("\ud800".repeat(500), "\"\\".repeat(300), "漢".repeat(500), "\u0001".repeat(500), ""));
  const fields = fc.record(Object.fromEntries(Object.keys(addressFields).map((name) => [name, text])) as Record<AddressFieldName, typeof text>);
  fc.assert(
    fc.property(fields, (typed) => {
      const values = addressValues(typed);
      expect(packFormValues(values)).toBeDefined();
      const read = readAddress(typed);
      expect(addressDraft(values).problems).toEqual(read.kind === "problems" ? read.problems : []);
    }),
    { seed: 20_261_125, numRuns: 300 },
  );
});

test("knows every country once, by name, in the order of the names", () => {
  expect(countries()).toHaveLength(249);
  expect(new Set(countries().map(({ code }) => code)).size).toBe(249);
  for (const { code, name } of countries()) {
    expect(isCountryCode(code)).toBe(true);
    expect(name, code).not.toBe(code);
  }
  expect(countries().map(({ name }) => name)).toEqual(countries().map(({ name }) => name).toSorted(new Intl.Collator("en").compare));
});
