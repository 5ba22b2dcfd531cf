import { expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { minuteInWords } from "../i18n/format.ts";
import { inLocale, locales } from "../i18n/locale.ts";
import { type DeletionMail, deletionMail } from "./deletion-mail.ts";

testInstallation(async () => ({ SITE_NAME: "Larkspur <b>" }));

const now = new Date("2026-11-23T10:00:00.000Z");
const dueAt = new Date("2026-11-30T10:00:00.000Z");
const mails: readonly DeletionMail[] = [{ kind: "requested", dueAt, former: false }, { kind: "requested", dueAt, former: true }, { kind: "cancelled" }, { kind: "erased" }];
const links = { requested: ["http://localhost:3000/signin?notice=deletion"], cancelled: [], erased: ["https://www.amazon.com/ap/adam"] };

test.each(locales.flatMap((locale) => mails.map((news) => [locale, news] as const)))("says in %s what %j means, with links that are everybody's", (locale, news) => {
  const mail = inLocale(locale, () => deletionMail("vera@shop.example", news, now));
  expect(mail.to).toBe("vera@shop.example");
  for (const body of [mail.text, mail.html]) {
    expect(body).not.toMatch(/[{}]|vera/);
    expect(body.match(/https?:[^\s"<]*/g)).toEqual([...links[news.kind], "http://localhost:3000/help/sign-in#not-me"]);
  }
  expect(mail.html).toContain(`lang="${locale}"`);
  expect(mail.html).not.toContain("<b>");
});

test("says until when the account can be kept, and to a former address how to get it back first", () => {
  const [own, former] = [false, true].map((isFormer) => deletionMail("vera@shop.example", { kind: "requested", dueAt, former: isFormer }, now));
  for (const mail of [own, former]) expect([mail?.subject, mail?.text]).toEqual([expect.stringContaining("November 30, 2026"), expect.stringContaining("Until November 30, 2026 at 10:00 UTC nothing is erased")]);
  expect(own?.text).not.toContain("take it back first");
  expect(former?.text).toContain("take it back first");
});

test.each(locales)("names in %s the very minute until which nothing is erased, and no more than the day in the subject", (locale) => {
  const [mail, minute] = inLocale(locale, () => [deletionMail("vera@shop.example", { kind: "requested", dueAt, former: false }, now), minuteInWords(dueAt)] as const);
  expect([mail.text.replaceAll("\n", " ").includes(minute), mail.subject.includes("10:00")]).toEqual([true, false]);
});

test("says of an account that is kept what is not as it was", () => {
  const { text } = deletionMail("vera@shop.example", { kind: "cancelled" }, now);
  for (const words of ["has to sign in again", "has to be asked for again", "access keys from Amazon and others are renewed"]) expect(text.replaceAll("\n", " ")).toContain(words);
  expect(text).not.toMatch(/everything is as it was|nothing was erased/i);
});
