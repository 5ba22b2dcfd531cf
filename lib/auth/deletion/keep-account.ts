import type { SignInResult } from "../../accounts/context.ts";
import { keepAccount, leaveDeletion, openKeepProof } from "../../accounts/deletion/keep.ts";
import type { Attempt } from "../../attempts/attempt.ts";
import { database, type Tx } from "../../db/client.ts";
import { env } from "../../env.ts";
import { noticeTo } from "../../mail/notices.ts";
import { storePassword } from "../../methods/password/store-password.ts";
import type { OutcomeCode } from "../../outcomes.ts";
import { answerMine, claimOf } from "../claimed-address.ts";
import { completeSignIn } from "../complete.ts";
import { noteDroppedPassword } from "../dropped-password.ts";
import type { JoinGuest, Visitor } from "../visitor.ts";
import { type OwnAttempt, ownAttempt } from "../waiting.ts";

/** The page that asks whether an account is kept. */
export const keepPage = "/signin/keep";

export type KeepView =
  | {
      ok: true;
      attempt: Attempt;
      /** When everything goes. */
      dueAt: Date;
      /** Whose account it is, as far as the proof tells. */
      account: string | null;
      /** Whether a new password was typed with the proof, which becomes theirs with a yes. */
      newPassword: boolean;
      /** Who is signed in here, when that is somebody else. */
      current: string | null;
    }
  | { ok: false; outcome: OutcomeCode; attempt: Attempt | null };

/** The attempt of this browser; one by passkey is bound to the browser's other cookie. */
async function attemptHere(visitor: Visitor, id: unknown): Promise<OwnAttempt> {
  const own = await ownAttempt(visitor, id, "waiting");
  return !own.ok && own.outcome === "state_mismatch" ? await ownAttempt({ ...visitor, browser: visitor.challengeBrowser }, id, "waiting") : own;
}

/** The question whether an account that waits to be deleted is kept, for the browser in which its user was proved. */
export async function keepView(visitor: Visitor, attemptId: unknown): Promise<KeepView> {
  const own = await attemptHere(visitor, attemptId);
  if (!own.ok) return own;
  const { attempt } = own;
  if (attempt.outcome !== "keep_asked") return { ok: false, outcome: "attempt_used", attempt };
  const proof = await database().transaction((tx) => openKeepProof(tx, attempt.id, new Date()));
  if (!proof) return { ok: false, outcome: "keep_over", attempt };
  const user = (await visitor.session())?.user;
  return { ok: true, attempt, dueAt: proof.dueAt, account: proof.account, newPassword: proof.newPassword, current: user ? (user.name ?? user.email ?? "") : null };
}

/** The new password of a reset becomes theirs with the account. There is no session to end: nobody was signed in. */
async function storeTyped(tx: Tx, input: { userId: string; hash: string; attemptId: string }): Promise<void> {
  const done = await storePassword(tx, input);
  if (done) await noticeTo(tx, input.userId, done === "set" ? "password_set" : "password_changed");
}

/**
 * "Keep my account": calls the deletion off and signs the person in with the proof that waited. Whoever was signed in
 * here as somebody else is signed out of that.
 * @throws DatabaseUnavailableError; nothing has changed then
 */
export async function keepByPerson(visitor: Visitor, attempt: Attempt, joinGuest: JoinGuest): Promise<SignInResult> {
  return await completeSignIn(attempt, visitor, joinGuest, async (tx, context) => {
    const result = await keepAccount(tx, context, { several: env().ALLOW_SEVERAL_AMAZON_ACCOUNTS, storePassword: storeTyped });
    return await noteDroppedPassword(tx, attempt, await answerMine(tx, context, claimOf(attempt), result));
  });
}

/** "Leave it": the deletion goes on, and nobody is signed in. */
export async function leaveByPerson(visitor: Visitor, attempt: Attempt, joinGuest: JoinGuest): Promise<void> {
  await completeSignIn(attempt, visitor, joinGuest, async (tx, context) => {
    await leaveDeletion(tx, context);
    return { kind: "refused", outcome: "keep_declined" };
  });
}
