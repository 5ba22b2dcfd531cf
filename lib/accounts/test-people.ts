import { randomUUID } from "node:crypto";
import type { Attempt } from "../attempts/attempt.ts";
import { startAttempt } from "../attempts/start.ts";
import { randomToken, sha256 } from "../crypto/random.ts";
import type { Database, Tx } from "../db/client.ts";
import { issueSession } from "../sessions/issue.ts";
import type { SignInMethodName } from "../sessions/methods.ts";
import type { VaultKey } from "../crypto/vault-keys.ts";
import type { SignInContext } from "./context.ts";
import type { UserStatus } from "./decide-link.ts";
import type { ProviderIdentity } from "./provider-identity.ts";

export const keys: readonly VaultKey[] = [{ keyId: "k1", key: new Uint8Array(32).fill(7) }];
export const now = new Date("2026-11-23T10:00:00.000Z");
export const later = (seconds: number) => new Date(now.getTime() + seconds * 1_000);

/** An address that nobody has, in canonical form. */
export const newAddress = (): string => `${randomToken().toLowerCase().replaceAll(/[-_]/g, "x")}@shop.example`;

/** An identity as it arrives from Amazon; every call is another person unless told otherwise. */
export function amazonIdentity(change: Partial<Omit<ProviderIdentity, "tokens">> & { tokens?: Partial<ProviderIdentity["tokens"]> } = {}): ProviderIdentity {
  const { tokens, ...rest } = change;
  return {
    provider: "amazon",
    providerAccountId: `amzn1.account.${randomToken().replaceAll(/[-_]/g, "X").toUpperCase()}`,
    name: "Vera Summer",
    email: newAddress(),
    grantedScopes: ["profile"],
    receivedAt: now,
    ...rest,
    tokens: { accessToken: "Atza|access", refreshToken: "Atzr|refresh", expiresInSeconds: 3_600, ...tokens },
  };
}

/** A started sign-in attempt of some browser. */
export async function newAttempt(database: Database, change: { at?: Date; browserHash?: string; method?: string; stateHash?: string } = {}): Promise<Attempt> {
  const { attempt } = await database.transaction((tx) =>
    startAttempt(tx, {
      id: randomUUID(),
      intent: "sign_in",
      method: change.method ?? "amazon",
      returnTo: "/bag",
      browserHash: change.browserHash ?? sha256(randomToken()),
      stateHash: change.stateHash ?? sha256(randomToken()),
      now: change.at ?? now,
    }),
  );
  return attempt;
}

/** A user with the given columns. */
export async function newUser(database: Database, data: { name?: string; email?: string; provedEmail?: string; status?: Exclude<UserStatus, "merged">; createdAt?: Date } = {}): Promise<string> {
  const { id } = await database.db.user.create({ data: { name: "Robin", ...data }, select: { id: true } });
  return id;
}

/** A session of a user, without an attempt of its own. */
export async function newSession(database: Database, userId: string, change: { at?: Date; method?: SignInMethodName } = {}): Promise<{ id: string; userId: string; token: string; expires: Date }> {
  return await database.transaction((tx) => issueSession(tx, { userId, method: change.method ?? "email_code", attemptId: randomUUID(), now: change.at ?? now }));
}

/** The context of a sign-in for an attempt; notes whom the guest joined. */
export function contextOf(attempt: { id: string }, change: Partial<SignInContext> = {}): SignInContext & { adopted: string[] } {
  const adopted: string[] = [];
  const adoptGuest = async (_tx: Tx, userId: string) => void adopted.push(userId);
  return { attempt, session: null, now, keys, adoptGuest, adopted, ...change };
}

/** How many rows every table has that a sign-in may write. */
export async function rowCounts({ db }: Database): Promise<Record<string, number>> {
  const [users, accounts, sessions, parked, codes, audits, subjects] = await Promise.all([
    db.user.count(),
    db.account.count(),
    db.session.count(),
    db.parkedIdentity.count({ where: { consumedAt: null } }),
    db.emailCode.count(),
    db.auditEvent.count(),
    db.auditSubject.count(),
  ]);
  return { users, accounts, sessions, parked, codes, audits, subjects };
}

/** The types of the audit events of a user or an attempt, sorted: events of one transaction have one time. */
export async function auditTrail({ db }: Database, of: { userId?: string; attemptId?: string }): Promise<string[]> {
  const subject = of.userId === undefined ? undefined : await db.auditSubject.findUnique({ where: { userId: of.userId }, select: { subjectId: true } });
  if (subject === null) return [];
  const events = await db.auditEvent.findMany({
    where: { ...(subject ? { subjectId: subject.subjectId } : {}), ...(of.attemptId ? { attemptId: of.attemptId } : {}) },
    select: { type: true },
  });
  return events.map(({ type }) => type).toSorted();
}

/** The statuses an attempt ended with. */
export async function attemptEnd({ db }: Database, id: string): Promise<{ status: string; outcome: string | null; userId: string | null; ended: boolean }> {
  const { endedAt, ...row } = await db.attempt.findUniqueOrThrow({ where: { id }, select: { status: true, outcome: true, userId: true, endedAt: true } });
  return { ...row, ended: endedAt !== null };
}
