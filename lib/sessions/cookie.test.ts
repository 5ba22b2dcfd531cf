import { expect, test } from "vitest";
import { serializeCookie } from "../http/cookies.ts";
import { clearedSessionCookie, sessionCookie, sessionCookieName, sessionTokenFrom } from "./cookie.ts";

const token = "aZ_-".repeat(10) + "xyz";

test("is named for one host on https, and plainly on http", () => {
  expect([sessionCookieName(true), sessionCookieName(false)]).toEqual(["__Host-authjs.session-token", "authjs.session-token"]);
});

test("sets the session cookie for a day more than the 90 of the session, so that its page can say why it ended, out of reach of scripts and other sites", () => {
  expect(serializeCookie(sessionCookie({ token, shared: false }, true))).toBe(`__Host-authjs.session-token=${token}; Path=/; Max-Age=7862400; HttpOnly; SameSite=Lax; Secure`);
  expect(serializeCookie(sessionCookie({ token, shared: false }, false))).toBe(`authjs.session-token=${token}; Path=/; Max-Age=7862400; HttpOnly; SameSite=Lax`);
});

test("goes with the browser's window on a shared computer", () => {
  expect(serializeCookie(sessionCookie({ token, shared: true }, true))).toBe(`__Host-authjs.session-token=${token}; Path=/; HttpOnly; SameSite=Lax; Secure`);
});

test("is cleared under the name and path it was set with", () => {
  expect(serializeCookie(clearedSessionCookie(true))).toBe("__Host-authjs.session-token=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure");
});

test("takes nothing of another shape for a session token", () => {
  for (const value of [token.slice(1), `${token}x`, `${token}=`, `"${token}"`, `${token.slice(1)}%`, "", "x".repeat(5_000)]) {
    expect(sessionTokenFrom(`authjs.session-token=${value}`, false)).toBeUndefined();
  }
});

test("reads a session token only under the name that fits the address of the site", () => {
  expect(sessionTokenFrom(`authjs.session-token=${token}`, false)).toBe(token);
  expect(sessionTokenFrom(`__Host-authjs.session-token=${token}`, true)).toBe(token);
  expect(sessionTokenFrom(`authjs.session-token=${token}`, true)).toBeUndefined();
  expect(sessionTokenFrom(null, true)).toBeUndefined();
});
