import { expect, test } from "vitest";
import { playwrightCounts, sum, vitestCounts } from "./counts.ts";

const vitest = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0, numFailedTestSuites: 0 };

test("counts what Vitest reports", () => {
  expect(vitestCounts(vitest, 0)).toEqual({ passed: 3, failed: 0, skipped: 1 });
  expect(vitestCounts({ ...vitest, numFailedTests: 2 }, 1)).toEqual({ passed: 3, failed: 2, skipped: 1 });
});

test("a file that does not load is a failure although no test failed", () => {
  expect(vitestCounts({ ...vitest, numFailedTestSuites: 1 }, 1)).toMatchObject({ passed: 3, failed: 1 });
});

test("a runner that ran nothing or left no report has failed", () => {
  expect(vitestCounts({ ...vitest, numPassedTests: 0 }, 0)).toMatchObject({ passed: 0, failed: 1 });
  expect(vitestCounts(undefined, 0)).toMatchObject({ failed: 1 });
  expect(playwrightCounts(undefined, 0)).toMatchObject({ failed: 1 });
});

test("a browser test that passed at a second try counts as failed", () => {
  expect(playwrightCounts({ stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 0 } }, 1)).toEqual({ passed: 4, failed: 2, skipped: 0 });
});

test("what failed outside of the browser tests counts beside those that failed", () => {
  const stats = { expected: 4, unexpected: 1, flaky: 0, skipped: 0 };
  expect(playwrightCounts({ stats, errors: [{ message: "broken invariants" }] }, 1)).toEqual({ passed: 4, failed: 2, skipped: 0 });
  expect(playwrightCounts({ stats: { ...stats, unexpected: 0 }, errors: [{}] }, 1)).toEqual({ passed: 4, failed: 1, skipped: 0 });
});

test("adds up all runners", () => {
  expect(sum([vitestCounts(vitest, 0), { passed: 1, failed: 1, skipped: 0 }])).toEqual({ passed: 4, failed: 1, skipped: 1 });
});
