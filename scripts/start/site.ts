import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readEnv } from "#lib/env.ts";
import { seededOperator } from "#prisma/seeded.ts";
import { takeLock } from "../bootstrap/lock.mjs";
import { say, step } from "../bootstrap/steps.mjs";
import { applyMigrations } from "../database/migrate.ts";
import { keepRunning, type KeptRunning, type Runnable } from "../process/keep-running.ts";
import { beginLifetime, type Lifetime } from "../process/lifetime.ts";
import { isPortFree } from "../process/ports.ts";
import { RemedyError } from "../process/remedy.ts";
import { readRuntime, removeRuntime, writeRuntime, type Runtime } from "../process/runtime-file.ts";
import { readSecrets, type Secrets } from "../process/secrets.ts";
import { build, isBuilt } from "./build.ts";
import { choosePorts, startDatabase, startMailbox, startSandbox, startWeb, type StandInPorts } from "./services.ts";
import { loadEnvFile, readSettings, type Settings } from "./settings.ts";
import { sandboxClientOf, standInVariables } from "./standing-in.ts";
import { printAddresses } from "./summary.ts";

const distDir = ".next";

type Plan = { settings: Settings; ports: StandInPorts; secrets: Secrets; variables: Record<string, string>; databaseUrl: string };

/** One installation per data folder: two would fight over the same database. */
function takeDataFolder(settings: Settings): void {
  mkdirSync(settings.dataDir, { recursive: true });
  const lock = takeLock(join(settings.dataDir, "supervisor.lock"));
  if (!("holder" in lock)) return;
  const running = readRuntime(settings.dataDir);
  const where = running ? ` at ${running.appUrl}` : "";
  throw new RemedyError(`It is already running${where} (process ${lock.holder}).`, "Use that one, or end it first. A second one beside it needs its own DATA_DIR and PORT.");
}

async function refuseTakenPorts(settings: Settings, mode: string): Promise<void> {
  const fixed = { PORT: settings.port, ...(settings.needs.sandbox && { SANDBOX_PORT: settings.sandboxPort }), ...(settings.needs.mailbox && { MAILBOX_PORT: settings.mailboxPort }) };
  for (const [name, port] of Object.entries(fixed)) {
    if (port === undefined || (await isPortFree(port))) continue;
    throw new RemedyError(`Port ${port} (${name}) is taken by another program.`, `End that program, or choose another port: ${name}=${port + 1} npm ${mode}`);
  }
}

/** Settles everything before anything starts, so that a fault in the configuration costs no time. */
async function plan(mode: string): Promise<Plan> {
  loadEnvFile();
  const settings = readSettings(process.env);
  // In production nothing may be made up: the check below says what is missing.
  const standIns = settings.appEnv !== "production";
  takeDataFolder(settings);
  const secrets = standIns ? readSecrets(settings.dataDir) : { authSecret: "", vaultKeys: "", databasePassword: "", opsPassword: "" };
  await refuseTakenPorts(settings, mode);
  const ports = await choosePorts({ ...settings, appPort: settings.port });
  const variables = standIns ? standInVariables(settings, ports, secrets, process.env) : {};
  const result = readEnv({ ...process.env, ...variables });
  if (!result.ok) {
    const faults = result.faults.map(({ name, remedy }) => `  ${name}: ${remedy}`).join("\n");
    throw new RemedyError(`The configuration is not complete:\n${faults}`, "Set these in .env or in the environment, then start again. .env.example explains each.");
  }
  return { settings, ports, secrets, variables, databaseUrl: result.env.DATABASE_URL };
}

/** Keeps a stand-in running for as long as the command lives, and notes its process in runtime.json. */
function keep<T extends Runnable>(lifetime: Lifetime, name: string, start: () => Promise<T>, note: (running: T) => void): Promise<KeptRunning<T>> {
  return lifetime.own(
    keepRunning({
      start: async () => {
        const running = await start();
        note(running);
        return running;
      },
      onRestart: () => say(`${name} had ended and was started again.`),
      onGivenUp: (reason) => void lifetime.fail(new RemedyError(`${name} does not stay up: ${reason}.`, "Look at the lines above and start again.")),
    }),
  );
}

