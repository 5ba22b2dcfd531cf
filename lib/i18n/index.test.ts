import { globSync, readFileSync } from "node:fs";
import { IntlMessageFormat } from "intl-messageformat";
import { describe, expect, test } from "vitest";
import { type MessageKey, messageKeys, messageText, t, translatedKeys } from "./index.ts";
import { defaultLocale, inLocale, locales } from "./locale.ts";
import { sameInAnyLanguage } from "./test-same-words.ts";

const sources = globSync("{app,components,lib,server}/**/*.{ts,tsx}", { cwd: new URL("../../", import.meta.url).pathname })
  .filter((file) => !/\.test\.tsx?$|^lib\/i18n\/(en|de|fr|es|ja)\/|\/generated\//.test(file))
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
  ["amazon.done.part.", "t(`amazon.done.part.${"],
  ["linking.done.", "t(`linking.done.${"],
  ["sessions.why.", "t(`sessions.why.${"],
  ["sessions.activity.events.", "t(`sessions.activity.events.${"],
  ["help.contact.problems.", "t(`help.contact.problems.${"],
  ["copy.ended.", "t(`copy.ended.${"],
  ["privacy.span.", "t(`privacy.span.${"],
  ["privacy.cookies.", "t(`privacy.cookies.${"],
  ["privacy.held.", "t(`privacy.held.${"],
  ["privacy.after.", "t(`privacy.after.${"],
  ["privacy.reasons.", "t(`privacy.reasons.${"],
  ["ops.intents.", "t(`ops.intents.${"],
  ["ops.whose.", "t(`ops.whose.${"],
  ["ops.attempt.steps.", "t(`ops.attempt.steps.${"],
  ["ops.user.statuses.", "t(`ops.user.statuses.${"],
  ["ops.events.", "t(`ops.events.${"],
  ["ops.act.titles.", "t(`ops.act.titles.${"],
  ["ops.act.texts.", "t(`ops.act.texts.${"],
  ["ops.act.spans.", "t(`ops.act.spans.${"],
  ["ops.act.addresses.", "t(`ops.act.addresses.${"],
  ["ops.done.", "t(`ops.done.${"],
  ["ops.refused.", "t(`ops.refused.${"],
  ["doctor.good.", "t(`doctor.good.${"],
  ["doctor.notes.", "t(`doctor.notes.${"],
  ["doctor.problems.", "t(`doctor.problems.${"],
  ["alerts.", "t(`alerts.${"],
  ["funnel.ranges.", "t(`funnel.ranges.${"],
  ["funnel.steps.", "t(`funnel.steps.${"],
  ["funnel.devices.", "t(`funnel.devices.${"],
  ["funnel.regions.", "t(`funnel.regions.${"],
  ["funnel.times.", "t(`funnel.times.${"],
  ["funnel.loss.", "t(`funnel.loss.${"],
  ["funnel.refreshes.", "t(`funnel.refreshes.${"],
  ["listener.refused.", "t(`listener.refused.${"],
  // The error page runs in the browser and takes this object itself.
  ["pages.fault.", "faultWords("],
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

const foreign = locales.filter((locale) => locale !== defaultLocale);

type Part = { type: number; value: string; options?: Record<string, { value: Part[] }> };
/** Of the parsed message: words, and the number of a plural form. */
const [literal, pound] = [0, 7];

/** The names of the placeholders of a text, those within plural forms included. */
function placeholders(text: string): string[] {
  const names = (parts: readonly Part[]): string[] =>
    parts.flatMap(({ type, value, options }) => {
      const within = Object.values(options ?? {}).flatMap((option) => names(option.value));
      return type === literal || type === pound ? within : [value, ...within];
    });
  const parsed: unknown = new IntlMessageFormat(text, "en", undefined, { ignoreTag: true }).getAst();
  return [...new Set(names(parsed as Part[]))].toSorted();
}

describe.each(foreign)("%s", (locale) => {
  test("has every key of the English catalogue, and no other", () => {
    expect(messageKeys(locale).toSorted()).toEqual(translatedKeys().toSorted());
  });

  test.each(translatedKeys())("has a well-formed text for %s, with the same placeholders", (key) => {
    const text = inLocale(locale, () => t(key, anything));
    expect(text.trim()).not.toBe("");
    expect(text).toBe(text.trim());
    expect(text).not.toMatch(/[{}]|undefined|\s{2}/);
    expect(placeholders(messageText(key, locale))).toEqual(placeholders(messageText(key)));
  });

  test("is not English left as it was", () => {
    const same = translatedKeys().filter((key) => messageText(key, locale) === messageText(key) && !sameInAnyLanguage.has(`${locale}:${key}`));
    expect(same).toEqual([]);
  });
});

test("no words are looked up while a module is loaded: they would be in the language of whoever came first", () => {
  // A declaration at the left edge that calls t() and is no function keeps what it says.
  const declarations = sources.match(/^(?:export )?const \w+[^\n]*? = [\s\S]*?(?=^\S)/gm) ?? [];
  const early = declarations.filter((text) => /(?<![\w.])t\(["`]/.test(text) && !/=>|function/.test(text));
  const ofOperators = /t\("(?:ops|doctor|alerts|funnel)\./;
  expect(early.filter((text) => !ofOperators.test(text))).toEqual([]);
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
