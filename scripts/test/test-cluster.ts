import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCluster } from "../database/embedded.ts";
import { freePorts } from "../process/ports.ts";

/** Faster, and unsafe in a power cut: right for data that nobody keeps. */
export const throwAwaySettings = { fsync: "off", full_page_writes: "off", synchronous_commit: "off", shared_buffers: "64MB" };

/** A cluster in a new temporary folder, which `stop` removes again. `adminUrl` is the superuser's address. */
export async function startThrowAwayCluster(): Promise<{ adminUrl: string; stop: () => Promise<void> }> {
  const dataDir = mkdtempSync(join(tmpdir(), "shop-test-"));
  // The server may run as another user than we do.
  chmodSync(dataDir, 0o755);
  const [port = 0] = await freePorts(1);
  const cluster = await startCluster({ dataDir, password: randomBytes(16).toString("hex"), port, settings: throwAwaySettings });
  const stop = async () => {
    await cluster.stop();
    // The cluster lies elsewhere where the server's user cannot enter the temporary folder.
    for (const folder of [cluster.directory, dataDir]) rmSync(folder, { recursive: true, force: true });
  };
  return { adminUrl: cluster.url("postgres"), stop };
}
