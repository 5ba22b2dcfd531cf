import { parseArgs } from "node:util";
import { repository } from "../bootstrap/paths.mjs";
import { beginLifetime } from "../process/lifetime.ts";
import { readRuntime } from "../process/runtime-file.ts";
import { loadEnvFile, readSettings } from "../start/settings.ts";
import { standInVariables } from "../start/standing-in.ts";
import { checkDatabase, checkEnvironment, checkNode, checkVersions, installedCopies, type Finding } from "./checks.ts";

/** Stands for what `npm start` would make up; the doctor makes nothing and only asks whether the rest is right. */
const assumed = { authSecret: "x".repeat(43), vaultKeys: `k1:${"x".repeat(43)}`, databasePassword: "x", opsPassword: "x" };
const assumedPorts = { sandbox: 4400, mailbox: 4480, mailboxSmtp: 4481, database: 5440 };

async function examine(): Promise<Finding[]> {
  loadEnvFile();
  const settings = readSettings(process.env);
  const standIns = settings.appEnv === "production" ? {} : standInVariables(settings, assumedPorts, assumed, process.env);
  const variables = { ...process.env, ...standIns };
  const databaseUrl = settings.needs.database ? readRuntime(settings.dataDir)?.databaseUrl : process.env.DATABASE_URL || undefined;
  const database = settings.needs.database || databaseUrl ? await checkDatabase(databaseUrl, variables) : [];
  return [checkNode(process.versions.node), ...checkEnvironment(variables), ...database, ...checkVersions(installedCopies(repository))];
}

const lifetime = beginLifetime({ interruptedExitCode: 130 });
try {
  const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
  const findings = await examine();
  const lines = findings.map(({ level, name, text }) => `${level.padEnd(5)}${name}: ${text}`);
  process.stdout.write(values.json ? `${JSON.stringify(findings, null, 2)}\n` : `${lines.join("\n")}\n`);
  await lifetime.stop(findings.some(({ level }) => level === "fail") ? 1 : 0);
} catch (error) {
  await lifetime.fail(error);
}
