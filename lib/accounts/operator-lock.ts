import { z } from "zod";
import type { VaultKey } from "../crypto/vault-keys.ts";
import type { Database, Db } from "../db/client.ts";
import { retriedTransaction } from "../db/retry.ts";
import { AuthError } from "../errors.ts";
import { noticeTo } from "../mail/notices.ts";
import { countLiveSessions } from "../sessions/live.ts";
import { type Closed, closeForSafety, CompromiseRefused, type CompromiseResult, openAgain } from "./compromise.ts";
import type { UserStatus } from "./decide-link.ts";
import { parseEmailAddress } from "./email-address.ts";
import { type SignInMethods, signInMethodsOf } from "./sign-in-methods.ts";

/** A user as the operator recognises them; nothing here is for a log. */
export type FoundUser = { userId: string; /** `held`: the address is contact data that nobody has proved. */ foundBy: "id" | "proved" | "held"; status: UserStatus; createdAt: Date; sessions: number; methods: SignInMethods };
export type Lookup =
  | { kind: "found"; user: FoundUser }
  /** `text` is neither an address nor an id, or nobody has it. */
  | { kind: "unknown" }
  /** Several users merely hold the address. */
  | { kind: "ambiguous"; userIds: string[] }
  /** The user is part of another one now. */
  | { kind: "merged"; into: string | null };

async function idsOf(db: Db, text: string): Promise<{ ids: string[]; foundBy: FoundUser["foundBy"] }> {
  const id = z.uuid().safeParse(text.trim());
  if (id.success) return { ids: [id.data.toLowerCase()], foundBy: "id" };
  const email = parseEmailAddress(text)?.canonical;
  if (email === undefined) return { ids: [], foundBy: "id" };
  const owner = await db.user.findUnique({ where: { provedEmail: email }, select: { id: true } });
  if (owner) return { ids: [owner.id], foundBy: "proved" };
  const holders = await db.user.findMany({ where: { email, provedEmail: null }, orderBy: { createdAt: "asc" }, take: 20, select: { id: true } });
  return { ids: holders.map((holder) => holder.id), foundBy: "held" };
}

/** Whom an operator means by an address or an id; of their sessions those count that are good. Changes nothing. @throws DatabaseUnavailableError */
export async function findUser(db: Db, text: string, now: Date = new Date()): Promise<Lookup> {
  const { ids, foundBy } = await idsOf(db, text);
  if (ids.length > 1) return { kind: "ambiguous", userIds: ids };
  const [userId = ""] = ids;
  const user = userId === "" ? null : await db.user.findUnique({ where: { id: userId }, select: { status: true, createdAt: true, mergedIntoId: true } });
  const methods = user && (await signInMethodsOf(db, userId));
  if (!user || !methods) return { kind: "unknown" };
  if (user.status === "merged") return { kind: "merged", into: user.mergedIntoId };
  return { kind: "found", user: { userId, foundBy, status: user.status, createdAt: user.createdAt, sessions: await countLiveSessions(db, { userId }, now), methods } };
}

/** Ends a transaction that was only to show what it would do. */
class Preview extends Error {
  readonly result: CompromiseResult;
  override readonly message = "a preview is never kept";
  constructor(result: CompromiseResult) {
    super();
    this.result = result;
  }
}

/** Whether closing an account would leave it as it is: locked already, or with nothing to lock and nobody to put out. */
export function changesNothing({ locked, before, sessions, removed, address, tokens }: Closed): boolean {
  return locked === before && sessions + tokens + removed.passkeys + removed.providers.length === 0 && !removed.password && address === "stays";
}

export type OperatorClosing = { userId: string; since: Date; now: Date; keys: readonly VaultKey[] };

/**
 * Closes an account because the operator holds it for compromised, as its owner could: `closeForSafety` in one
 * transaction with its audit event and its mail. Doing it again changes nothing.
 * @param preview says what it would do, and does nothing: the same deed, rolled back
 * @throws DatabaseUnavailableError; nothing has changed then
 */
export async function closeByOperator(database: Pick<Database, "transaction">, closing: OperatorClosing, { preview }: { preview: boolean }): Promise<CompromiseResult> {
  try {
    return await retriedTransaction(database, async (tx) => {
      const result = await closeForSafety(tx, { ...closing, by: "operator" });
      if (preview) throw new Preview(result);
      return result;
    });
  } catch (error) {
    if (error instanceof Preview) return error.result;
    if (error instanceof CompromiseRefused) return { kind: "refused", outcome: error.outcome };
    throw error;
  }
}

/**
 * Opens a locked account again: the operator was wrong. What was removed stays removed. Its owner is told.
 * @returns whether it was locked; of a user who is part of another one it never is
 * @throws DatabaseUnavailableError; nothing has changed then
 */
export async function openByOperator(database: Pick<Database, "transaction">, { userId, now, keys }: Omit<OperatorClosing, "since">): Promise<boolean> {
  try {
    return await retriedTransaction(database, async (tx) => {
      const opened = await openAgain(tx, userId, { by: "operator" });
      if (opened) await noticeTo(tx, userId, "account_unlocked", { now, keys });
      return opened;
    });
  } catch (error) {
    if (error instanceof AuthError && error.code === "user_merged") return false;
    throw error;
  }
}
