import { expect, test } from "vitest";
import { changed, type Health, pauseAfter, stateAt } from "./health.ts";
import { breakerLimits } from "./limits.ts";

const at = new Date("2026-11-26T12:00:00Z");
const later = new Date("2026-11-26T12:05:00Z");
const fine: Health = { state: "ok", since: at, until: 0, tries: 0, incidentSince: null };

test("the pauses double with every trial that fails, up to a minute", () => {
  expect([0, 1, 2, 3, 4, 100].map(pauseAfter)).toEqual([10_000, 20_000, 40_000, 60_000, 60_000, 60_000]);
});

test("an incident begins when it goes down first and ends when it is ok again, however often it goes down meanwhile", () => {
  const down = changed(fine, "went_down", 0, at);
  expect(down).toEqual({ state: "down", since: at, until: 10_000, tries: 0, incidentSince: at });
  const again = changed(down, "went_down", 10_000, later);
  expect(again).toEqual({ state: "down", since: later, until: 30_000, tries: 1, incidentSince: at });
  const back = changed(again, "came_back", 40_000, later);
  expect(back).toMatchObject({ state: "shaky", until: 40_000 + breakerLimits.shakyMilliseconds, tries: 0, incidentSince: at });
  expect(changed(back, "went_down", 50_000, later)).toMatchObject({ tries: 0, incidentSince: at });
  expect(changed(back, "calmed", 100_000, later)).toMatchObject({ state: "ok", incidentSince: null });
});

test("being shaky is no incident, and goes on from the last sign of trouble", () => {
  const shaky = changed(fine, "shook", 0, at);
  expect(shaky).toMatchObject({ state: "shaky", since: at, incidentSince: null });
  expect(changed(shaky, "shook", 40_000, later)).toMatchObject({ since: at, until: 40_000 + breakerLimits.shakyMilliseconds });
});

test("nothing but ok stands for ever: a pause that is over is shaky, and shaky is ok some day", () => {
  expect(stateAt({ state: "down", until: 10_000 }, 9_999)).toBe("down");
  expect(stateAt({ state: "down", until: 10_000 }, 10_000)).toBe("shaky");
  expect(stateAt({ state: "shaky", until: 10_000 }, 9_999)).toBe("shaky");
  expect(stateAt({ state: "shaky", until: 10_000 }, 10_000)).toBe("ok");
  expect(stateAt({ state: "ok", until: 10_000 }, 0)).toBe("ok");
});
