import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { messageKeys, messageText } from "#lib/i18n/index.ts";
import { locales } from "#lib/i18n/locale.ts";
import { outageAnswer } from "./outage.ts";
import { refusalAnswer } from "./refusal.ts";

const requestId = "cmVmZXJlbmNl";
const asked = (method: string, url: string) => ({ method, url, headers: {} }) as IncomingMessage;
const statuses = [400, 404, 405, 408, 413, 414, 415, 417, 431, 500, 503, 418];

test.each(locales)("every page of the listener is in %s where the request asks for it, and names its number", (locale) => {
  const said = (key: Parameters<typeof messageText>[0]) => messageText(key, locale);
  const asking = { requestId, locale };
  for (const status of statuses) {
    const { body } = refusalAnswer(status, "/bag", asking);
    expect(body).toContain(`<html lang="${locale}">`);
    expect(body).toContain(`<small>${said("listener.reference")} ${requestId}</small>`);
  }
  expect(refusalAnswer(413, "/bag", asking).body).toContain(`<h1>${said("listener.refused.content_too_large.title")}</h1>`);
  expect(refusalAnswer(418, "/bag", asking).body).toContain(said("listener.refused.request_refused.title"));
  for (const [method, url, text, action] of [["GET", "/account", "reading", "again"], ["POST", "/bag", "sending", "toPage"], ["POST", "/api/auth/signin/amazon", "starting", "toSignIn"]] as const) {
    const { status, body } = outageAnswer(asked(method, url), asking);
    expect([status, body.includes(said("listener.outage.title")), body.includes(said(`listener.outage.${text}`)), body.includes(`>${said(`listener.${action}`)}</a>`)]).toEqual([503, true, true, true]);
  }
});

test("who asks for no language of ours, or whose request could not be read, gets English", () => {
  for (const asking of [{ requestId }, { requestId, locale: undefined }, { requestId, locale: "xx" }]) expect(refusalAnswer(500, "", asking).body).toContain('<html lang="en">');
});

test("its words can stand in a page as they are", () => {
  const keys = messageKeys().filter((key) => key.startsWith("listener."));
  expect(keys.length).toBeGreaterThan(30);
  for (const locale of locales) for (const key of keys) expect(messageText(key, locale)).not.toMatch(/[<>&{}]/);
});

test("programs get data in no language", () => {
  const { body, headers } = refusalAnswer(413, "/api/nothing", { requestId, locale: "de" });
  expect([JSON.parse(body), headers["Content-Type"]]).toEqual([{ error: "content_too_large", requestId }, "application/json; charset=utf-8"]);
});
