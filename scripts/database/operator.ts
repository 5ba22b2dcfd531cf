import { beginLifetime, type Lifetime } from "../process/lifetime.ts";
import { firstFreePort } from "../process/ports.ts";
import { RemedyError } from "../process/remedy.ts";
import { readRuntime } from "../process/runtime-file.ts";
import { readSecrets } from "../process/secrets.ts";
import { databaseName, startDatabase } from "../start/services.ts";
import { loadEnvFile, readSettings } from "../start/settings.ts";

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
 */
export async function withOperatorDatabase(use: (databaseUrl: string) => Promise<void>): Promise<void> {
  const lifetime = beginLifetime({ interruptedExitCode: 130 });
  try {
    await use(await databaseUrl(lifetime));
    await lifetime.stop(0);
  } catch (error) {
    await lifetime.fail(error);
  }
}
