import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { memoryFlags, memoryVariables } from "../bootstrap/memory.mjs";
import { repository } from "../bootstrap/paths.mjs";
import { ensureDatabase } from "../database/create.ts";
import { startCluster, type Cluster } from "../database/embedded.ts";
import { startChild, type Child } from "../process/child.ts";
import { narrowEnvironment, webEnvironment } from "../process/environment.ts";
import { firstFreePort } from "../process/ports.ts";

export const databaseName = "shop";

export type StandInPorts = { sandbox: number; mailbox: number; mailboxSmtp: number; database: number };

/**
 * Chooses ports for what stands in. One that the operator named is taken as it is; the others are the usual one or the
 * next free one. The database's stays the same from start to start while it is free.
 */
export async function choosePorts(options: { dataDir: string; sandboxPort?: number; mailboxPort?: number; appPort: number }): Promise<StandInPorts> {
  const taken = new Set([options.appPort]);
  const choose = async (wanted: number | undefined, from: number, preferred?: number) => {
    const port = wanted ?? (await firstFreePort(from, { preferred, taken }));
    taken.add(port);
    return port;
  };
  const kept = join(options.dataDir, "postgres-port");
  const preferred = existsSync(kept) ? Number(readFileSync(kept, "utf8")) : undefined;
  const ports = {
    sandbox: await choose(options.sandboxPort, 4400),
    mailbox: await choose(options.mailboxPort, 4480),
    mailboxSmtp: await choose(undefined, 4481),
    database: await choose(undefined, 5440, preferred),
  };
  mkdirSync(options.dataDir, { recursive: true });
  writeFileSync(kept, String(ports.database));
  return ports;
}

/** The embedded cluster with the shop's database in it. */
export async function startDatabase(options: { dataDir: string; password: string; port: number; settings?: Readonly<Record<string, string>> }): Promise<Cluster> {
  const cluster = await startCluster(options);
  try {
    await ensureDatabase(cluster.url("postgres"), databaseName);
    return cluster;
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

export type SandboxClient = { clientId: string; clientSecret: string; name: string; privacyUrl: string; returnUrls: string[] };

/** The sandbox Amazon, which knows `client` and nothing of our configuration. Resolves when it is ready. */
export async function startSandbox(options: { port: number; client: SandboxClient; onLine: (line: string) => void }): Promise<Child & { url: string }> {
  const child = startChild({
    name: "The sandbox Amazon",
    args: [join(repository, "sandbox", "amazon", "main.ts")],
    env: narrowEnvironment({ SANDBOX_PORT: String(options.port), SANDBOX_CLIENTS: JSON.stringify([options.client]) }),
    readyLine: /^sandbox amazon ready (\S+)/,
    onLine: options.onLine,
    readyTimeoutMilliseconds: 20_000,
  });
  const match = await child.ready;
  return { ...child, url: match[1] ?? "" };
}

/** The development mailbox: takes every mail and shows it on a page. Resolves when it is ready. */
export async function startMailbox(options: { port: number; smtpPort: number; onLine: (line: string) => void }): Promise<Child & { url: string; smtpUrl: string }> {
  const child = startChild({
    name: "The mailbox",
    args: [join(repository, "sandbox", "mailbox", "main.ts")],
    env: narrowEnvironment({ MAILBOX_PORT: String(options.port), MAILBOX_SMTP_PORT: String(options.smtpPort) }),
    readyLine: /^mailbox ready (\S+) (\S+)/,
    onLine: options.onLine,
    readyTimeoutMilliseconds: 20_000,
  });
  const match = await child.ready;
  return { ...child, url: match[1] ?? "", smtpUrl: match[2] ?? "" };
}

/** The web process. `variables` are added to the environment; resolves when it is ready. */
export async function startWeb(options: { dev: boolean; variables: Readonly<Record<string, string | undefined>>; onLine: (line: string) => void; onStarted?: (child: Child) => void }): Promise<Child> {
  const child = startChild({
    name: "The web process",
    args: [...(options.dev ? [] : memoryFlags()), join(repository, "server", "main.ts"), ...(options.dev ? ["--dev"] : [])],
    env: webEnvironment({ NODE_ENV: options.dev ? "development" : "production", SIWA_EXIT_WITH_PARENT: "1", ...(options.dev ? {} : memoryVariables()), ...options.variables }),
    readyLine: /\bready (https?:\/\/[^\s"]+)/,
    onLine: options.onLine,
  });
  options.onStarted?.(child);
  await child.ready;
  return child;
}
