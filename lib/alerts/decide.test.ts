import fc from "fast-check";
import { expect, test } from "vitest";
import { type AlertState, decideAlert } from "./decide.ts";
import { alertRules } from "./rules.ts";

const rule = { fires: 20, over: 10, looks: 2 };
const began = new Date("2026-01-01T00:00:00Z");
const now = new Date("2026-01-01T01:00:00Z");

/** What each of some values, one after another, makes of an alert that is quiet at first. */
function follow(values: readonly (number | null)[], from: AlertState = { firing: false, since: began, streak: 0 }) {
  const told: (string | null)[] = [];
  let state = from;
  for (const value of values) {
    const { next, tell } = decideAlert(state, rule, value, now);
    told.push(tell);
    state = next;
  }
  return { told, state };
}

test("fires at the second look in a row, once", () => {
  expect(follow([20, 50, 80, 90]).told).toEqual([null, "fired", null, null]);
});

test("does not fire for one look, nor for two with a better one between them", () => {
  expect(follow([20, 19, 20, 5]).told).toEqual([null, null, null, null]);
});

test("is over when it was good as often, once, and can fire again", () => {
  expect(follow([20, 20, 9, 9, 9, 20, 20]).told).toEqual([null, "fired", null, "over", null, null, "fired"]);
});

test("between the two edges nothing changes, however long", () => {
  expect(follow([20, 20, 19, 10, 15, 19, 10]).told).toEqual([null, "fired", null, null, null, null, null]);
  expect(follow([19, 10, 19, 15]).told).toEqual([null, null, null, null]);
});

test("a value that cannot be had neither fires nor ends it, and does not count as a look", () => {
  expect(follow([20, null, 20, null, 9, null, 9]).told).toEqual([null, null, "fired", null, null, null, "over"]);
});

test("says since when it is so", () => {
  expect(follow([20, 20]).state).toEqual({ firing: true, since: now, streak: 0 });
  expect(follow([20]).state).toEqual({ firing: false, since: began, streak: 1 });
});

test("never tells the same twice in a row, whatever the values", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.double({ min: 0, max: 30, noNaN: true }))), (values) => {
      const told = follow(values).told.filter((tell) => tell !== null);
      expect(told.every((tell, index) => tell === (index % 2 === 0 ? "fired" : "over"))).toBe(true);
    }),
  );
});

test.each(Object.entries(alertRules))("%s ends no higher than it fires", (_name, { fires, over, looks }) => {
  expect(over).toBeLessThanOrEqual(fires);
  expect(looks).toBeGreaterThanOrEqual(1);
});
