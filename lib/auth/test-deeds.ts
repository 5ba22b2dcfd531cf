import { randomUUID } from "node:crypto";
import type { Attempt, AttemptIntent } from "../attempts/attempt.ts";
import { startAttempt } from "../attempts/start.ts";
import { randomToken, sha256 } from "../crypto/random.ts";
import type { Database, Tx } from "../db/client.ts";
import { retriedTransaction } from "../db/retry.ts";
import { waitingMails } from "../mail/test-mails.ts";
import { proveNewAddress } from "../methods/email-code/change-address.ts";
import type { PersonalDataEntry } from "../personal-data/entry.ts";
import { renewSessionToken } from "../sessions/step-up.ts";
import { undoChange } from "../accounts/address-change.ts";
import { closeForSafety, CompromiseRefused, openAgain } from "../accounts/compromise.ts";
import { endParkedLink, linkParked } from "../accounts/confirm-link.ts";
import type { SignInContext, SignInResult } from "../accounts/context.ts";
import type { EmailAddress } from "../accounts/email-address.ts";
import { undoByLink } from "../accounts/merge/undo-by-link.ts";
import type { ProviderIdentity } from "../accounts/provider-identity.ts";
import { answerReturn } from "../accounts/sign-in-with-provider.ts";
import { contextOf, keys } from "../accounts/test-people.ts";
import { unlinkAccount } from "../accounts/unlink-account.ts";

/** What somebody does who is signed in, or reads their mail, as the forms of the site do it. */

export type LiveSession = { id: string; userId: string };

/** One of the sessions that there are now; null when there is none. */
export async function someSession({ db }: Database, which: number): Promise<LiveSession | null> {
  const sessions = await db.session.findMany({ orderBy: [{ createdAt: "desc" }, { id: "asc" }], take: 12, select: { id: true, userId: true } });
  return sessions[which % Math.max(sessions.length, 1)] ?? null;
}

/** An attempt of somebody who is signed in, and its context. */
async function startAs(database: Database, session: LiveSession, start: { intent: AttemptIntent; method: string; purpose?: string }): Promise<{ attempt: Attempt; context: SignInContext }> {
  const now = new Date();
  const { attempt } = await database.transaction((tx) => startAttempt(tx, { id: randomUUID(), returnTo: "/account", browserHash: sha256(randomToken()), stateHash: sha256(randomToken()), session, now, ...start }));
  return { attempt, context: contextOf(attempt, { session, now }) };
}

/** Rolls back what was refused, as `withStepUp` does. */
class Refused extends Error {
  readonly end: SignInResult | string;
  override readonly message = "the deed was refused";
  constructor(end: SignInResult | string) {
    super();
    this.end = end;
  }
}

/** A deed within a session, which is locked for it; nothing of a refused one stays. */
async function inSession<End extends SignInResult | string>(database: Database, { id }: LiveSession, deed: (tx: Tx) => Promise<{ end: End; good: boolean }>): Promise<End | "no session"> {
  try {
    return await retriedTransaction(database, async (tx) => {
      const alive = await tx.$queryRaw<unknown[]>`SELECT 1 FROM "Session" WHERE "id" = ${id}::uuid FOR UPDATE`;
      if (alive.length === 0) return "no session";
      const { end, good } = await deed(tx);
      if (!good) throw new Refused(end);
      return end;
    });
  } catch (error) {
    if (error instanceof Refused) return error.end as End;
    throw error;
  }
}

const nameOf = (end: SignInResult | string): string => (typeof end === "string" ? end : "outcome" in end && end.outcome ? end.outcome : end.kind === "waiting" ? end.reason : end.kind);

/** Links in the settings: to the provider and back, the confirming page, and yes; where an account is in the way, yes to giving that one up. */
export async function linkInSettings(database: Database, session: LiveSession, identity: ProviderIdentity, several: boolean): Promise<string> {
  const { attempt, context } = await startAs(database, session, { intent: "link", method: identity.provider });
  const back = await retriedTransaction(database, (tx) => answerReturn(tx, context, { attempt, identity, several }));
  if (back.kind !== "waiting") return nameOf(back);
  const answer = async (replaces: string | null) =>
    await inSession(database, session, async (tx) => {
      const end = await linkParked(tx, context, attempt, { replaces }, { several });
      return { end, good: end.kind === "confirmed" || end.kind === "refreshed" };
    });
  let end = await answer(null);
  if (typeof end !== "string" && end.kind === "waiting") {
    const old = await database.db.account.findFirst({ where: { userId: session.userId, provider: identity.provider }, orderBy: { createdAt: "asc" }, select: { id: true } });
    end = await answer(old?.id ?? null);
  }
  const refused = typeof end !== "string" && end.kind === "refused" ? end.outcome : null;
  if (refused !== null) await database.transaction((tx) => endParkedLink(tx, attempt.id, refused, new Date()));
  return nameOf(end);
}

