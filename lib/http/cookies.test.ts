import { expect, test } from "vitest";
import { clearCookie, hostCookieName, isSecure, pathCookieName, readCookie, serializeCookie, setCookie } from "./cookies.ts";

test("names cookies for one host on https, and plainly on http", () => {
  expect([hostCookieName("x", true), hostCookieName("x", false)]).toEqual(["__Host-x", "x"]);
  expect([pathCookieName("x", true), pathCookieName("x", false)]).toEqual(["__Secure-x", "x"]);
  expect([isSecure("https://shop.example"), isSecure("http://localhost:3000")]).toEqual([true, false]);
});

test("clears a cookie under the name and path it was set with", () => {
  expect(serializeCookie(clearCookie("__Host-x", { secure: true }))).toBe("__Host-x=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure");
  expect(serializeCookie(clearCookie("x", { secure: false, path: "/api" }))).toBe("x=; Path=/api; Max-Age=0; HttpOnly; SameSite=Lax");
  expect(setCookie("x", "y", { maxAgeSeconds: 1, secure: true }).path).toBe("/");
});

test.each([
  ["a=1; b=2; c=3", "b", "2"],
  ["b=2", "b", "2"],
  ["  b=2  ;", "b", "2"],
  ["b=x=y==", "b", "x=y=="],
  ["b=first; b=second", "b", "first"],
  ["ab=1; b=2", "b", "2"],
  ["b", "b", ""],
  ["a=b=2", "b", undefined],
  ["", "b", undefined],
  [null, "b", undefined],
  ["B=2", "b", undefined],
])("reads from %j the cookie %s as %j", (header, name, value) => {
  expect(readCookie(header, name)).toBe(value);
});
