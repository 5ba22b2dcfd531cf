import { beforeEach, expect, test, vi } from "vitest";
import { testEnvironment } from "#scripts/test/installation.ts";
import { heldData, noticeSource } from "../composition.ts";
import { inLocale, locales } from "../i18n/locale.ts";
import { type NoticeFacts, noticeFacts, noticeVersion } from "./facts.ts";
import { noticeView } from "./notice-view.ts";
import { spanInWords } from "./spans.ts";

for (const [name, value] of Object.entries(testEnvironment("postgresql://localhost:1/x"))) vi.stubEnv(name, value);

let facts: NoticeFacts;
beforeEach(() => void (facts = noticeFacts(noticeSource)));

test("speaks of everything that is held, in every language", () => {
  for (const locale of locales) {
    const view = inLocale(locale, () => noticeView(facts));
    expect(view.held.map(({ name }) => name)).toEqual(heldData.map(({ name }) => name));
    for (const text of view.held.flatMap(({ title, purpose, keep }) => [title, purpose, keep])) expect(text).not.toMatch(/[{}]|undefined/);
  }
});

test("fails where something is held that has no words", () => {
  expect(() => noticeView({ ...facts, held: [...facts.held, { name: "dreams", kept: false }] })).toThrow("privacy.held.dreams");
});

test("says of what stays after a deletion that it does", () => {
  expect(facts.held.filter(({ kept }) => kept).map(({ name }) => name)).toEqual(["sessions", "activity", "orders"]);
});

test.each(locales)("says in %s of each kind what stays of it, by its own time and not by that of the whole kind", (locale) => {
  const { held } = inLocale(locale, () => noticeView(facts));
  const after = new Map(held.flatMap((one) => (one.after === null ? [] : [[one.name, one] as const])));
  expect([...after.keys()]).toEqual(["sessions", "activity", "orders"]);
  for (const one of after.values()) {
    expect(one.after).not.toMatch(/[{}]|undefined/);
    expect(one.after).not.toContain(one.keep);
  }
  expect(after.get("sessions")?.after).toContain(inLocale(locale, () => spanInWords(noticeSource.spans["sessionChange"] ?? 0)));
});

test("fails where something stays that has no words for it", () => {
  expect(() => noticeView({ ...facts, held: [{ name: "bag", kept: true }] })).toThrow("privacy.after.bag");
});

test("is the same version for the same facts, in whichever order they come and in whichever language", () => {
  const version = noticeVersion(facts);
  expect(version).toMatch(/^[0-9a-f]{12}$/);
  const turned = Object.fromEntries(Object.entries({ ...facts, spans: Object.fromEntries(Object.entries(facts.spans).toReversed()) }).toReversed()) as NoticeFacts;
  expect(noticeVersion(turned)).toBe(version);
  for (const locale of locales) expect(inLocale(locale, () => noticeVersion(noticeFacts(noticeSource)))).toBe(version);
});

test.each<[string, (facts: NoticeFacts) => Partial<NoticeFacts>]>([
  ["the name of the shop", () => ({ siteName: "Other" })],
  ["the controller", () => ({ controller: "Somebody else" })],
  ["the contact", () => ({ contact: "else@shop.example" })],
  ["what Amazon tells us", () => ({ fromAmazon: ["id"] })],
  ["a provider", ({ providers }) => ({ providers: [...providers, "google"] })],
  ["what is held", ({ held }) => ({ held: held.slice(1) })],
  ["what stays", ({ held: [first, ...rest] }) => ({ held: [{ name: "", ...first, kept: true }, ...rest] })],
  ["a duration", ({ spans }) => ({ spans: { ...spans, attempts: 1 } })],
  ["a cookie", ({ cookies }) => ({ cookies: cookies.slice(1) })],
  ["the operator's text", () => ({ textHash: "x" })],
])("is another version when %s changes", (_what, change) => {
  expect(noticeVersion({ ...facts, ...change(facts) })).not.toBe(noticeVersion(facts));
});

test("names every cookie once, with a word for what it is for", () => {
  const names = facts.cookies.flatMap((cookie) => cookie.names);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(expect.arrayContaining(["authjs.session-token", "siwa.browser", "guest", "siwa.language", "lwa.state.…", "lwa.pkce.…"]));
});
