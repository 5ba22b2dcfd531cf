import { expect, test } from "vitest";
import { t } from "../i18n/index.ts";
import { addressDeeds, type CheckoutProblem, checkoutProblems, readAddressDeed, readAddressListForm, readCheckoutProblem, readPlaceForm } from "./checkout-forms.ts";
import { bagFingerprint } from "./order-fingerprint.ts";
import { product } from "./products.ts";

const hash = "a".repeat(43);

test("reads the form that places an order, with an address chosen or not", () => {
  expect(readPlaceForm({ action: "place", token: hash, bag: hash, address: "x", extra: "dropped" })).toEqual({ token: hash, bag: hash, address: "x" });
  expect(readPlaceForm({ token: hash, bag: hash })).toEqual({ token: hash, bag: hash });
});

test.each([{}, { token: hash }, { token: "short", bag: hash }, { token: hash, bag: `${hash}a` }, { token: hash, bag: hash, address: "x".repeat(65) }, { token: `${hash.slice(1)}é`, bag: hash }])("takes %j for no form of ours", (fields) => {
  expect(readPlaceForm(fields as Record<string, string>)).toBeNull();
});

test.each([{}, { action: "remove" }, { action: "drop", address: "x" }, { action: "__proto__", address: "x" }, { address: "x" }])("takes %j for no button of the list", (fields) => {
  expect(readAddressListForm(fields as Record<string, string>)).toBeNull();
});

test("reads back problems and deeds, and ignores words that are not ours", () => {
  for (const problem of Object.keys(checkoutProblems) as CheckoutProblem[]) {
    expect(readCheckoutProblem(problem)).toBe(problem);
    expect(t(`shop.checkout.problems.${problem}`, { most: 20 })).not.toBe("");
  }
  for (const deed of addressDeeds) expect(readAddressDeed(deed)).toBe(deed);
  for (const word of ["", "toString", "__proto__", undefined, ["input"], null]) {
    expect(readCheckoutProblem(word)).toBeNull();
    expect(readAddressDeed(word)).toBeNull();
  }
});

const line = (id: "seed-tin" | "camp-stool", quantity: number, minor = product(id).price.minor) => ({ product: { ...product(id), price: { minor, currency: "USD" as const } }, quantity, total: { minor: minor * quantity, currency: "USD" as const } });

test("fingerprints a bag by user, products, prices and quantities, whatever the order of its lines", () => {
  const bag = [line("seed-tin", 2), line("camp-stool", 1)];
  const print = bagFingerprint("vera", bag);
  expect(bagFingerprint("vera", bag.toReversed())).toBe(print);
  const others = [bagFingerprint("mal", bag), bagFingerprint("vera", [line("seed-tin", 1), line("camp-stool", 2)]), bagFingerprint("vera", [line("seed-tin", 2, 1_451), line("camp-stool", 1)]), bagFingerprint("vera", [line("seed-tin", 2)]), bagFingerprint("vera", [])];
  expect(new Set([print, ...others]).size).toBe(6);
});
