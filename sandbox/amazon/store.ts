import { randomBytes } from "node:crypto";
import { createConsentList } from "./consents.ts";
import type { EndReason, Ledger } from "./ledger.ts";
import type { Region } from "./settings.ts";

/** What a user granted to a client. */
export type Grant = { clientId: string; userId: string; scopes: string[] };

/** PKCE challenge of an authorization request (RFC 7636). */
export type Challenge = { value: string; method: "S256" | "plain" };

/** A grant that holds in one region only. */
type RegionalGrant = Grant & { region: Region };
export type IssuedCode = RegionalGrant & { redirectUri: string; challenge?: Challenge; expiresAt: number };
export type IssuedToken = RegionalGrant & { issuedAt: number; expiresAt: number };

/** Whose grants to stop; of every client when none is named. */
export type Revocation = { userId: string; clientId?: string; accessTokens: boolean; reason: EndReason };

export const codeLifetimeSeconds = 300;
export const accessTokenLifetimeSeconds = 3_600;

const mostSessions = 10_000;
const mostCodes = 10_000;
const mostTokens = 100_000;
const codeAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
// 270 bytes are 360 characters of base64url: over Amazon's least length of 350 even without the prefix.
const tokenBytes = 270;

/** What the store has to be told from outside. */
export type StoreContext = {
  /** Epoch milliseconds. */
  now: () => number;
  /** Is told of every code and token. */
  ledger: Ledger;
  /** The region that is being played. */
  region: () => Region;
};

export type Store = ReturnType<typeof createStore>;

/** Everything the sandbox remembers, in memory. Oldest entries leave first when a limit is reached. */
export function createStore(context: StoreContext) {
  const sessions = createSessions();
  const consents = createConsentList(context.now);
  const grants = createGrants(context);
  const reset = () => [sessions, consents, grants].forEach((part) => part.clear());
  return { sessions, consents, ...grants, reset };
}

function createSessions() {
  const users = new Map<string, string>();
  return {
    /** Signs a user in at the sandbox; the answer is the cookie's value. */
    open(userId: string): string {
      const id = randomBytes(24).toString("base64url");
      remember(users, id, userId, mostSessions);
      return id;
    },
    userOf: (id: string | undefined) => (id === undefined ? undefined : users.get(id)),
    end(id: string | undefined): void {
      if (id !== undefined) users.delete(id);
    },
    endAllOf(userId: string): void {
      for (const [id, user] of users) if (user === userId) users.delete(id);
    },
    clear: () => users.clear(),
  };
}

function createGrants({ now, ledger, region }: StoreContext) {
  const codes = new Map<string, IssuedCode>();
  const accessTokens = new Map<string, IssuedToken>();
  const refreshTokens = new Map<string, RegionalGrant>();
  const here = <Entry extends RegionalGrant>(entry: Entry | undefined) => (entry?.region === region() ? entry : undefined);
  const record = (kind: "code" | "access_token" | "refresh_token", value: string, { clientId, userId, scopes }: Grant) =>
    ledger.recordIssued({ kind, value, clientId, userId, scopes });
  return {
    issueCode(code: Omit<IssuedCode, "expiresAt" | "region">): string {
      const value = `AN${randomText(codeAlphabet, 18)}`;
      const expiresAt = now() + codeLifetimeSeconds * 1_000;
      remember(codes, value, { ...code, region: region(), expiresAt }, mostCodes);
      record("code", value, code);
      return value;
    },
    /** The code's grant while the code can still be used. */
    findCode: (value: string) => here(alive(codes.get(value), now())),
    useCode(value: string): void {
      codes.delete(value);
      ledger.recordEnd(value, "used");
    },
    issueAccessToken({ clientId, userId, scopes }: Grant): string {
      const value = `Atza|${randomBytes(tokenBytes).toString("base64url")}`;
      const token = { clientId, userId, scopes, region: region(), issuedAt: now() };
      remember(accessTokens, value, { ...token, expiresAt: now() + accessTokenLifetimeSeconds * 1_000 }, mostTokens);
      record("access_token", value, token);
      return value;
    },
    findAccessToken: (value: string) => here(alive(accessTokens.get(value), now())),
    issueRefreshToken({ clientId, userId, scopes }: Grant): string {
      const value = `Atzr|${randomBytes(tokenBytes).toString("base64url")}`;
      const grant = { clientId, userId, scopes };
      remember(refreshTokens, value, { ...grant, region: region() }, mostTokens);
      record("refresh_token", value, grant);
      return value;
    },
    findRefreshToken: (value: string) => here(refreshTokens.get(value)),
    endRefreshToken(value: string): void {
      refreshTokens.delete(value);
      ledger.recordEnd(value, "rotated");
    },
    /** Stops unused codes and refresh tokens, and access tokens where that is asked for. */
    revoke({ userId, clientId, accessTokens: alsoAccessTokens, reason }: Revocation): void {
      for (const grants of [codes, refreshTokens, ...(alsoAccessTokens ? [accessTokens] : [])]) {
        for (const [value, grant] of grants) {
          if (grant.userId !== userId || (clientId !== undefined && grant.clientId !== clientId)) continue;
          grants.delete(value);
          ledger.recordEnd(value, reason);
        }
      }
    },
    clear: () => [codes, accessTokens, refreshTokens].forEach((grants) => grants.clear()),
  };
}

function alive<Entry extends { expiresAt: number }>(entry: Entry | undefined, at: number): Entry | undefined {
  return entry && entry.expiresAt > at ? entry : undefined;
}

function remember<Value>(map: Map<string, Value>, key: string, value: Value, limit: number): void {
  map.set(key, value);
  if (map.size <= limit) return;
  const oldest = map.keys().next();
  if (!oldest.done) map.delete(oldest.value);
}

function randomText(alphabet: string, length: number): string {
  return Array.from(randomBytes(length), (byte) => alphabet[byte % alphabet.length]).join("");
}
