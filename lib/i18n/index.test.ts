import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type MessageKey, messageKeys, t } from "./index.ts";

const sources = globSync("{app,components,lib}/**/*.{ts,tsx}", { cwd: new URL("../../", import.meta.url).pathname })
  .filter((file) => !/\.test\.tsx?$|^lib\/i18n\/en\/|\/generated\//.test(file))
  .map((file) => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8"))
  .join("\n");

/** Keys that are put together at run time, by the template that does it. */
const dynamic = [
  ["stepUp.purposes.", "t(`stepUp.purposes.${"],
  ["outcomes.", "t(`outcomes.${"],
  ["merge.counts.", "t(`merge.counts.${"],
  ["notices.kinds.", "t(`notices.kinds.${"],
  ["auth.providers.", "t(`auth.providers.${"],
  ["shop.products.", "t(`shop.products.${"],
  ["shop.categories.", "t(`shop.categories.${"],
  ["shop.problem.", "t(`shop.problem.${"],
  ["shop.flash.", "t(`shop.flash.${"],
  ["shop.addresses.fields.", "t(`shop.addresses.fields.${"],
  ["shop.addresses.done.", "t(`shop.addresses.done.${"],
  ["shop.checkout.problems.", "t(`shop.checkout.problems.${"],
  ["shop.home.promises.", "t(`shop.home.promises.${"],
  ["linking.done.", "t(`linking.done.${"],
  ["sessions.why.", "t(`sessions.why.${"],
  ["sessions.activity.events.", "t(`sessions.activity.events.${"],
  // The error page runs in the browser and takes this object itself.
  ["pages.fault.", "lib/i18n/en/fault.ts"],
] as const;

/** A value for whatever placeholder a message has. */
const anything = new Proxy({}, { get: () => 7, has: () => true, getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true, value: 7 }) });

test("uses every key of the catalogue somewhere", () => {
  const unused = messageKeys().filter((key) => !dynamic.some(([prefix]) => key.startsWith(prefix)) && !sources.includes(`"${key}"`));
  expect(unused).toEqual([]);
});

test.each(dynamic)("puts keys that begin with %s together somewhere", (_prefix, template) => {
  expect(sources).toContain(template);
});

test("has no other keys that are put together at run time, which the search for unused ones would miss", () => {
  const templates = [...sources.matchAll(/\bt\(`([^`$]*)\$\{/g)].map((match) => match[1] ?? "");
  expect(templates.filter((prefix) => !dynamic.some(([known]) => known === prefix))).toEqual([]);
});

test.each(messageKeys())("has a well-formed text for %s", (key) => {
  const text = t(key, anything);
  expect(text.trim()).not.toBe("");
  expect(text).toBe(text.trim());
  expect(text).not.toMatch(/[{}]|undefined|\s{2}/);
});

test("inserts values as text, whatever they hold", () => {
  expect(t("account.title", { name: "{count} <b>'#'</b>" })).toBe("Hello, {count} <b>'#'</b>");
});

test("forms plurals", () => {
  expect([1, 2].map((count) => t("common.nav.bagCount", { count }))).toEqual(["(1 item)", "(2 items)"]);
});

test("throws for a key that does not exist and for a value that is missing", () => {
  expect(() => t("auth.none" as MessageKey)).toThrow("no message auth.none");
  expect(() => t("auth" as MessageKey)).toThrow("no message auth");
  expect(() => t("account.title")).toThrow(/name/);
});
