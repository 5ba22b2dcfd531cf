import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What a development installation makes up for itself, once. */
export type Secrets = { authSecret: string; vaultKeys: string; databasePassword: string; opsPassword: string };

const randomText = () => randomBytes(32).toString("base64url");

const fileOf = (dataDir: string) => join(dataDir, "secrets.json");

function stored(file: string): Partial<Secrets> {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Partial<Secrets>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    // Making new ones in its place would lock everybody out of what the old ones seal.
    throw new Error(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/**
 * The secrets of `DATA_DIR/secrets.json` (mode 0600); what is missing is made and kept.
 * @throws Error when the file is there and cannot be read.
 */
export function readSecrets(dataDir: string): Secrets {
  mkdirSync(dataDir, { recursive: true });
  const file = fileOf(dataDir);
  const found = stored(file);
  const secrets: Secrets = {
    authSecret: found.authSecret ?? randomText(),
    vaultKeys: found.vaultKeys ?? `k1:${randomText()}`,
    databasePassword: found.databasePassword ?? randomText(),
    opsPassword: found.opsPassword ?? randomText().slice(0, 20),
  };
  if (found.authSecret && found.vaultKeys && found.databasePassword && found.opsPassword) chmodSync(file, 0o600);
  else {
    writeFileSync(`${file}.new`, `${JSON.stringify({ ...found, ...secrets }, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return secrets;
}

/** What of them there is by now. Makes nothing. @throws Error when the file is there and cannot be read. */
export function knownSecrets(dataDir: string): Partial<Secrets> {
  return stored(fileOf(dataDir));
}
