import { env } from "../env.ts";

/** The key ring: newest first. The first seals, all open. */
export type VaultKey = { keyId: string; key: Uint8Array };

/** Reads `kid:base64url(32 bytes)` entries. @throws Error when a key is not 32 bytes (the schema of the environment checks the form) */
export function parseVaultKeys(entries: readonly string[]): VaultKey[] {
  return entries.map((entry) => {
    const [keyId = "", encoded = ""] = entry.split(":");
    const key = Buffer.from(encoded, "base64url");
    if (key.length !== 32) throw new Error("VAULT_KEYS: a key is not 32 bytes");
    return { keyId, key: new Uint8Array(key) };
  });
}

let cached: VaultKey[] | undefined;

/** The key ring of this process. */
export function vaultKeys(): VaultKey[] {
  cached ??= parseVaultKeys(env().VAULT_KEYS);
  return cached;
}
