import { expect, test } from "vitest";
import { t } from "#lib/i18n/index.ts";
import { eventInWords } from "./event-in-words.ts";

test.each([
  ["user.locked", { by: "shopper", locked: true }, "user_locked"],
  ["user.locked", { by: "shopper", locked: false }, "user_locked"],
  ["user.locked", { by: "operator", locked: true }, "user_locked_by_shop"],
  ["user.locked", { by: "operator", locked: false }, "user_locked_by_shop_open"],
  ["user.unlocked", {}, "user_unlocked"],
  ["user.unlocked", { by: "operator" }, "user_unlocked_by_shop"],
  ["user.unlocked", { by: "operator", cause: "address_gone" }, "user_unlocked_no_address"],
  ["user.unlocked", { by: "shopper", cause: "address_gone" }, "user_unlocked_no_address"],
] as const)("%s with %j is told as what happened", (type, details, key) => {
  expect(eventInWords({ type, details }, {})).toBe(t(`sessions.activity.events.${key}`));
});

test("an account that stayed open is not said to be closed, and one whose address went is not said to be opened with a code", () => {
  expect(eventInWords({ type: "user.locked", details: { by: "operator", locked: false } }, {})).not.toContain("closed");
  expect(eventInWords({ type: "user.unlocked", details: { by: "shopper", cause: "address_gone" } }, {})).not.toContain("code");
});
