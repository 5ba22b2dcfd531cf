import { z } from "zod";
import type { Closed } from "../accounts/compromise.ts";
import { changesNothing, closeByOperator } from "../accounts/operator-lock.ts";
import { isOperatorAddress, type Operator } from "../auth/operator.ts";
import { vaultKeys } from "../crypto/vault-keys.ts";
import { database } from "../db/client.ts";
import { closeSince, type DeedWish, userDeeds } from "./deed-wish.ts";
import type { DeedRefusal } from "./refusals.ts";
import { canResendCode } from "./resend-code.ts";

type Asked = Partial<Record<"deed" | "user" | "attempt" | "since", string | undefined>>;

/** What the page of a deed shows. */
export type ActView = {
  wish: DeedWish;
  target: { label: string; backHref: string };
  otherOperator: boolean;
  /** Why it cannot be done, where that is known beforehand. */
  refusal?: DeedRefusal;
  /** Of closing an account: what that does, and whether it would change nothing. */
  closing?: { closed: Closed; nothing: boolean };
};

function readWish({ deed, user, attempt, since }: Asked, now: Date): DeedWish | null {
  const [userId, attemptId] = [z.uuid().safeParse(user), z.uuid().safeParse(attempt)];
  if (deed === "resend_code") return attemptId.success ? { deed, attempt: attemptId.data.toLowerCase() } : null;
  const known = userDeeds.find((one) => one === deed);
  if (!known || !userId.success) return null;
  const id = userId.data.toLowerCase();
  return known === "close" ? { deed: known, user: id, since: closeSince(since, now) } : { deed: known, user: id };
}

async function attemptAct(wish: Extract<DeedWish, { deed: "resend_code" }>, now: Date): Promise<ActView | null> {
  const { db } = database();
  const attempt = await db.attempt.findUnique({ where: { id: wish.attempt }, select: { id: true, reference: true, status: true, expires: true } });
  if (!attempt) return null;
  const target = { label: attempt.reference, backHref: `/ops/attempts/${attempt.reference}` };
  return { wish, target, otherOperator: false, ...((await canResendCode(db, attempt, now)) ? {} : { refusal: "attempt_over" }) };
}

/** What closing does, by doing it and taking it back. */
async function preview(wish: Extract<DeedWish, { deed: "close" }>, now: Date): Promise<Pick<ActView, "refusal" | "closing">> {
  const result = await closeByOperator(database(), { userId: wish.user, since: wish.since ?? now, now, keys: vaultKeys() }, { preview: true });
  if (result.kind === "closed") return { closing: { closed: result, nothing: changesNothing(result) } };
  return { refusal: closingRefusal(result.outcome) };
}

/** The refusal that stands for an outcome of closing an account. */
export function closingRefusal(outcome: string): DeedRefusal {
  if (outcome === "compromise_no_way") return "no_way_left";
  return outcome === "user_suspended" || outcome === "deletion_pending" ? outcome : "user_merged";
}

/**
 * What an operator is about to do, from the address of the page; null when that says nothing that can be done to anybody.
 * @throws DatabaseUnavailableError
 */
export async function actView(operator: Operator, asked: Asked, now: Date): Promise<ActView | null> {
  const wish = readWish(asked, now);
  if (!wish) return null;
  if (wish.deed === "resend_code") return await attemptAct(wish, now);
  const user = await database().db.user.findUnique({ where: { id: wish.user }, select: { status: true, provedEmail: true } });
  const shown = { wish, target: { label: wish.user, backHref: `/ops/users/${wish.user}` } };
  if (!user) return { ...shown, otherOperator: false, refusal: "user_gone" };
  const otherOperator = isOperatorAddress(user.provedEmail);
  if (wish.user === operator.userId) return { ...shown, otherOperator: false, refusal: "own_account" };
  if (user.status === "merged") return { ...shown, otherOperator, refusal: "user_merged" };
  return { ...shown, otherOperator, ...(wish.deed === "close" ? await preview(wish, now) : {}) };
}
