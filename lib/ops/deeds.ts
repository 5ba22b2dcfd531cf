import { CompromiseRefused, closeForSafety, openAgain } from "../accounts/compromise.ts";
import { changesNothing } from "../accounts/operator-lock.ts";
import { lockUser } from "../accounts/sign-in-methods.ts";
import { type AuditEventType, recordAudit, subjectsOf } from "../audit/record.ts";
import { type Operator, operatorOf } from "../auth/operator.ts";
import { withStepUp } from "../auth/step-up.ts";
import type { Visitor } from "../auth/visitor.ts";
import { vaultKeys } from "../crypto/vault-keys.ts";
import type { Tx } from "../db/client.ts";
import { AuthError } from "../errors.ts";
import { noticeTo } from "../mail/notices.ts";
import { revokeAllSessions } from "../sessions/revoke.ts";
import { closingRefusal } from "./act-view.ts";
import { actWish, type DeedWish } from "./deed-wish.ts";
import type { DeedRefusal } from "./refusals.ts";
import { resendCode } from "./resend-code.ts";

/** What a deed came to. `nothing`: it was so already; `not_operator`: whoever asks has just ceased to be one. */
export type DeedEnd = { kind: "done" } | { kind: "nothing" } | { kind: "refused"; problem: DeedRefusal } | { kind: "not_operator" };

const refused = (problem: DeedRefusal): DeedEnd => ({ kind: "refused", problem });
const done: DeedEnd = { kind: "done" };
const nothing: DeedEnd = { kind: "nothing" };

const events: Record<DeedWish["deed"], AuditEventType> = {
  end_sessions: "ops.sessions_ended",
  close: "ops.user_closed",
  open: "ops.user_opened",
  resend_notice: "ops.notice_resent",
  resend_code: "ops.code_resent",
};

/** Between two mails that say how to open an account. */
const noticeSeconds = 5 * 60;

async function closeUser(tx: Tx, userId: string, since: Date, now: Date): Promise<DeedEnd> {
  const result = await closeForSafety(tx, { userId, since, by: "operator", now, keys: vaultKeys() });
  if (result.kind === "refused") return refused(closingRefusal(result.outcome));
  return changesNothing(result) ? nothing : done;
}

async function openUser(tx: Tx, userId: string, now: Date): Promise<DeedEnd> {
  if (!(await openAgain(tx, userId, { by: "operator" }))) return nothing;
  await noticeTo(tx, userId, "account_unlocked", { now, keys: vaultKeys() });
  return done;
}

/** Tells the owner of a locked account once more how to open it, at its proved address. */
async function resendNotice(tx: Tx, userId: string, now: Date): Promise<DeedEnd> {
  await lockUser(tx, userId);
  const user = await tx.user.findUnique({ where: { id: userId }, select: { status: true } });
  if (user?.status !== "locked") return nothing;
  const subjects = await subjectsOf(tx, [userId]);
  const sent = await tx.auditEvent.count({ where: { subjectId: subjects.get(userId) ?? "", type: events.resend_notice, at: { gt: new Date(now.getTime() - noticeSeconds * 1_000) } } });
  if (sent > 0) return refused("too_soon");
  return (await noticeTo(tx, userId, "account_locked", { now, keys: vaultKeys() })) ? done : nothing;
}

async function endSessions(tx: Tx, userId: string, now: Date): Promise<DeedEnd> {
  await lockUser(tx, userId);
  return (await revokeAllSessions(tx, userId, now)) > 0 ? done : nothing;
}

async function actOnUser(tx: Tx, wish: Exclude<DeedWish, { deed: "resend_code" }>, now: Date): Promise<DeedEnd> {
  const user = await tx.user.findUnique({ where: { id: wish.user }, select: { status: true } });
  if (!user) return refused("user_gone");
  if (user.status === "merged") return refused("user_merged");
  switch (wish.deed) {
    case "end_sessions":
      return await endSessions(tx, wish.user, now);
    case "close":
      return await closeUser(tx, wish.user, wish.since ?? now, now);
    case "open":
      return await openUser(tx, wish.user, now);
    case "resend_notice":
      return await resendNotice(tx, wish.user, now);
    default:
      return wish satisfies never;
  }
}

async function actOnAttempt(tx: Tx, attemptId: string, now: Date): Promise<DeedEnd> {
  const result = await resendCode(tx, attemptId, now);
  return result === "sent" ? done : refused(result);
}

/** The trail says who did it and why: of a user in theirs, and of an attempt, which may be nobody's, in the operator's own. */
async function noteDeed(tx: Tx, operator: Operator, wish: DeedWish, reason: string): Promise<void> {
  const { userId } = operator;
  const by = (await subjectsOf(tx, [userId])).get(userId) ?? "";
  const [whose, which] = wish.deed === "resend_code" ? [userId, { attempt: wish.attempt }] : [wish.user, {}];
  await recordAudit(tx, [{ type: events[wish.deed], userId: whose, details: { operator: by, reason, ...which } }]);
}

/** What was thrown instead of returned, so that the transaction was rolled back. */
function refusalOfError(error: unknown): DeedEnd {
  if (error instanceof CompromiseRefused) return refused("no_way_left");
  if (error instanceof AuthError && error.code === "user_merged") return refused("user_merged");
  throw error;
}

/**
 * Does what an operator wants done, after a fresh proof of theirs, in one transaction with who did it and why. Nothing is
 * written and no proof is spent where nothing is done.
 * @returns the end, or the answer that leads to the page that asks for a proof
 * @throws DatabaseUnavailableError; nothing has changed then
 */
export async function act(visitor: Visitor, operator: Operator, wish: DeedWish, reason: string): Promise<DeedEnd | { kind: "answer"; response: Response }> {
  // Whoever ends their own sessions here, or locks their own account, could not take it back here.
  if (wish.deed !== "resend_code" && wish.user === operator.userId) return refused("own_account");
  try {
    const acted = await withStepUp<DeedEnd>(visitor, actWish(wish), async (tx, session, now, refuse) => {
      const still = await operatorOf(tx, session);
      if (!still) return refuse({ kind: "not_operator" });
      const end = wish.deed === "resend_code" ? await actOnAttempt(tx, wish.attempt, now) : await actOnUser(tx, wish, now);
      if (end.kind !== "done") return refuse(end);
      await noteDeed(tx, still, wish, reason);
      return end;
    });
    return acted.kind === "done" ? acted.result : { kind: "answer", response: acted.response };
  } catch (error) {
    return refusalOfError(error);
  }
}