/** Unlinks one of the accounts of whoever is signed in. */
export async function unlinkInSettings(database: Database, session: LiveSession, newest: boolean): Promise<string> {
  const { id, userId } = session;
  const account = await database.db.account.findFirst({ where: { userId }, orderBy: { createdAt: newest ? "desc" : "asc" }, select: { id: true } });
  if (!account) return "none";
  return await inSession(database, session, async (tx) => {
    const end = await unlinkAccount(tx, { userId, accountId: account.id, keptSessionId: id, now: new Date(), keys });
    if (end === "removed") await renewSessionToken(tx, { sessionId: id, userId });
    return { end, good: end === "removed" };
  });
}

/** Proves an address in the settings, in place of the one there is. */
export async function changeAddress(database: Database, session: LiveSession, email: EmailAddress): Promise<string> {
  const { provedEmail } = await database.db.user.findUniqueOrThrow({ where: { id: session.userId }, select: { provedEmail: true } });
  if (provedEmail === email.canonical) return "email_address_same";
  const { attempt, context } = await startAs(database, session, { intent: "prove_email", method: "email_code", purpose: "change_email" });
  return nameOf(await retriedTransaction(database, (tx) => proveNewAddress(tx, context, attempt, email)));
}

/** Whoever else is a side of a merge that was taken apart by a link. */
async function othersOf(tx: Tx, token: string, now: Date): Promise<string[]> {
  const merges = await tx.mergeJournal.findMany({ where: { undoneAt: now }, select: { keptUserId: true, mergedUserId: true, keptUndoHash: true, mergedUndoHash: true } });
  const hash = sha256(token);
  const sides = merges.flatMap((merge) => [
    { userId: merge.keptUserId, hash: merge.keptUndoHash },
    { userId: merge.mergedUserId, hash: merge.mergedUndoHash },
  ]);
  return sides.filter((side) => side.hash !== hash).map(({ userId }) => userId);
}

/**
 * Uses a link in one of the newest notices: it takes a merge or a change of address back.
 * @returns with those that may be left without a way in by it
 */
export async function useNoticeLink(database: Database, which: number, entries: readonly PersonalDataEntry[]): Promise<{ end: string; forsaken: string[] }> {
  const links = (await waitingMails(database, keys, 16)).map(({ text }) => /\/signin\/undo-(merge|change)\?token=([\w-]{43})/.exec(text)).filter((link) => link !== null);
  const [, kind, token = ""] = links.at(-1 - which) ?? [];
  if (kind === undefined) return { end: "none", forsaken: [] };
  const now = new Date();
  if (kind === "change") {
    const end = await retriedTransaction(database, (tx) => undoChange(tx, token, now, keys));
    return { end: `change ${end.kind === "good" ? "undone" : end.outcome}`, forsaken: [] };
  }
  try {
    return await retriedTransaction(database, async (tx) => {
      const end = await undoByLink(tx, token, { now, keys }, entries);
      if (end.kind === "refused") throw new Refused(end.outcome);
      return { end: "merge undone", forsaken: await othersOf(tx, token, now) };
    });
  } catch (error) {
    if (error instanceof Refused) return { end: `merge ${nameOf(error.end)}`, forsaken: [] };
    throw error;
  }
}

/** Says that somebody else was in an account since a moment, and opens it again at once, or nothing more would happen to it. */
export async function closeAndOpen(database: Database, userId: string, since: Date): Promise<string> {
  // What an account was made with is nothing that was added; these are all a few seconds old.
  await database.db.user.updateMany({ where: { id: userId }, data: { createdAt: new Date(Date.now() - 86_400_000) } });
  try {
    const end = await retriedTransaction(database, (tx) => closeForSafety(tx, { userId, since, by: "shopper", now: new Date(), keys }));
    await retriedTransaction(database, (tx) => openAgain(tx, userId, { by: "operator" }));
    return end.kind === "refused" ? end.outcome : `address ${end.address}`;
  } catch (error) {
    if (error instanceof CompromiseRefused) return error.outcome;
    throw error;
  }
}
