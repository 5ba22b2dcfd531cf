import { expect, test } from "vitest";
import { providerNames, signInMethods } from "../sessions/methods.ts";
import { clientLabels } from "../sessions/device.ts";
import { regions } from "../env-amazon.ts";
import { awayMethods } from "../events/cells.ts";
import { bounded, labelSets } from "./label-sets.ts";
import { count, metricsRegistry, observeAttempt } from "./metrics.ts";

const lines = async () => (await metricsRegistry().metrics()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));

test("ten thousand different texts, addresses and agents make no more labels than the sets have", async () => {
  for (let index = 0; index < 10_000; index += 1) {
    const hostile = `vera+${index}@example.test "\n} siwa_evil{x="${index}`;
    count("siwa_attempts_started_total", { method: hostile, intent: hostile, device: clientLabels(`Agent/${index} (${hostile})`).device });
    count("siwa_attempts_ended_total", { method: hostile, outcome: hostile });
    for (const name of ["siwa_refusals_total", "siwa_form_refusals_total"] as const) count(name, { outcome: hostile });
    count("siwa_token_refreshes_total", { refresh: hostile });
    count("siwa_mails_total", { mail: hostile });
    count("siwa_pages_shown_total", { device: hostile });
    observeAttempt(hostile, index);
  }
  const all = await lines();
  expect(all.length).toBeLessThan(40);
  expect(all.join("\n")).not.toMatch(/vera|evil|Agent|@/);
  expect(all).toContain('siwa_attempts_ended_total{method="other",outcome="other"} 10000');
});

test("a word of a set stays itself, and no property of an object is one", () => {
  expect(bounded("method", "amazon")).toBe("amazon");
  for (const word of ["constructor", "__proto__", "", null, undefined, "Amazon"]) expect(bounded("method", word)).toBe("other");
});

test("the sets know every method, region and outcome that there is", () => {
  expect([...labelSets.method].toSorted()).toEqual([...signInMethods].toSorted());
  expect([...awayMethods]).toEqual([...providerNames]);
  expect(labelSets.region).toEqual(regions);
});

test("a counter counts one more at a time, under its labels", async () => {
  for (let index = 0; index < 3; index += 1) count("siwa_attempts_started_total", { method: "amazon", intent: "sign_in", device: "phone" });
  expect(await lines()).toContain('siwa_attempts_started_total{method="amazon",intent="sign_in",device="phone"} 3');
});
