import { spawnSync } from "node:child_process";
import { RemedyError } from "../process/remedy.ts";

/** Who the database server runs as; undefined means "as we do ourselves". */
export type SystemUser = { name: string; uid: number; gid: number };

const userName = "postgres";

function lookUp(): SystemUser | undefined {
  const [uid, gid] = ["-u", "-g"].map((flag) => spawnSync("id", [flag, userName], { encoding: "utf8" }));
  if (uid?.status !== 0 || gid?.status !== 0) return undefined;
  return { name: userName, uid: Number(uid.stdout.trim()), gid: Number(gid.stdout.trim()) };
}

/**
 * PostgreSQL refuses to run as root. As root this returns the system user `postgres` and creates it where it is
 * missing; as anybody else (and on Windows) it returns undefined.
 * @throws RemedyError when the user neither exists nor can be created.
 */
export function databaseSystemUser(): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const existing = lookUp();
  if (existing) return existing;
  // The second form is the one of BusyBox systems.
  const attempts = [
    ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/bin/false", userName],
    ["adduser", "-S", "-D", "-H", "-s", "/bin/false", userName],
  ];
  for (const [command = "", ...args] of attempts) {
    if (spawnSync(command, args, { stdio: "ignore" }).status === 0) break;
  }
  const created = lookUp();
  if (created) return created;
  throw new RemedyError(
    "PostgreSQL does not run as root, and the system user postgres could not be created.",
    "Create it (useradd --system postgres), run as another user, or set DATABASE_URL to a PostgreSQL of your own.",
  );
}

/** Whether that user can enter the folder, tried for real: modes alone do not tell (mounts, access lists). */
export function canReach(user: SystemUser | undefined, folder: string): boolean {
  if (!user) return true;
  const result = spawnSync("/bin/sh", ["-c", 'cd "$0" && [ -r . ]', folder], { uid: user.uid, gid: user.gid, stdio: "ignore" });
  return result.status === 0;
}
