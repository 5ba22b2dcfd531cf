import { expect, test } from "vitest";
import { messageKeys, t } from "../i18n/index.ts";
import { readFlash, withFlash } from "./flash.ts";
import { readBagForm, readSavedForm } from "./forms.ts";
import { problemCodes, readProblem, withProblem } from "./problem.ts";
import { isProductId, products } from "./products.ts";

const add = { action: "add", productId: "seed-tin" };
const quantityProblem = { kind: "problem", problem: { code: "quantity", productId: "seed-tin" } };
const inputProblem = { kind: "problem", problem: { code: "input", productId: null } };

test("reads an addition without quantity as one, back to the bag", () => {
  expect(readBagForm(add)).toEqual({ kind: "form", form: { action: "add", productId: "seed-tin", quantity: 1, returnTo: "/bag" } });
});

test("keeps a destination on this site and replaces any other", () => {
  expect(readBagForm({ ...add, returnTo: "/#seed-tin" })).toMatchObject({ form: { returnTo: "/#seed-tin" } });
  for (const returnTo of ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "", "/signout"]) {
    expect(readBagForm({ ...add, returnTo })).toMatchObject({ form: { returnTo: "/bag" } });
    expect(readSavedForm({ ...add, returnTo })).toMatchObject({ form: { returnTo: "/saved" } });
  }
});

test.each(["0", "100", "-1", "1.5", "1e1", "", "abc", "99999999999", "１", "0x10"])("blames the quantity, of that product, for the quantity %j", (quantity) => {
  expect(readBagForm({ action: "set", productId: "seed-tin", quantity })).toEqual(quantityProblem);
});

test.each([["1", 1], ["99", 99], [" 7 ", 7], ["007", 7]])("reads the quantity %j as %i", (quantity, number) => {
  expect(readBagForm({ action: "set", productId: "seed-tin", quantity })).toMatchObject({ form: { quantity: number } });
});

test.each([
  {},
  { action: "add" },
  { action: "add", productId: "__proto__" },
  { action: "add", productId: "constructor" },
  { action: "set", productId: "nothing-of-ours", quantity: "0" },
  { action: "add", productId: "seed-tin\u0000" },
  { action: "drop", productId: "seed-tin" },
  { action: "__proto__", productId: "seed-tin", quantity: "1" },
])("refuses %j as input that no page of ours sends", (fields) => {
  expect(readBagForm(fields as Record<string, string>)).toEqual(inputProblem);
  expect(readSavedForm(fields as Record<string, string>)).toEqual(inputProblem);
});

test("puts one message into a destination, before its fragment, and reads it back", () => {
  const path = withFlash("/?added=camp-stool&problem=input&page=2#seed-tin", { kind: "saved", productId: "seed-tin" });
  expect(path).toBe("/?page=2&saved=seed-tin#seed-tin");
  expect(readFlash({ saved: "seed-tin" })).toEqual({ kind: "saved", productId: "seed-tin" });
});

test("shows no message for anything that is not a product of ours", () => {
  for (const added of ["<b>free</b>", "__proto__", "toString", "", ["seed-tin", "camp-stool"], undefined]) expect(readFlash({ added })).toBeNull();
});

test("reads back a problem and ignores codes that are not ours", () => {
  expect(withProblem("/bag", { code: "quantity", productId: "seed-tin" })).toBe("/bag?problem=quantity&item=seed-tin");
  expect(readProblem({ problem: "quantity", item: "seed-tin" })).toEqual({ code: "quantity", productId: "seed-tin" });
  expect(readProblem({ problem: "quantity", item: "x" })).toEqual({ code: "quantity", productId: null });
  expect(readProblem({ problem: "anything" })).toBeNull();
  expect(readProblem({})).toBeNull();
});

test("has twelve products, each with words, a price and a picture of its own", () => {
  const keys = new Set<string>(messageKeys());
  expect(products).toHaveLength(12);
  for (const { id, price, picture } of products) {
    for (const word of ["name", "description", "picture"]) expect(keys).toContain(`shop.products.${id}.${word}`);
    expect(isProductId(id)).toBe(true);
    expect(price.minor).toBeGreaterThan(0);
    expect(picture).toBe(`/products/${id}.svg`);
  }
  expect(new Set(products.map((product) => product.picture)).size).toBe(12);
});

test("has words for every problem", () => {
  for (const code of problemCodes) expect(t(`shop.problem.${code}`)).not.toBe("");
});
