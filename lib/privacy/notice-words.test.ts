import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test, vi } from "vitest";
import { UnlinkAccount } from "#components/account/linking/unlink-account.tsx";
import { AmazonBefore } from "#components/privacy/amazon-before.tsx";
import { NoticePage } from "#components/privacy/notice-page.tsx";
import { ReceiptPage } from "#components/privacy/receipt-page.tsx";
import { testEnvironment } from "#scripts/test/installation.ts";
import { noticeSource } from "../composition.ts";
import { type MessageKey, t } from "../i18n/index.ts";
import { inLocale, locales } from "../i18n/locale.ts";
import { receivedParts } from "./amazon-parts.ts";
import { noticeFacts } from "./facts.ts";
import { noticeView } from "./notice-view.ts";
import type { PrivacyVersion } from "./versions.ts";
import { receiptOf } from "./receipt.ts";

for (const [name, value] of Object.entries(testEnvironment("postgresql://localhost:1/x"))) vi.stubEnv(name, value);

type Scope = "profile" | "profile:user_id";
const at = new Date("2026-11-20T10:00:00.000Z");
const row = (scope: string) => ({ id: "1", provider: "amazon", providerAccountId: "A", providerName: null, providerEmail: null, providerPostalCode: null, scope, createdAt: at, tokensAt: at, access_token: null, refresh_token: null });
const notice = (base: Scope, versions: readonly PrivacyVersion[] = []) => {
  const facts = { ...noticeFacts(noticeSource), fromAmazon: receivedParts(base) };
  return renderToStaticMarkup(createElement(NoticePage, { facts, view: noticeView(facts), otherProviders: [], version: "a", versions }));
};
const before = (base: Scope) => renderToStaticMarkup(createElement(AmazonBefore, { parts: receivedParts(base) }));
const receipt = (base: Scope, granted: string) => renderToStaticMarkup(createElement(ReceiptPage, { receipts: [receiptOf(row(granted), base)].flatMap((one) => one ?? []), labels: {}, held: [] }));
const unescaped = (html: string) => html.replaceAll("&#x27;", "'").replaceAll("&amp;", "&");
const says = (html: string, key: MessageKey) => unescaped(html).includes(t(key, {}));

test.each(locales)("in %s nobody is said to be asked by Amazon where a number is all that it tells", (locale) => {
  inLocale(locale, () => {
    const told = (base: Scope) => [says(before(base), "privacy.before.asks"), says(notice(base), "pages.privacy.amazonAsksAgain"), says(receipt(base, base), "privacy.receipt.granted")];
    expect(told("profile")).toEqual([true, true, true]);
    expect(told("profile:user_id")).toEqual([false, false, false]);
    expect(says(before("profile:user_id"), "privacy.before.asksNot")).toBe(true);
    expect(receipt("profile:user_id", "profile:user_id postal_code")).toContain(t("privacy.receipt.granted"));
    for (const word of [t("privacy.notice.neverName"), t("privacy.notice.neverEmail")]) expect([before("profile").includes(`>${word}<`), before("profile:user_id").includes(`>${word}<`), notice("profile:user_id").includes(`>${word}<`)]).toEqual([false, true, true]);
  });
});

test.each(locales)("in %s it is said before unlinking that name and address of the account stay", (locale) => {
  inLocale(locale, () => {
    const page = renderToStaticMarkup(createElement(UnlinkAccount, { account: { id: "1", provider: "amazon", name: "Vera", email: null }, label: "Amazon", ways: { email: null, password: null, passkeys: 1, linked: [] }, ofMerge: false }));
    expect(unescaped(page)).toContain(t("linking.unlink.staysName", { provider: "Amazon" }));
    expect(says(receipt("profile", "profile"), "privacy.receipt.removeHereText")).toBe(true);
  });
});

test("a notice that came back is the present one since its new day, and an earlier one, too", () => {
  const since = (day: string) => new Date(`2026-11-${day}T10:00:00.000Z`);
  const page = notice("profile", [{ version: "a", since: since("20") }, { version: "b", since: since("10") }, { version: "a", since: since("01") }]);
  expect(page).toContain("Version a, since November 20, 2026.");
  for (const line of ["b, since November 10, 2026", "a, since November 1, 2026"]) expect(page).toContain(`>${line}<`);
});

test("what stays after a deletion names the counts and the mails, and not the sessions of those who are here", () => {
  const page = unescaped(notice("profile"));
  const after = page.slice(page.indexOf('id="after-deletion"'), page.indexOf('id="cookies"'));
  expect(after).toContain("That an address was confirmed from a network: 30 days");
  expect(after).toContain("A mail that we could not send yet waits encrypted");
  expect(after).not.toContain("without a visit");
});
