import type { TokenSet } from "../oauth/token-response.ts";
import { seal } from "../crypto/envelope.ts";
import type { VaultKey } from "../crypto/vault-keys.ts";

export type SealedTokens = { access_token: string; refresh_token: string | undefined; expires_at: number };

/**
 * Seals a token set for the columns of one account row. A missing refresh token stays undefined, so that an update
 * keeps the stored one.
 * @param account the row's id and identity key, which the envelopes are bound to
 * @param now the time the tokens arrived
 */
export async function sealTokens(tokens: TokenSet, account: { id: string; provider: string; providerAccountId: string }, now: Date, keys: readonly VaultKey[]): Promise<SealedTokens> {
  const sealField = (field: string, value: string) =>
    seal(value, { purpose: "account", provider: account.provider, providerAccountId: account.providerAccountId, rowId: account.id, field }, keys);
  return {
    access_token: await sealField("access_token", tokens.accessToken),
    refresh_token: tokens.refreshToken === undefined ? undefined : await sealField("refresh_token", tokens.refreshToken),
    expires_at: Math.floor(now.getTime() / 1_000) + tokens.expiresInSeconds,
  };
}
