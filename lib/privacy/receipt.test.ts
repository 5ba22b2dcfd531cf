import { expect, test } from "vitest";
import { receivedParts } from "./amazon-parts.ts";
import { grantOf, receiptOf } from "./receipt.ts";

const at = new Date("2026-11-20T10:00:00.000Z");
const nothing = { providerName: null, providerEmail: null, providerPostalCode: null };
const row = (change: object) => ({ id: "1", provider: "amazon", providerAccountId: "amzn1.account.A", ...nothing, scope: null, createdAt: at, access_token: "sealed", refresh_token: "sealed", tokensAt: at, ...change });

test.each([
  ["profile", ["id", "name", "email"]],
  ["profile:user_id", ["id"]],
] as const)("with the scope %s Amazon tells us %j", (scope, parts) => {
  expect(receivedParts(scope)).toEqual(parts);
});

test.each([
  ["profile", "profile", ["profile"], []],
  ["profile", "profile postal_code", ["profile", "postal_code"], []],
  ["profile", "profile:user_id", ["profile"], ["profile"]],
  ["profile", "", ["profile"], ["profile"]],
  ["profile:user_id", "profile:user_id", ["profile:user_id"], []],
  ["profile:user_id", "profile", ["profile:user_id"], []],
  ["profile:user_id", "profile:user_id postal_code", ["profile:user_id", "postal_code"], []],
] as const)("asked for %s and granted %j, the receipt says asked %j and not granted %j", (base, granted, asked, unticked) => {
  expect(grantOf(base, granted)).toEqual({ asked, granted: granted.split(" ").filter(Boolean), unticked });
});

test("what was never on record is not called refused", () => {
  expect(grantOf("profile", null)).toEqual({ asked: ["profile"], granted: null, unticked: [] });
});

test("names what was asked for and did not arrive, and what nobody asked for", () => {
  expect(receiptOf(row({}), "profile")?.parts).toEqual([
    { part: "id", value: "amzn1.account.A", asked: true },
    { part: "name", value: null, asked: true },
    { part: "email", value: null, asked: true },
    { part: "postal_code", value: null, asked: false },
  ]);
});

test("with a number alone it speaks of neither name nor address, unless they came at another time", () => {
  const parts = (change: object) => receiptOf(row(change), "profile:user_id")?.parts.map(({ part, asked }) => [part, asked]);
  expect(parts({})).toEqual([["id", true], ["postal_code", false]]);
  expect(parts({ providerName: "Ada" })).toEqual([["id", true], ["name", false], ["postal_code", false]]);
});

test("another provider is asked for a name and an address and no postal code, and has no scopes to show", () => {
  const receipt = receiptOf(row({ provider: "google", scope: "openid email" }), "profile:user_id");
  expect([receipt?.parts.map(({ part }) => part), receipt?.grant]).toEqual([["id", "name", "email"], null]);
  expect(receiptOf(row({ provider: "none" }), "profile")).toBeUndefined();
});

test("speaks of access keys only where there are some, though the day of the last ones is kept", () => {
  const renewed = (change: object) => receiptOf(row(change), "profile")?.renewedAt;
  expect(renewed({})).toEqual(at);
  expect(renewed({ access_token: null })).toEqual(at);
  expect(renewed({ access_token: null, refresh_token: null })).toBeNull();
});
