import { expect, test } from "vitest";
import { sha256 } from "../crypto/random.ts";
import { browserCookieName, browserFrom, browserOf } from "./browser.ts";

const token = "aZ_-".repeat(10) + "xyz";

test("knows a browser by its cookie, and keeps only the hash for the record", () => {
  expect(browserFrom(`siwa.browser=${token}`, false)).toEqual({ token, hash: sha256(token) });
  expect(browserFrom(`siwa.browser=${token}`, true)).toBeUndefined();
  expect(browserFrom("siwa.browser=guessed", false)).toBeUndefined();
  expect(browserCookieName(true)).toBe("__Host-siwa.browser");
});

test("names a new browser, and renews the name of a known one", () => {
  const fresh = browserOf(null, true);
  expect(fresh.browser.token).toMatch(/^[\w-]{43}$/);
  expect(fresh.cookie).toEqual({ name: "__Host-siwa.browser", value: fresh.browser.token, maxAgeSeconds: 86_400, path: "/", secure: true });
  expect(browserOf(null, true).browser.token).not.toBe(fresh.browser.token);
  expect(browserOf(`__Host-siwa.browser=${fresh.browser.token}`, true)).toEqual({ ...fresh, isNew: false });
  expect(browserOf("__Host-siwa.browser=short", true).browser.token).not.toBe("short");
});
