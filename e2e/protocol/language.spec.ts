import { de } from "#lib/i18n/de/index.ts";
import { es } from "#lib/i18n/es/index.ts";
import { localeNames, locales } from "#lib/i18n/locale.ts";
import { type HttpBrowser, locationOf } from "../fixtures/http-browser.ts";
import { decideAtAmazon, pathOf } from "../fixtures/journey.ts";
import { mailedSubjects, newAddress, newestCode, newPersona } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import type { Stack } from "../fixtures/stack.ts";

const langOf = (body: string) => /<html lang="([^"]+)"/.exec(body)?.[1];
const speaking = (browser: HttpBrowser, language: string) => {
  browser.headers = { ...browser.headers, "accept-language": language };
  return browser;
};

/** As a browser sends the form: with the page that it was on. */
const switchFrom = async (browser: HttpBrowser, path: string, fields: Record<string, string>) => await browser.post("/language", fields, { referer: browser.origin + path });

for (const locale of locales) {
  test(`the switch at the foot of a page leads back to it in ${localeNames[locale]}, whatever the browser asks for`, async ({ open }) => {
    const browser = speaking(open(), locale === "es" ? "ja" : "es");
    const page = await browser.get("/signin?returnTo=%2Fbag");
    expect(page.body).toContain(`lang="${locale}"`);
    const answer = await switchFrom(browser, "/signin?returnTo=%2Fbag", { language: locale });
    expect([answer.status, pathOf(answer)]).toEqual([303, "/signin?returnTo=%2Fbag"]);
    expect(answer.setCookies).toEqual([expect.stringMatching(new RegExp(`^siwa\\.language=${locale}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax$`))]);
    for (const path of ["/signin?returnTo=%2Fbag", "/", "/help/sign-in", "/no-such-page", "/signin/error?code=rate_limited&ref=7KQF2-M9XTB"]) expect(langOf((await browser.get(path)).body), path).toBe(locale);
  });
}

test("a browser that asks for a language gets it, also on a form that is refused, and two at once do not get each other's", async ({ open }) => {
  const [german, japanese] = [speaking(open(), "de-AT,en;q=0.5"), speaking(open(), "ja")];
  const refused = await german.post("/signin/check-email", { email: "nobody", returnTo: "/bag" });
  expect([refused.status, langOf(refused.body)]).toEqual([422, "de"]);
  expect(refused.body).toContain(de.outcomes.email_address_invalid.next);
  const both = await Promise.all(Array.from({ length: 20 }, async (_, index) => langOf((await (index % 2 ? german : japanese).get("/signin")).body)));
  expect(both).toEqual(Array.from({ length: 20 }, (_, index) => (index % 2 ? "de" : "ja")));
});

for (const [name, fields] of [
  ["another language", { language: "xx" }],
  ["no language", {}],
  ["an object's own word", { language: "__proto__" }],
] as const) {
  test(`the switch takes ${name} for what it is and sets no cookie`, async ({ open }) => {
    const answer = await open().post("/language", fields);
    expect([answer.status, answer.setCookies]).toEqual([400, []]);
  });
}

test("the switch leads nowhere but to a page of this site, and home where the browser does not say from which", async ({ open }) => {
  for (const path of ["//evil.example", "/api/auth/session", "/%5Cevil.example"]) expect(pathOf(await switchFrom(open(), path, { language: "de" })), path).toBe("/");
  const browser = open();
  expect(pathOf(await browser.post("/language", { language: "de" }, { referer: "https://evil.example/bag" }))).toBe("/bag");
  expect(pathOf(await browser.post("/language", { language: "de" }))).toBe("/");
});

async function signIn(stack: Stack, browser: HttpBrowser, persona: ReturnType<typeof newPersona>): Promise<void> {
  const started = await browser.post("/api/auth/signin/amazon", { returnTo: "/account" });
  expect(pathOf(await browser.get(await decideAtAmazon(stack, locationOf(started).href, persona)))).toBe("/account");
}

test("mails are in the language of who asked for them, and a notice of a stranger's sign-in in the owner's", async ({ stack, open }) => {
  const email = newAddress();
  const owner = speaking(open(), "de");
  const attempt = locationOf(await owner.post("/signin/check-email", { email, returnTo: "/account" })).searchParams.get("attempt") ?? "";
  await owner.post("/signin/verify", { attempt, code: await newestCode(stack, email) });
  const site = stack.environment.SITE_NAME ?? "Larkspur";
  expect((await mailedSubjects(stack, email, de.mail.emailCode.subject.split("{site}")[0]?.split("{code}")[1]?.trim() ?? "-")).length).toBe(1);
  const stranger = speaking(open(), "es");
  const second = locationOf(await stranger.post("/signin/check-email", { email, returnTo: "/account" })).searchParams.get("attempt") ?? "";
  await stranger.post("/signin/verify", { attempt: second, code: await newestCode(stack, email, 2) });
  const subjects = await mailedSubjects(stack, email, de.notices.kinds.new_browser.subject.replace("{site}", site));
  expect(subjects.join("; ")).not.toContain(es.notices.kinds.new_browser.subject.replace("{site}", site));
});

test("a first sign-in with Amazon in a language is answered in it", async ({ stack, open }) => {
  const browser = speaking(open(), "fr");
  await signIn(stack, browser, newPersona(stack));
  expect(langOf((await browser.get("/account")).body)).toBe("fr");
});
