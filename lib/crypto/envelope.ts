import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from "jose";
import { sha256 } from "./random.ts";
import type { VaultKey } from "./vault-keys.ts";

/** Where a sealed value belongs. An envelope opens only in the very place it was sealed for. */
export type VaultPlace = { purpose: string; provider?: string; providerAccountId?: string; rowId: string; field: string };

/** An envelope that cannot be opened: unknown key, damaged, or sealed for another place. */
export class VaultError extends Error {
  readonly code: "unknown_key" | "not_openable" | "wrong_place";
  constructor(code: VaultError["code"], options?: { cause?: unknown }) {
    super(`vault envelope: ${code}`, options);
    this.name = "VaultError";
    this.code = code;
  }
}

function placeTag(place: VaultPlace): string {
  return sha256(JSON.stringify([place.purpose, place.provider ?? "", place.providerAccountId ?? "", place.rowId, place.field]));
}

/**
 * Seals bytes: JWE compact, direct A256GCM, key id and place in the protected header, which the cipher authenticates.
 * @see RFC 7516, RFC 7518 section 5.3
 */
export async function sealBytes(plaintext: Uint8Array, place: VaultPlace, keys: readonly VaultKey[]): Promise<string> {
  const newest = keys[0];
  if (!newest) throw new VaultError("unknown_key");
  return await new CompactEncrypt(plaintext).setProtectedHeader({ alg: "dir", enc: "A256GCM", kid: newest.keyId, place: placeTag(place) }).encrypt(newest.key);
}

/** Seals a text in the same way. */
export async function seal(plaintext: string, place: VaultPlace, keys: readonly VaultKey[]): Promise<string> {
  return await sealBytes(new TextEncoder().encode(plaintext), place, keys);
}

/**
 * Opens an envelope.
 * @throws VaultError; never returns anything that was not sealed by one of the keys for this place
 */
export async function openBytes(envelope: string, place: VaultPlace, keys: readonly VaultKey[]): Promise<Uint8Array> {
  let header: ReturnType<typeof decodeProtectedHeader>;
  try {
    header = decodeProtectedHeader(envelope);
  } catch (error) {
    throw new VaultError("not_openable", { cause: error });
  }
  const key = keys.find((candidate) => candidate.keyId === header.kid);
  if (!key) throw new VaultError("unknown_key");
  try {
    const { plaintext, protectedHeader } = await compactDecrypt(envelope, key.key, { keyManagementAlgorithms: ["dir"], contentEncryptionAlgorithms: ["A256GCM"] });
    if (protectedHeader.place !== placeTag(place)) throw new VaultError("wrong_place");
    return plaintext;
  } catch (error) {
    throw error instanceof VaultError ? error : new VaultError("not_openable", { cause: error });
  }
}

/** Opens the envelope of a text. @throws VaultError */
export async function open(envelope: string, place: VaultPlace, keys: readonly VaultKey[]): Promise<string> {
  // Without this a value that begins with U+FEFF would come back changed.
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(await openBytes(envelope, place, keys));
}

/** The id of the key that sealed an envelope, read without opening it; undefined when it is no envelope. */
export function keyIdOf(envelope: string): string | undefined {
  try {
    const { kid } = decodeProtectedHeader(envelope);
    return typeof kid === "string" ? kid : undefined;
  } catch {
    return undefined;
  }
}
