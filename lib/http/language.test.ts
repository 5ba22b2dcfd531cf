import { expect, test } from "vitest";
import { locales } from "../i18n/locale.ts";
import { serializeCookie } from "./cookies.ts";
import { acceptedLocale, languageCookie, requestLocale } from "./language.ts";

test.each([
  ["de", "de"],
  ["de-AT,de;q=0.9,en;q=0.8", "de"],
  ["en-US,en;q=0.9", "en"],
  ["JA", "ja"],
  ["pt-BR, fr;q=0.5, es;q=0.7", "es"],
  ["fr;q=0.5, es;q=0.5", "fr"],
  [" es ; q=1.0 ", "es"],
])("reads %s as a wish for %s", (header, locale) => {
  expect(acceptedLocale(header)).toBe(locale);
});

test.each([[undefined], [""], ["*"], ["pt-BR"], ["de;q=0"], ["de;q=2"], ["de;q=abc"], ["__proto__"], ["constructor,toString"], [`${"x,".repeat(300)}de`], ["\u0000de"]])(
  "takes nothing from %j",
  (header) => {
    expect(acceptedLocale(header)).toBeUndefined();
  },
);

test.each(locales)("keeps the choice of %s in a cookie, which then goes before what the browser asks for", (locale) => {
  for (const secure of [true, false]) {
    const [cookie = ""] = serializeCookie(languageCookie(locale, secure)).split(";");
    expect(requestLocale({ cookie: `other=1; ${cookie}`, "accept-language": "es" }, secure)).toBe(locale);
  }
});

test("asks the browser where the cookie names no language of ours, or has the name of the other scheme", () => {
  expect(requestLocale({ cookie: "siwa.language=xx", "accept-language": "es" }, false)).toBe("es");
  expect(requestLocale({ cookie: "siwa.language=de", "accept-language": "es" }, true)).toBe("es");
  expect(requestLocale({}, false)).toBeUndefined();
});
