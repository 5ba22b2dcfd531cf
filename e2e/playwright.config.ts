import { defineConfig, type ReporterDescription } from "@playwright/test";

const { E2E_REPORT_FILE, E2E_CHROMIUM, E2E_OUTPUT_DIR, E2E_SCREENSHOTS, E2E_TRACE } = process.env;

const reporters: ReporterDescription[] = [[process.stdout.isTTY ? "line" : "list"]];
if (E2E_REPORT_FILE) reporters.push(["json", { outputFile: E2E_REPORT_FILE }]);

/** Chromium without its own traffic: what a test sees on the network is ours. */
const quietChromium = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * The browser tests. They need a finished build (NEXT_DIST_DIR), a test cluster (TEST_DATABASE_ADMIN_URL) and, where
 * Playwright has no browser of its own, E2E_CHROMIUM. E2E_REPORT_FILE asks for a JSON report, E2E_OUTPUT_DIR moves what
 * failed tests leave behind, E2E_TRACE=1 records traces of them (which takes time). Files run beside one another, each worker on an installation of
 * its own. No retries: a test that fails once in a while has found something.
 */
export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.ts",
  // They show pages that others judge, and are run to take pictures: E2E_SCREENSHOTS.
  testIgnore: E2E_SCREENSHOTS ? [] : ["screenshots*.spec.ts"],
  outputDir: E2E_OUTPUT_DIR ?? "../test-results",
  workers: 2,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  // A crowded machine is no failure; what hangs is found all the same.
  // Several browsers, passwords to hash, hundreds of requests: on a busy machine a test takes a multiple of its time.
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: reporters,
  use: {
    actionTimeout: 10_000,
    navigationTimeout: 15_000,
    locale: "en-US",
    timezoneId: "UTC",
    colorScheme: "light",
    trace: E2E_TRACE ? "retain-on-failure" : "off",
    screenshot: "only-on-failure",
    launchOptions: { args: quietChromium, ...(E2E_CHROMIUM ? { executablePath: E2E_CHROMIUM } : {}) },
  },
  projects: [{ name: "chromium", use: { browserName: "chromium", viewport: { width: 1280, height: 900 } } }],
});
