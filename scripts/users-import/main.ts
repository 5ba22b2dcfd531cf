import { createReadStream, existsSync } from "node:fs";
import { resolve } from "node:path";
import { connectDatabase } from "#lib/db/client.ts";
import { say } from "../bootstrap/steps.mjs";
import { withOperatorDatabase } from "../database/operator.ts";
import { RemedyError } from "../process/remedy.ts";
import { faults, importFile, reportLines } from "./import-file.ts";

const vouch = "--addresses-are-proved";
const usage = "npm run users:import -- users.jsonl --addresses-are-proved. docs/importing-users.md says what is in the file.";

function fileOf(args: readonly string[]): string {
  const files = args.filter((argument) => argument !== vouch);
  const [file = ""] = files;
  if (files.length !== 1 || file.startsWith("-")) throw new RemedyError("Which file?", usage);
  if (!existsSync(file)) throw new RemedyError(`There is no file ${file}.`, usage);
  if (!args.includes(vouch)) throw new RemedyError("An imported address signs its owner in, so it has to be one that the older shop confirmed.", `Leave out users whose address was never confirmed, or mark them with "emailVerified": false. Then say so: ${usage}`);
  return resolve(file);
}

await withOperatorDatabase(async (databaseUrl) => {
  const file = fileOf(process.argv.slice(2));
  const database = connectDatabase(databaseUrl, 2);
  try {
    const report = await importFile(database, createReadStream(file, "utf8"), (lines) => say(`  ${lines} lines …`));
    say(reportLines(report).join("\n"));
    const faulty = faults.reduce((sum, fate) => sum + report.counts[fate], 0);
    if (faulty > 0) throw new RemedyError(`${faulty} lines could not be imported.`, "Mend them and run the same command again: what is imported stays as it is.");
  } finally {
    await database.close();
  }
});
