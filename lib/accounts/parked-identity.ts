import type { Tx } from "../db/client.ts";
import { attemptTimes } from "../attempts/times.ts";
import { seal, type VaultPlace } from "../crypto/envelope.ts";
import type { VaultKey } from "../crypto/vault-keys.ts";
import { openWaiting } from "../token-vault/open-waiting.ts";
import { providerIdentity, type ProviderIdentity } from "./provider-identity.ts";

export type ParkReason = "email_in_use" | "switch_asked" | "link_asked" | "keep_asked";

const place = (attemptId: string): VaultPlace => ({ purpose: "parked_identity", rowId: attemptId, field: "identity" });

/** Lets an identity wait, sealed, for the decision of the person in the browser that the attempt is bound to. */
export async function parkIdentity(tx: Tx, attemptId: string, reason: ParkReason, identity: ProviderIdentity, now: Date, keys: readonly VaultKey[]): Promise<void> {
  await tx.parkedIdentity.create({
    data: {
      attemptId,
      reason,
      sealed: await seal(JSON.stringify(identity), place(attemptId), keys),
      expires: new Date(now.getTime() + attemptTimes.parkedIdentitySeconds * 1_000),
    },
    select: { id: true },
  });
}

/** The identity that waits for an attempt, or null when there is none, it was used, its 15 minutes are over, or its key is gone. */
export async function readParked(tx: Tx, attemptId: string, reason: ParkReason, now: Date, keys: readonly VaultKey[]): Promise<ProviderIdentity | null> {
  const row = await tx.parkedIdentity.findUnique({ where: { attemptId }, select: { reason: true, sealed: true, expires: true, consumedAt: true } });
  if (!row || row.consumedAt || row.reason !== reason || row.expires <= now) return null;
  const identity = await openWaiting(row.sealed, place(attemptId), keys);
  return identity === undefined ? null : providerIdentity.parse(JSON.parse(identity));
}

/** Uses a parked identity up, erasing what was sealed. Exactly one of any number of callers gets true. */
export async function consumeParked(tx: Tx, attemptId: string, now: Date): Promise<boolean> {
  const { count } = await tx.parkedIdentity.updateMany({ where: { attemptId, consumedAt: null, expires: { gt: now } }, data: { consumedAt: now, sealed: "" } });
  return count === 1;
}

/** Erases a parked identity that nobody is to use any more, whether or not its time is over. */
export async function eraseParked(tx: Tx, attemptId: string, now: Date): Promise<void> {
  await tx.parkedIdentity.updateMany({ where: { attemptId, consumedAt: null }, data: { consumedAt: now, sealed: "" } });
}

/** Changes why an identity waits: a switch of user may turn out to be a collision of addresses. */
export async function reparkIdentity(tx: Tx, attemptId: string, reason: ParkReason): Promise<void> {
  await tx.parkedIdentity.updateMany({ where: { attemptId, consumedAt: null }, data: { reason } });
}
