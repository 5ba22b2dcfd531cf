import { expect, test } from "vitest";
import { atLeast, atMost, failures, nothingDemanded } from "./gates.ts";

test("a ratio at its gate passes, and below it does not", () => {
  expect(atLeast(0.9, { gate: 0.9, goal: 0.95 })).toEqual({ gate: "pass", goal: ">= 0.95: not yet" });
  expect(atLeast(0.95, { gate: 0.9, goal: 0.95 })).toEqual({ gate: "pass", goal: ">= 0.95: reached" });
  expect(atLeast(0.899, { gate: 0.9 })).toEqual({ gate: "fail", goal: "" });
});

test("a cost at its gate passes, and above it does not", () => {
  expect(atMost(1, { gate: 1, goal: 0.7 })).toEqual({ gate: "pass", goal: "<= 0.7: not yet" });
  expect(atMost(1.01, { gate: 1 })).toEqual({ gate: "fail", goal: "" });
});

test("what could not be measured passes nothing", () => {
  expect([atLeast(NaN, { gate: 0.9 }).gate, atMost(NaN, { gate: 1 }).gate]).toEqual(["fail", "fail"]);
});

test("the gates that were not passed are named by table, and whose they are", () => {
  const rows = [
    { whose: "ours", name: "session check", gate: "fail" as const, goal: "" },
    { whose: "stock", name: "session check", ...nothingDemanded },
    { name: "sign-up", gate: "pass" as const, goal: "" },
  ];
  expect(failures({ speed: rows, hash: [] })).toEqual(["speed: ours, session check"]);
});
