import type { TokenSet } from "../oauth/token-response.ts";
import { open, seal, VaultError, type VaultPlace } from "../crypto/envelope.ts";
import type { VaultKey } from "../crypto/vault-keys.ts";
import { logEvent } from "../telemetry/log.ts";

export type SealedTokens = { access_token: string; refresh_token: string | undefined; expires_at: number };

/** The account row that tokens are bound to: an envelope that was put into another row, or column, does not open there. */
export type TokenOwner = { id: string; provider: string; providerAccountId: string };
export type TokenField = "access_token" | "refresh_token";

function placeOf(account: TokenOwner, field: TokenField): VaultPlace {
  return { purpose: "account", provider: account.provider, providerAccountId: account.providerAccountId, rowId: account.id, field };
}

/** Seals one token for its column. */
export async function sealToken(token: string, account: TokenOwner, field: TokenField, keys: readonly VaultKey[]): Promise<string> {
  return await seal(token, placeOf(account, field), keys);
}

/**
 * Seals a token set for the columns of one account row. A missing refresh token stays undefined, so that an update
 * keeps the stored one.
 * @param account the row's id and identity key, which the envelopes are bound to
 * @param now the time the tokens arrived
 */
export async function sealTokens(tokens: TokenSet, account: TokenOwner, now: Date, keys: readonly VaultKey[]): Promise<SealedTokens> {
  const [access_token, refresh_token] = await Promise.all([
    sealToken(tokens.accessToken, account, "access_token", keys),
    tokens.refreshToken === undefined ? undefined : sealToken(tokens.refreshToken, account, "refresh_token", keys),
  ]);
  return {
    access_token,
    refresh_token,
    expires_at: Math.floor(now.getTime() / 1_000) + tokens.expiresInSeconds,
  };
}

/**
 * Opens a stored token.
 * @returns undefined when it cannot be opened: its key is not in the ring (`vault.key_unknown`, a warning), or what is
 * there was not sealed for this place by a key of ours (`vault.not_openable`, an error). It is of no use then.
 */
export async function openToken(envelope: string, account: TokenOwner, field: TokenField, keys: readonly VaultKey[]): Promise<string | undefined> {
  try {
    return await open(envelope, placeOf(account, field), keys);
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    if (error.code === "unknown_key") logEvent("vault.key_unknown", { purpose: "account", accountId: account.id, field }, "warn");
    else logEvent("vault.not_openable", { reason: error.code, accountId: account.id, field }, "error");
    return undefined;
  }
}
