import { readEnv } from "#lib/env.ts";
import { beginLifetime, type Lifetime } from "../process/lifetime.ts";
import { firstFreePort } from "../process/ports.ts";
import { RemedyError } from "../process/remedy.ts";
import { readRuntime } from "../process/runtime-file.ts";
import { readSecrets } from "../process/secrets.ts";
import { databaseName, startDatabase } from "../start/services.ts";
import { loadEnvFile, readSettings } from "../start/settings.ts";
import { standInVariables } from "../start/standing-in.ts";

async function databaseUrl(lifetime: Lifetime): Promise<string> {
  loadEnvFile();
  const configured = process.env.DATABASE_MIGRATE_URL || process.env.DATABASE_URL;
  if (configured) return configured;
  const settings = readSettings(process.env);
  if (!settings.needs.database) throw new RemedyError("DATABASE_URL is missing.", "Set it to the address of PostgreSQL: in production there is no embedded one.");
  const running = readRuntime(settings.dataDir);
  if (running) return running.databaseUrl;
  const { databasePassword } = readSecrets(settings.dataDir);
  const cluster = await lifetime.own(startDatabase({ dataDir: settings.dataDir, password: databasePassword, port: await firstFreePort(5440) }));
  return cluster.url(databaseName);
}

/**
 * Runs an operator's command on the configured database, on that of a running site, or on the embedded one, which is
 * started for as long as the command takes. Ends the process.
 * @param use returns the exit status where it is not 0
 */
export async function withOperatorDatabase(use: (databaseUrl: string) => Promise<number | void>): Promise<void> {
  const lifetime = beginLifetime({ interruptedExitCode: 130 });
  try {
    await lifetime.stop((await use(await databaseUrl(lifetime))) ?? 0);
  } catch (error) {
    await lifetime.fail(error);
  }
}

/** Nothing that a command does leads to a stand-in: it queues mails, and the site sends them. */
const noPorts = { sandbox: 4400, mailbox: 4480, mailboxSmtp: 4481, database: 5440 };

/**
 * The same for a command that does what the site does: the environment is complete first, as the site's own start makes
 * it, so that a mail is sealed with the site's key and its links lead to the site.
 * @param use finds the database by `database()`, and need not close it
 */
export async function withOperatorSite(use: () => Promise<number | void>): Promise<void> {
  await withOperatorDatabase(async (url) => {
    const settings = readSettings(process.env);
    const appUrl = readRuntime(settings.dataDir)?.appUrl ?? settings.appUrl;
    if (settings.appEnv !== "production") Object.assign(process.env, standInVariables({ ...settings, appUrl }, noPorts, readSecrets(settings.dataDir), process.env));
    // Jobs are the site's.
    Object.assign(process.env, { DATABASE_URL: url, JOBS: "off" });
    const result = readEnv(process.env);
    if (!result.ok) throw new RemedyError(`The configuration is not complete:\n${result.faults.map(({ name, remedy }) => `  ${name}: ${remedy}`).join("\n")}`, "Run it with the environment of the site.");
    return await use();
  });
}
