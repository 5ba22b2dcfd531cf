import { type RegistrationResponseJSON, verifyRegistrationResponse } from "@simplewebauthn/server";
import { lockUser } from "../../accounts/sign-in-methods.ts";
import { leaveNotice } from "../../accounts/user-notices.ts";
import { recordAudit } from "../../audit/record.ts";
import type { Tx } from "../../db/client.ts";
import { noticeTo } from "../../mail/notices.ts";
import type { Answer } from "./answer.ts";
import { type ChallengeBinding, useChallenge } from "./challenge.ts";
import { userHandleOf } from "./options.ts";
import { algorithms, passkeyLimits, relyingParty } from "./relying-party.ts";

export type AddPasskeyResult =
  | { kind: "added"; id: string }
  | { kind: "refused"; outcome: "passkey_refused" | "passkey_expired" | "passkey_used" | "state_mismatch" | "passkey_limit" | "passkey_known" };

async function verified({ challenge, response }: Answer<RegistrationResponseJSON>) {
  const { id, origin } = relyingParty();
  try {
    const result = await verifyRegistrationResponse({ response, expectedChallenge: challenge, expectedOrigin: origin, expectedRPID: id, requireUserVerification: true, supportedAlgorithmIDs: algorithms });
    return result.verified ? result.registrationInfo : undefined;
  } catch {
    // The library throws plain errors whose messages quote the answer. Whatever it was, the answer is not good.
    return undefined;
  }
}

/**
 * Keeps a new passkey for a user, in the transaction that used the fresh proof up. The user is told by mail, or on the
 * site where no mail can reach them: it may be the first way in beside a provider, which asks for no other proof.
 * @param name already cleaned
 * @returns "refused" with nothing kept; the caller is to roll back then
 * @see WebAuthn Level 3, section 7.1
 */
export async function addPasskey(
  tx: Tx,
  input: { userId: string; answer: Answer<RegistrationResponseJSON>; name: string; binding: Omit<ChallengeBinding, "purpose">; now: Date },
): Promise<AddPasskeyResult> {
  const { userId, answer, now } = input;
  const used = await useChallenge(tx, answer.challenge, { ...input.binding, purpose: "add" }, { now });
  if (used.kind === "refused") return { kind: "refused", outcome: used.outcome };
  await lockUser(tx, userId);
  if ((await tx.passkey.count({ where: { userId } })) >= passkeyLimits.mostForOneUser) return { kind: "refused", outcome: "passkey_limit" };
  const info = await verified(answer);
  if (!info) return { kind: "refused", outcome: "passkey_refused" };
  const { credential } = info;
  // Whoever holds a credential may not register it for a second user, and the first keeps it.
  const { count } = await tx.passkey.createMany({
    skipDuplicates: true,
    data: {
      userId,
      credentialId: credential.id,
      publicKey: new Uint8Array(credential.publicKey),
      counter: credential.counter,
      transports: credential.transports ?? [],
      userHandle: await userHandleOf(tx, userId),
      name: input.name,
      deviceType: info.credentialDeviceType,
      backedUp: info.credentialBackedUp,
      createdAt: now,
    },
  });
  if (count === 0) return { kind: "refused", outcome: "passkey_known" };
  const { id } = await tx.passkey.findUniqueOrThrow({ where: { credentialId: credential.id }, select: { id: true } });
  await recordAudit(tx, [{ type: "passkey.added", userId }]);
  const mailed = await noticeTo(tx, userId, "passkey_added", { now });
  if (!mailed) await leaveNotice(tx, [userId], { code: "passkey_added", values: { passkey: id } });
  return { kind: "added", id };
}

/** Gives a passkey of a user another name. @returns whether the user has it */
export async function renamePasskey(tx: Pick<Tx, "passkey">, userId: string, id: string, name: string): Promise<boolean> {
  const { count } = await tx.passkey.updateMany({ where: { id, userId }, data: { name } });
  return count === 1;
}
