import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type Cluster, type ClusterOptions, startCluster } from "../database/embedded.ts";
import { freePorts } from "../process/ports.ts";

/** Faster, and unsafe in a power cut: right for data that nobody keeps. */
export const throwAwaySettings = { fsync: "off", full_page_writes: "off", synchronous_commit: "off", shared_buffers: "64MB" };

/** A cluster of tests. `adminUrl` is the superuser's address. */
export type ThrowAwayCluster = {
  adminUrl: string;
  /** Ends the server: in order, at once without writing its buffers, or by killing its first process. Resolves when it is gone. */
  halt: (how: keyof typeof haltSignals) => Promise<void>;
  /** Starts it again on the same data and port. Resolves when it accepts connections. */
  resume: () => Promise<void>;
  /** Ends it and removes its data. */
  stop: () => Promise<void>;
};

/** @see PostgreSQL 18, section 18.5 "Shutting Down the Server" */
const haltSignals = { fast: "SIGINT", immediate: "SIGQUIT", kill: "SIGKILL" } as const;
const startTries = 20;
const startPauseMilliseconds = 100;

/** After a kill, the server's other processes need a moment to notice; until then PostgreSQL refuses to start beside them. */
async function startedAgain(options: ClusterOptions): Promise<Cluster> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await startCluster(options);
    } catch (error) {
      if (tries >= startTries) throw error;
      await wait(startPauseMilliseconds);
    }
  }
}

/**
 * A cluster in a new temporary folder, which `stop` removes again.
 * @param settings server settings that differ from those of every throw-away cluster
 */
export async function startThrowAwayCluster(settings: Readonly<Record<string, string>> = {}): Promise<ThrowAwayCluster> {
  const dataDir = mkdtempSync(join(tmpdir(), "shop-test-"));
  // The server may run as another user than we do.
  chmodSync(dataDir, 0o755);
  const [port = 0] = await freePorts(1);
  const options = { dataDir, password: randomBytes(16).toString("hex"), port, settings: { ...throwAwaySettings, ...settings } };
  let cluster = await startCluster(options);
  return {
    adminUrl: cluster.url("postgres"),
    halt: async (how) => {
      process.kill(cluster.pid, haltSignals[how]);
      await cluster.ended;
    },
    resume: async () => {
      cluster = await startedAgain(options);
    },
    stop: async () => {
      await cluster.stop();
      // The cluster lies elsewhere where the server's user cannot enter the temporary folder.
      for (const folder of [cluster.directory, dataDir]) rmSync(folder, { recursive: true, force: true });
    },
  };
}
