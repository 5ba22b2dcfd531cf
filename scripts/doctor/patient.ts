import { randomBytes } from "node:crypto";
import { connectDatabase } from "#lib/db/client.ts";
import type { Patient } from "#lib/doctor/diagnose.ts";
import { repository } from "../bootstrap/paths.mjs";
import { type Runtime, readRuntime } from "../process/runtime-file.ts";
import { knownSecrets, type Secrets } from "../process/secrets.ts";
import { readSettings, type Settings } from "../start/settings.ts";
import { sandboxVariables, standInVariables } from "../start/standing-in.ts";

type Source = Readonly<Record<string, string | undefined>>;

const randomText = () => randomBytes(32).toString("base64url");
/** Stands for what `npm start` would make; the doctor makes nothing and only asks whether the rest is right. */
const assumed = (): Secrets => ({ authSecret: randomText(), vaultKeys: `k1:${randomText()}`, databasePassword: randomText(), opsPassword: randomText() });
const assumedPorts = { sandbox: 4400, mailbox: 4480, mailboxSmtp: 4481, database: 5440 };

/** What stands in for something real, as it runs, or as it would. */
function standIns(settings: Settings, runtime: Runtime | undefined, source: Source): Record<string, string> {
  if (settings.appEnv === "production") return {};
  const { needs } = settings;
  const variables = standInVariables({ ...settings, appUrl: runtime?.appUrl ?? settings.appUrl }, assumedPorts, { ...assumed(), ...knownSecrets(settings.dataDir) }, source);
  return {
    ...variables,
    ...(needs.database && runtime && { DATABASE_URL: runtime.databaseUrl }),
    ...(needs.mailbox && runtime?.smtpUrl && { SMTP_URL: runtime.smtpUrl }),
    ...(needs.sandbox && runtime?.sandboxUrl && sandboxVariables(runtime.sandboxUrl)),
  };
}

/** The installation that this environment describes, beside a site that runs by `npm start` or without one. */
export function readPatient(source: Source, { live }: { live: boolean }): Patient & { close: () => Promise<void> } {
  const settings = readSettings(source);
  const runtime = readRuntime(settings.dataDir);
  const variables = { ...source, ...standIns(settings, runtime, source) };
  const stopped = (["database", "mailbox", "sandbox"] as const).filter((name) => settings.needs[name] && !runtime);
  const url = stopped.includes("database") ? undefined : variables.DATABASE_URL;
  const database = url !== undefined && URL.canParse(url) ? connectDatabase(url, 2) : undefined;
  return { variables, root: repository, database, missing: new Set(stopped), live, close: async () => await database?.close() };
}
