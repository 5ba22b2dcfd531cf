import { open, VaultError, type VaultPlace } from "../crypto/envelope.ts";
import type { VaultKey } from "../crypto/vault-keys.ts";
import { logEvent } from "../telemetry/log.ts";

/**
 * Opens what waits for a person, as for the code in their mail.
 * @returns undefined when the key that sealed it is not in the ring any more, or not yet at this instance: for the person
 * its time is over, and they begin anew
 * @throws VaultError for what is damaged, or was sealed for another place
 */
export async function openWaiting(envelope: string, place: VaultPlace, keys: readonly VaultKey[]): Promise<string | undefined> {
  try {
    return await open(envelope, place, keys);
  } catch (error) {
    if (!(error instanceof VaultError) || error.code !== "unknown_key") throw error;
    logEvent("vault.key_unknown", { purpose: place.purpose }, "warn");
    return undefined;
  }
}
