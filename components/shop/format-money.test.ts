import { expect, test } from "vitest";
import { formatMoney } from "./format-money.ts";

test("writes money the way people do, exact to the cent", () => {
  expect(formatMoney({ minor: 5_800, currency: "USD" })).toBe("$58.00");
  expect(formatMoney({ minor: 1_255_505, currency: "USD" })).toBe("$12,555.05");
  expect(formatMoney({ minor: 0, currency: "USD" })).toBe("$0.00");
});
