import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive } from "../bootstrap/inspect.mjs";

/** What a running installation tells other tools (`DATA_DIR/runtime.json`, mode 0600). */
export type Runtime = {
  appUrl: string;
  sandboxUrl?: string;
  mailboxUrl?: string;
  /** Where the mailbox takes mail. */
  smtpUrl?: string;
  databaseUrl: string;
  /** Where the embedded cluster lies; absent with a DATABASE_URL of the operator's own. */
  clusterDirectory?: string;
  pids: { supervisor: number; web?: number; sandbox?: number; mailbox?: number; database?: number };
};

const fileOf = (dataDir: string) => join(dataDir, "runtime.json");

/** Writes or replaces the file; nobody ever reads half of it. */
export function writeRuntime(dataDir: string, runtime: Runtime): void {
  mkdirSync(dataDir, { recursive: true });
  const draft = `${fileOf(dataDir)}.new`;
  rmSync(draft, { force: true });
  writeFileSync(draft, `${JSON.stringify(runtime, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, fileOf(dataDir));
}

export function removeRuntime(dataDir: string): void {
  rmSync(fileOf(dataDir), { force: true });
}

/** The running installation on this data folder; undefined when none runs (a file left by a killed one says nothing). */
export function readRuntime(dataDir: string): Runtime | undefined {
  try {
    const runtime = JSON.parse(readFileSync(fileOf(dataDir), "utf8")) as Runtime;
    return isAlive(runtime.pids.supervisor) ? runtime : undefined;
  } catch {
    return undefined;
  }
}
