import { randomBytes } from "node:crypto";
import type { Ledger } from "./ledger.ts";

/** What a user granted to a client. */
export type Grant = { clientId: string; userId: string; scopes: string[] };

/** PKCE challenge of an authorization request (RFC 7636). */
export type Challenge = { value: string; method: "S256" | "plain" };

export type IssuedCode = Grant & { redirectUri: string; challenge?: Challenge; expiresAt: number };
export type IssuedToken = Grant & { issuedAt: number; expiresAt: number };

/** What a user let a client have, for the manage page. */
export type Consent = { clientId: string; scopeSets: Set<string>; grantedAt: number };

export const codeLifetimeSeconds = 300;
export const accessTokenLifetimeSeconds = 3_600;

const mostSessions = 10_000;
const mostCodes = 10_000;
const mostTokens = 100_000;
const codeAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
// 270 bytes are 360 characters of base64url: over Amazon's least length of 350 even without the prefix.
const tokenBytes = 270;

export type Store = ReturnType<typeof createStore>;

/**
 * Everything the sandbox remembers, in memory. Oldest entries leave first when a limit is reached.
 *
 * @param now epoch milliseconds
 * @param ledger is told of every code and token
 */
export function createStore(now: () => number, ledger: Ledger) {
  return { sessions: createSessions(), consents: createConsents(now), ...createGrants(now, ledger) };
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
  };
}

function createConsents(now: () => number) {
  const byUser = new Map<string, Map<string, Consent>>();
  return {
    /** Whether this user allowed exactly this set of scopes to this client before. */
    has: (grant: Grant) => byUser.get(grant.userId)?.get(grant.clientId)?.scopeSets.has(scopeSet(grant.scopes)) ?? false,
    add(grant: Grant): void {
      const clients = byUser.get(grant.userId) ?? new Map<string, Consent>();
      const consent = clients.get(grant.clientId) ?? { clientId: grant.clientId, scopeSets: new Set(), grantedAt: now() };
      consent.scopeSets.add(scopeSet(grant.scopes));
      clients.set(grant.clientId, consent);
      byUser.set(grant.userId, clients);
    },
    of: (userId: string) => [...(byUser.get(userId)?.values() ?? [])],
    remove(userId: string, clientId: string): void {
      byUser.get(userId)?.delete(clientId);
    },
  };
}

function createGrants(now: () => number, ledger: Ledger) {
  const codes = new Map<string, IssuedCode>();
  const accessTokens = new Map<string, IssuedToken>();
  const refreshTokens = new Map<string, Grant>();
  const record = (kind: "code" | "access_token" | "refresh_token", value: string, { clientId, userId, scopes }: Grant) =>
    ledger.recordIssued({ kind, value, clientId, userId, scopes });
  return {
    issueCode(code: Omit<IssuedCode, "expiresAt">): string {
      const value = `AN${randomText(codeAlphabet, 18)}`;
      remember(codes, value, { ...code, expiresAt: now() + codeLifetimeSeconds * 1_000 }, mostCodes);
      record("code", value, code);
      return value;
    },
    /** The code's grant while the code can still be used. */
    findCode: (value: string) => alive(codes.get(value), now()),
    useCode: (value: string) => codes.delete(value),
    issueAccessToken({ clientId, userId, scopes }: Grant): string {
      const value = `Atza|${randomBytes(tokenBytes).toString("base64url")}`;
      const expiresAt = now() + accessTokenLifetimeSeconds * 1_000;
      remember(accessTokens, value, { clientId, userId, scopes, issuedAt: now(), expiresAt }, mostTokens);
      record("access_token", value, { clientId, userId, scopes });
      return value;
    },
    findAccessToken: (value: string) => alive(accessTokens.get(value), now()),
    issueRefreshToken({ clientId, userId, scopes }: Grant): string {
      const value = `Atzr|${randomBytes(tokenBytes).toString("base64url")}`;
      remember(refreshTokens, value, { clientId, userId, scopes }, mostTokens);
      record("refresh_token", value, { clientId, userId, scopes });
      return value;
    },
    findRefreshToken: (value: string) => refreshTokens.get(value),
    /** Stops unused codes and refresh tokens of one user at one client. Access tokens live on until they expire. */
    revoke(userId: string, clientId: string): void {
      for (const grants of [codes, refreshTokens]) {
        for (const [value, grant] of grants) {
          if (grant.userId === userId && grant.clientId === clientId) grants.delete(value);
        }
      }
    },
  };
}

function scopeSet(scopes: string[]): string {
  return [...new Set(scopes)].sort().join(" ");
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
