import { randomUUID } from "node:crypto";
import type { AuthenticationResponseJSON } from "@simplewebauthn/server";
import type { SignInResult } from "../accounts/context.ts";
import { linkParkedByProof } from "../accounts/resolve-parked.ts";
import { type Attempt, findAttempt } from "../attempts/attempt.ts";
import { startAttempt } from "../attempts/start.ts";
import type { Browser } from "../attempts/browser.ts";
import { attemptTimes } from "../attempts/times.ts";
import { database } from "../db/client.ts";
import { env } from "../env.ts";
import { safeReturnTo } from "../http/return-to.ts";
import { type Answer, parseAssertion } from "../methods/passkey/answer.ts";
import { provePasskey } from "../methods/passkey/assertion.ts";
import { signInWithPasskey } from "../methods/passkey/sign-in-with-passkey.ts";
import type { OutcomeCode } from "../outcomes.ts";
import { answerMine } from "./claimed-address.ts";
import { completeSignIn } from "./complete.ts";
import type { LadderView } from "./existing-account.ts";
import type { JoinGuest, Visitor } from "./visitor.ts";

export type PasskeyResult =
  /** It was not heard: there is no attempt. */
  | { kind: "unheard"; outcome: OutcomeCode }
  | { kind: "decided"; result: SignInResult; attempt: Attempt };

type Hearing = { ok: true; answer: Answer<AuthenticationResponseJSON>; browser: Browser } | { ok: false; unheard: Extract<PasskeyResult, { kind: "unheard" }> };

const unheard = (outcome: OutcomeCode): Hearing => ({ ok: false, unheard: { kind: "unheard", outcome } });

/** Reads an answer; what script did not send, or nobody's script would send, is not heard. */
export function hear(visitor: Visitor, text: string): Hearing {
  if (text === "") return unheard("passkey_needs_script");
  const answer = parseAssertion(text);
  if (!answer) return unheard("passkey_refused");
  return visitor.challengeBrowser ? { ok: true, answer, browser: visitor.challengeBrowser } : unheard("state_mismatch");
}

/** The attempt of a request like this one that signed in a moment ago: the first send of a double click. */
async function twinOf(usedFor: string | null | undefined, now: Date): Promise<Attempt | null> {
  const attempt = usedFor ? await findAttempt(database().db, usedFor) : null;
  const fresh = attempt?.endedAt && now.getTime() - attempt.endedAt.getTime() < attemptTimes.twinSeconds * 1_000;
  return attempt?.status === "succeeded" && fresh ? attempt : null;
}

/**
 * Signs in whoever the passkey of an answer belongs to, on record as an attempt like every other. The session that this
 * browser had ends, whoever's it was, as with a code by e-mail.
 * @param input.response what script put into the form, as JSON
 * @param input.claim the attempt of this browser whose question "is that account yours?" is answered by it
 * @throws DatabaseUnavailableError
 */
export async function signInByPasskey(visitor: Visitor, input: { response: string; returnTo: unknown; claim?: Attempt }, joinGuest: JoinGuest): Promise<PasskeyResult> {
  const hearing = hear(visitor, input.response);
  if (!hearing.ok) return hearing.unheard;
  const { answer, browser } = hearing;
  const { claim } = input;
  const session = await visitor.session();
  const now = new Date();
  const { attempt } = await database().transaction((tx) =>
    startAttempt(tx, {
      id: randomUUID(),
      intent: "sign_in",
      method: "passkey",
      returnTo: safeReturnTo(input.returnTo),
      browserHash: browser.hash,
      session: session ? { id: session.id, userId: session.userId } : undefined,
      proofAttemptId: claim?.id,
      client: visitor.client,
      now,
    }),
  );
  let usedFor: string | null | undefined;
  const result = await completeSignIn(attempt, visitor, joinGuest, async (tx, context) => {
    const { usedFor: before, ...decided } = await signInWithPasskey(tx, context, answer, browser.hash);
    usedFor = before;
    return await answerMine(tx, context, claim ? { attemptId: claim.id, browserHash: claim.browserHash } : null, decided);
  });
  const twin = await twinOf(usedFor, now);
  return twin ? { kind: "decided", result: { kind: "twin" }, attempt: twin } : { kind: "decided", result, attempt };
}

/**
 * Proves on the collision ladder, by passkey, to be the user who has proved the address; then Amazon is linked to that
 * user. An answer that proves something else, or nothing, leaves the ladder as it is.
 */
export async function proveLadderByPasskey(visitor: Visitor, view: Extract<LadderView, { ok: true }>, response: string, joinGuest: JoinGuest): Promise<PasskeyResult> {
  const { attempt } = view;
  const hearing = hear(visitor, response);
  if (!hearing.ok) return hearing.unheard;
  const { answer, browser } = hearing;
  const result = await completeSignIn(attempt, visitor, joinGuest, async (tx, context) => {
    const proof = await provePasskey(tx, answer, { purpose: "existing", browserHash: browser.hash, attemptId: attempt.id }, { now: context.now });
    // A refusal must commit: the answer is spent.
    const proved = proof.kind === "proved" ? proof : proof.ofPending;
    if (!proved) return { kind: "refused", outcome: proof.kind === "refused" ? proof.outcome : "passkey_refused" };
    const { userId, passkeyId } = proved;
    return await linkParkedByProof(tx, context, { method: "passkey", userId, way: { passkey: passkeyId } }, { several: env().ALLOW_SEVERAL_AMAZON_ACCOUNTS });
  });
  return { kind: "decided", result, attempt };
}
