/** What one runner did. */
export type Counts = { passed: number; failed: number; skipped: number };

type VitestReport = { numPassedTests: number; numFailedTests: number; numPendingTests: number; numTodoTests: number; numFailedTestSuites: number };
type PlaywrightReport = { stats: { expected: number; unexpected: number; flaky: number; skipped: number }; errors?: readonly unknown[] };

/** A runner that fails without naming a test (a file that does not load) counts as one failure; so does an empty run. */
function honest(counts: Counts, exitCode: number | null): Counts {
  const ranNothing = counts.passed + counts.failed === 0;
  return (exitCode !== 0 && counts.failed === 0) || ranNothing ? { ...counts, failed: counts.failed + 1 } : counts;
}

/** Counts from Vitest's JSON report (pure); undefined stands for a report that was never written. */
export function vitestCounts(report: VitestReport | undefined, exitCode: number | null): Counts {
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  return honest({ passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests + report.numTodoTests }, exitCode);
}

/**
 * Counts from Playwright's JSON report (pure). A test that passed at a second try has failed once: it counts as failed. So
 * does what failed outside of tests: a file that does not load, the check of a worker's installation at its end.
 */
export function playwrightCounts(report: PlaywrightReport | undefined, exitCode: number | null): Counts {
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  const { expected, unexpected, flaky, skipped } = report.stats;
  return honest({ passed: expected, failed: unexpected + flaky + (report.errors?.length ?? 0), skipped }, exitCode);
}

export function sum(all: readonly Counts[]): Counts {
  const total = (name: keyof Counts) => all.reduce((value, counts) => value + counts[name], 0);
  return { passed: total("passed"), failed: total("failed"), skipped: total("skipped") };
}
