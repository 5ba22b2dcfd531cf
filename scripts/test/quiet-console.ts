import { afterEach, beforeEach, expect, vi } from "vitest";

/**
 * An unexpected console.error or console.warn fails the test: what is worth a warning in production is worth a look
 * here. A test that expects one replaces the method itself (`vi.spyOn(console, "error").mockImplementation(...)`).
 */
const methods = ["error", "warn"] as const;
const original = { error: console.error, warn: console.warn };
let calls: string[] = [];

beforeEach(() => {
  calls = [];
  for (const method of methods) {
    console[method] = (...values: unknown[]) => {
      calls.push(`console.${method}: ${values.map(String).join(" ")}`);
      original[method](...values);
    };
  }
});

afterEach(() => {
  vi.restoreAllMocks();
  Object.assign(console, original);
  expect(calls, "unexpected console output").toEqual([]);
});
