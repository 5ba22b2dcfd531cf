import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { minuteInWords } from "#lib/i18n/format.ts";
import { t } from "#lib/i18n/index.ts";
import { inLocale, locales } from "#lib/i18n/locale.ts";
import { DeleteAccount } from "./delete-account.tsx";
import { Goodbye } from "./goodbye.tsx";
import { KeepAccount } from "./keep-account.tsx";

const dueAt = new Date("2026-12-04T10:42:00.000Z");
const keep = { attempt: "a", dueAt, account: null, newPassword: false, current: null };
const pages = {
  "the question before it": <DeleteAccount counts={{}} address={null} days={7} dueAt={dueAt} unconfirmed={false} />,
  goodbye: <Goodbye until={dueAt} days={7} noMail={false} left={false} />,
  "the question whether it is kept": <KeepAccount {...keep} />,
};

/** What somebody reads, without the marks around what was put in. */
const textOf = (html: string) => html.replaceAll(/<[^>]*>|[\u2066-\u2069]/g, "");

test.each(locales.flatMap((locale) => Object.entries(pages).map(([name, page]) => [locale, name, page] as const)))("says in %s, at %s, the very minute", (locale, _name, page) => {
  inLocale(locale, () => expect(textOf(renderToStaticMarkup(page))).toContain(minuteInWords(dueAt)));
});

test.each(locales)("says in %s how to come back in words that need no date beside them", (locale) => {
  expect(inLocale(locale, () => t("deletion.goodbye.back"))).not.toMatch(/by then|bis dahin|d’ici là|ese día|それまで/);
});

test("says whose account is asked about, and nothing where the proof does not tell", () => {
  expect(textOf(renderToStaticMarkup(<KeepAccount {...keep} account="Vera Summer" />))).toContain("Account: Vera Summer");
  expect(renderToStaticMarkup(<KeepAccount {...keep} />)).not.toContain("Account:");
});

test("says what is not as it was when the account is kept", () => {
  const html = textOf(renderToStaticMarkup(<KeepAccount {...keep} />));
  for (const words of ["Your other browsers stay signed out", "has to be asked for again", "access keys from Amazon and others are renewed"]) expect(html).toContain(words);
  expect(html).not.toContain("Everything is as it was");
});
