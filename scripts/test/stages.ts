import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../bootstrap/paths.mjs";
import { checkArrows } from "../check/arrows.ts";
import { narrowEnvironment } from "../process/environment.ts";
import { runToEnd, type ProgramResult } from "../process/run-program.ts";
import { build, isBuilt } from "../start/build.ts";
import { findChromium } from "./chromium.ts";
import { playwrightCounts, vitestCounts, type Counts } from "./counts.ts";

export const distDir = ".next-test";
export const dataDir = join(repository, ".test-data");

/** What a stage gets: where the test cluster is, extra arguments for its runner, and the signal to end. */
export type StageContext = { adminUrl: string; args: readonly string[]; signal: AbortSignal };

/** How a stage ended: its counts, and its output, which is shown when something failed. */
export type StageResult = Counts & { output: string };

export type Stage = { name: string; label: string; run: (context: StageContext) => Promise<StageResult> };

const tool = (...path: string[]) => join(repository, "node_modules", ...path);
const one = (good: boolean, output: string): StageResult => ({ passed: good ? 1 : 0, failed: good ? 0 : 1, skipped: 0, output });
const ofProgram = ({ code, output }: ProgramResult) => one(code === 0, output);

function readReport<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as T;
  } catch {
    return undefined;
  }
}

/** Runs a test runner that writes a JSON report, and counts what is in it. A report of an earlier run is no evidence. */
async function counted<T>(name: string, count: (report: T | undefined, code: number | null) => Counts, start: (file: string) => Promise<ProgramResult>): Promise<StageResult> {
  const file = join(dataDir, `${name}.json`);
  rmSync(file, { force: true });
  const { code, output } = await start(file);
  return { ...count(readReport<T>(file), code), output };
}

async function lint({ args, signal }: StageContext): Promise<StageResult> {
  return ofProgram(await runToEnd({ args: [tool("oxlint", "bin", "oxlint"), "--deny-warnings", ...args], env: narrowEnvironment({}), signal }));
}

async function types({ signal }: StageContext): Promise<StageResult> {
  const env = narrowEnvironment({ NEXT_DIST_DIR: distDir, NEXT_TELEMETRY_DISABLED: "1" });
  const generated = await runToEnd({ args: [tool("next", "dist", "bin", "next"), "typegen"], env, signal });
  if (generated.code !== 0) return ofProgram(generated);
  return ofProgram(await runToEnd({ args: [tool("typescript", "bin", "tsc"), "--noEmit", "-p", repository], env, signal }));
}

async function arrows(): Promise<StageResult> {
  const violations = checkArrows(repository);
  return one(violations.length === 0, violations.join("\n"));
}

async function unit({ adminUrl, args, signal }: StageContext): Promise<StageResult> {
  return await counted("vitest", vitestCounts, (file) => {
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
    const env = narrowEnvironment({ TEST_DATABASE_ADMIN_URL: adminUrl });
    return runToEnd({ args: [tool("vitest", "vitest.mjs"), "run", "-c", join("scripts", "test", "vitest.config.ts"), ...reporters, ...args], env, signal });
  });
}

async function buildSite({ signal }: StageContext): Promise<StageResult> {
  if (!isBuilt(distDir)) await build(distDir, signal);
  return one(true, "");
}

async function browser({ adminUrl, args, signal }: StageContext): Promise<StageResult> {
  const E2E_CHROMIUM = await findChromium(signal);
  return await counted("playwright", playwrightCounts, (E2E_REPORT_FILE) => {
    const env = narrowEnvironment({ TEST_DATABASE_ADMIN_URL: adminUrl, NEXT_DIST_DIR: distDir, E2E_CHROMIUM, E2E_REPORT_FILE, ...(process.env.E2E_SCREENSHOTS ? { E2E_SCREENSHOTS: process.env.E2E_SCREENSHOTS } : {}) });
    return runToEnd({ args: [tool("@playwright", "test", "cli.js"), "test", "-c", join("e2e", "playwright.config.ts"), ...args], env, signal });
  });
}

/** Everything `npm test` runs, by the name that `npm test -- <name>` takes. */
export const stages = {
  lint: { name: "lint", label: "lint", run: lint },
  arrows: { name: "arrows", label: "arrows between folders", run: arrows },
  unit: { name: "unit", label: "unit and database tests", run: unit },
  build: { name: "build", label: "build", run: buildSite },
  types: { name: "types", label: "types", run: types },
  e2e: { name: "e2e", label: "browser tests", run: browser },
} as const satisfies Record<string, Stage>;
