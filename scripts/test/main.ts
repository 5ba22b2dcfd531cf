import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { takeLock } from "../bootstrap/lock.mjs";
import { say, step } from "../bootstrap/steps.mjs";
import { beginLifetime } from "../process/lifetime.ts";
import { describeFailure, RemedyError } from "../process/remedy.ts";
import { sum } from "./counts.ts";
import { prepareTemplate } from "./database.ts";
import { dataDir, stages, type Stage, type StageContext, type StageResult } from "./stages.ts";
import { startThrowAwayCluster } from "./test-cluster.ts";

/** A stage in which something failed; `detail` stands behind its mark. */
class StageFailure extends Error {
  override readonly name = "StageFailure";
  readonly result: StageResult;
  readonly detail: string;

  constructor(result: StageResult) {
    super("a stage failed");
    this.result = result;
    this.detail = describe(result);
  }
}

const failures: { label: string; output: string }[] = [];

function describe({ passed, failed, skipped }: StageResult): string {
  if (passed + failed <= 1) return "";
  return [`${passed} passed`, failed > 0 && `${failed} failed`, skipped > 0 && `${skipped} skipped`].filter(Boolean).join(", ");
}

/** Runs one stage and says how it went; its output is kept for the end when something failed. */
async function runStage(stage: Stage, context: StageContext): Promise<StageResult> {
  const attempt = async () => {
    const result = await stage.run(context).catch((error: unknown): StageResult => {
      context.signal.throwIfAborted();
      return { passed: 0, failed: 1, skipped: 0, output: describeFailure(error) };
    });
    writeFileSync(join(dataDir, `${stage.name}.log`), result.output);
    if (result.failed > 0) throw new StageFailure(result);
    return result;
  };
  try {
    return await step(stage.label, attempt, describe);
  } catch (error) {
    if (!(error instanceof StageFailure)) throw error;
    failures.push({ label: stage.label, output: error.result.output });
    return error.result;
  }
}

/** Two at a time, one per core: the build beside the quick ones. Browser tests measure times, so they run alone. */
async function runAll(context: StageContext): Promise<StageResult[]> {
  const inOrder = async (...chosen: Stage[]) => {
    const results: StageResult[] = [];
    for (const stage of chosen) results.push(await runStage(stage, context));
    return results;
  };
  const results = await Promise.all([inOrder(stages.build, stages.types), inOrder(stages.lint, stages.arrows, stages.unit)]);
  const built = results[0][0]?.failed === 0;
  // Without a build there is nothing to open in a browser; the build has counted as failed already.
  return [...results.flat(), ...(built ? await inOrder(stages.e2e) : [])];
}

async function runOne(name: string, context: StageContext): Promise<StageResult[]> {
  const stage = Object.values(stages).find((candidate) => candidate.name === name);
  if (!stage) throw new RemedyError(`There is no part "${name}".`, `npm test runs everything; npm test -- <part> runs one of: ${Object.keys(stages).join(", ")}.`);
  const needed = stage.name === "e2e" ? [await runStage(stages.build, { ...context, args: [] })] : [];
  return needed.some(({ failed }) => failed > 0) ? needed : [...needed, await runStage(stage, context)];
}

const withDatabase: (string | undefined)[] = [undefined, "unit", "e2e"];

async function main(): Promise<void> {
  const lifetime = beginLifetime({ interruptedExitCode: 130 });
  try {
    mkdirSync(dataDir, { recursive: true });
    const lock = takeLock(join(dataDir, "tests.lock"));
    if ("holder" in lock) throw new RemedyError(`The tests run already (process ${lock.holder}).`, "Wait for their end, or end them first.");
    const [part, ...args] = process.argv.slice(2);
    let adminUrl = "";
    if (withDatabase.includes(part)) {
      const cluster = await step("test database", () => lifetime.own(startThrowAwayCluster()));
      await prepareTemplate(cluster.adminUrl);
      adminUrl = cluster.adminUrl;
    }
    const context = { adminUrl, args, signal: lifetime.signal };
    const results = part === undefined ? await runAll(context) : await runOne(part, context);
    for (const { label, output } of failures) say(`\n──── ${label} ────\n${output.trim()}`);
    const { passed, failed } = sum(results);
    lifetime.onStop(() => say(`\n${passed} passed, ${failed} failed`));
    await lifetime.stop(failed > 0 || passed === 0 ? 1 : 0);
  } catch (error) {
    await lifetime.fail(error);
  }
}

await main();
