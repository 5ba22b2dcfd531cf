import { expect, test } from "vitest";
import { serializeCookie } from "../http/cookies.ts";
import { checkCookieHeader, checkCookiesOf } from "./check-cookies.ts";

const [attempt, other] = ["0b9d5a2e-0000-4000-8000-000000000001", "0b9d5a2e-0000-4000-8000-000000000002"];
const now = new Date("2026-11-26T12:00:00.100Z");
const until = (milliseconds: number) => ({ expires: new Date(now.getTime() + milliseconds), sameSite: "none", path: "/" });

test("of Auth.js's cookies the browser gets those of the attempt, by our rules, for as long as Auth.js says", () => {
  const made = ["state", "pkce", "nonce", "to"].map((kind) => ({ name: `__Secure-lwa.${kind}.${attempt}`, value: `sealed-${kind}`, options: until(899_950) }));
  const foreign = { name: `__Secure-lwa.state.${other}`, value: "x", options: until(1_000) };
  expect(checkCookiesOf([...made, foreign], "amazon", attempt, true, now).map(serializeCookie)).toEqual(
    ["state", "pkce"].map((kind) => `__Secure-lwa.${kind}.${attempt}=sealed-${kind}; Path=/api/auth/callback/amazon; Max-Age=900; HttpOnly; SameSite=Lax; Secure`),
  );
  expect(checkCookiesOf([{ name: `apple.nonce.${attempt}`, value: "n", options: {} }], "apple", attempt, false, now).map(serializeCookie)).toEqual([`apple.nonce.${attempt}=n; Path=/api/auth/callback/apple; HttpOnly; SameSite=Lax`]);
});

test("of a browser's cookies Auth.js sees those of the attempt and no other", () => {
  const header = `authjs.session-token=secret; lwa.state.${other}=o; lwa.pkce.${attempt}=p; siwa.device=d; lwa.state.${attempt}=s; lwa.state.${attempt}=later; google.state.${attempt}=g`;
  expect(checkCookieHeader(header, "amazon", attempt, false)).toBe(`lwa.state.${attempt}=s; lwa.pkce.${attempt}=p`);
  expect(checkCookieHeader(header, "apple", attempt, false)).toBe("");
  expect(checkCookieHeader(null, "amazon", attempt, false)).toBe("");
});
