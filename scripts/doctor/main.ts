import { parseArgs } from "node:util";
import { examine } from "#lib/doctor/diagnose.ts";
import { beginLifetime } from "../process/lifetime.ts";
import { describeFailure } from "../process/remedy.ts";
import { loadEnvFile } from "../start/settings.ts";
import { readPatient } from "./patient.ts";
import { linesOf } from "./words.ts";

/** How it ends: nothing to mend, something to mend, or it could not look. docs/operating.md */
const exitCodes = { fine: 0, faults: 1, notRun: 2 } as const;

const lifetime = beginLifetime({ interruptedExitCode: 130 });
try {
  const { values } = parseArgs({ options: { json: { type: "boolean", default: false }, live: { type: "boolean", default: false } } });
  loadEnvFile();
  const patient = readPatient(process.env, { live: values.live });
  lifetime.onStop(patient.close);
  const report = await examine(patient);
  process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : `${linesOf(report).join("\n")}\n`);
  await lifetime.stop(report.ok ? exitCodes.fine : exitCodes.faults);
} catch (error) {
  process.stderr.write(`\n${describeFailure(error)}\n`);
  await lifetime.stop(exitCodes.notRun);
}