async function prepareDatabase(lifetime: Lifetime, { settings, ports, secrets, databaseUrl }: Plan, runtime: Runtime, save: () => void): Promise<void> {
  if (settings.needs.database) {
    const start = () => startDatabase({ dataDir: settings.dataDir, password: secrets.databasePassword, port: ports.database });
    const kept = await step("database", () =>
      keep(lifetime, "The database", start, (cluster) => {
        runtime.clusterDirectory = cluster.directory;
        runtime.pids.database = cluster.pid;
        save();
      }),
    );
    const { elsewhere, directory } = kept.current();
    if (elsewhere) say(`    The database lies in ${directory}, because its system user cannot enter ${settings.dataDir}.`);
  }
  await step("migrations", () => applyMigrations({ databaseUrl: process.env.DATABASE_MIGRATE_URL || databaseUrl }));
}

async function prepareStandIns(lifetime: Lifetime, { settings, ports }: Plan, runtime: Runtime, save: () => void): Promise<void> {
  const sandbox = async () => {
    const start = () => startSandbox({ port: ports.sandbox, client: sandboxClientOf(settings.appUrl), onLine: (line) => say(`[sandbox] ${line}`) });
    await keep(lifetime, "The sandbox Amazon", start, (child) => {
      runtime.sandboxUrl = child.url;
      runtime.pids.sandbox = child.pid;
      save();
    });
  };
  const mailbox = async () => {
    const start = () => startMailbox({ port: ports.mailbox, smtpPort: ports.mailboxSmtp, onLine: (line) => say(`[mailbox] ${line}`) });
    await keep(lifetime, "The mailbox", start, (child) => {
      Object.assign(runtime, { mailboxUrl: child.url, smtpUrl: child.smtpUrl });
      runtime.pids.mailbox = child.pid;
      save();
    });
  };
  await Promise.all([settings.needs.sandbox && step("sandbox Amazon", sandbox), settings.needs.mailbox && step("mailbox", mailbox)]);
}

/** Example data, for development on this machine only: a forgotten APP_ENV must not put it into somebody's shop. */
async function seedDevelopment({ settings, secrets, variables, databaseUrl }: Plan): Promise<string[]> {
  const local = ["localhost", "127.0.0.1", "[::1]"].includes(new URL(databaseUrl).hostname);
  if (settings.appEnv !== "development" || !local) return [];
  return await step("example data", async () => {
    const { seed } = await import("#prisma/seed.ts");
    // Where OPS_EMAILS names others, whom the seed makes is no operator and gets no password.
    const isOperator = variables.OPS_EMAILS !== undefined || (process.env.OPS_EMAILS ?? "").split(",").some((address) => address.trim().toLowerCase() === seededOperator);
    return (await seed(databaseUrl, isOperator ? { opsPassword: secrets.opsPassword } : {})).notes;
  });
}

async function serve(lifetime: Lifetime, { variables }: Plan, dev: boolean): Promise<number> {
  const onLine = (line: string) => say(line);
  const started = Promise.withResolvers<Awaited<ReturnType<typeof startWeb>>>();
  started.promise.catch(() => {});
  lifetime.own(started.promise);
  const web = await step("web process", () =>
    startWeb({ dev, variables: { ...variables, NEXT_DIST_DIR: distDir }, onLine, onStarted: started.resolve }).catch((error: unknown) => {
      started.reject(error);
      throw error;
    }),
  );
  void web.ended.then((how) => lifetime.fail(new RemedyError(`The web process ${how}.`, "Look at the lines above and start again.")));
  return web.pid;
}

/** What `npm start` (and, with `dev`, `npm run dev`) does, from the first check to the last process ended. */
export async function runSite({ dev }: { dev: boolean }): Promise<void> {
  const lifetime = beginLifetime();
  try {
    const site = await plan(dev ? "run dev" : "start");
    const { settings, databaseUrl } = site;
    const runtime: Runtime = { appUrl: settings.appUrl, databaseUrl, pids: { supervisor: process.pid } };
    let complete = false;
    const save = () => complete && writeRuntime(settings.dataDir, runtime);
    rmSync(join(settings.dataDir, "runtime.json"), { force: true });
    lifetime.onStop(() => removeRuntime(settings.dataDir));
    const needsBuild = !dev && !isBuilt(distDir);
    await Promise.all([
      prepareDatabase(lifetime, site, runtime, save),
      prepareStandIns(lifetime, site, runtime, save),
      needsBuild && step("building the site", () => build(distDir, lifetime.signal)),
    ]);
    const [pid, notes] = await Promise.all([serve(lifetime, site, dev), seedDevelopment(site)]);
    runtime.pids.web = pid;
    complete = true;
    save();
    printAddresses(settings, runtime, notes);
  } catch (error) {
    await lifetime.fail(error);
  }
}
