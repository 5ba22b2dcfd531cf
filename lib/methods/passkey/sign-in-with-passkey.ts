import type { AuthenticationResponseJSON } from "@simplewebauthn/server";
import { finishSignIn, refuseSignIn, type SignInContext, type SignInResult } from "../../accounts/context.ts";
import { askToKeep } from "../../accounts/deletion/ask.ts";
import type { Tx } from "../../db/client.ts";
import { provePasskey } from "./assertion.ts";
import type { Answer } from "./answer.ts";

/** Signs in the user that a passkey belongs to. The answer is used up with the attempt, whether it was good or not. */
export async function signInWithPasskey(tx: Tx, context: SignInContext, answer: Answer<AuthenticationResponseJSON>, browserHash: string): Promise<SignInResult & { usedFor?: string | null }> {
  const proof = await provePasskey(tx, answer, { purpose: "sign_in", browserHash }, { now: context.now, usedFor: context.attempt.id });
  if (proof.kind === "refused" && proof.ofPending) {
    const { userId, passkeyId } = proof.ofPending;
    return await askToKeep(tx, context, { userId, method: "passkey", way: { passkey: passkeyId } });
  }
  if (proof.kind === "refused") return { ...(await refuseSignIn(tx, context, proof.outcome)), ...(proof.usedFor ? { usedFor: proof.usedFor } : {}) };
  return await finishSignIn(tx, context, { userId: proof.userId, method: "passkey", outcome: "signed_in", deeds: [] });
}
