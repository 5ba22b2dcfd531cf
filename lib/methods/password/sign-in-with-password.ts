import { finishSignIn, refuseSignIn, type SignInContext, type SignInResult } from "../../accounts/context.ts";
import { refusalOf } from "../../accounts/decide-link.ts";
import { askToKeep } from "../../accounts/deletion/ask.ts";
import type { Tx } from "../../db/client.ts";
import { type RightPassword, usePassword } from "./try-password.ts";

/**
 * Ends a sign-in by password: the owner of the right one is signed in, anything else is `password_wrong`, whatever
 * was wrong about it.
 */
export async function signInWithPassword(tx: Tx, context: SignInContext, tried: RightPassword | { kind: "wrong" }): Promise<SignInResult> {
  if (tried.kind === "wrong" || !(await usePassword(tx, tried))) return await refuseSignIn(tx, context, "password_wrong");
  const { status } = await tx.user.findUniqueOrThrow({ where: { id: tried.userId }, select: { status: true } });
  if (status === "deletion_pending") return await askToKeep(tx, context, { userId: tried.userId, method: "password", way: { password: tried.better ?? tried.hash } });
  const refusal = refusalOf(status);
  if (refusal) return await refuseSignIn(tx, context, refusal);
  return await finishSignIn(tx, context, { userId: tried.userId, method: "password", outcome: "signed_in", deeds: [] });
}
