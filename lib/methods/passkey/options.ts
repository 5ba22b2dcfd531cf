import { generateAuthenticationOptions, generateRegistrationOptions, type PublicKeyCredentialCreationOptionsJSON, type PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/server";
import { mergedMethods } from "../../accounts/merge/journal.ts";
import { sha256 } from "../../crypto/random.ts";
import { attemptTimes } from "../../attempts/times.ts";
import type { Db, Tx } from "../../db/client.ts";
import { algorithms, relyingParty } from "./relying-party.ts";

const timeout = attemptTimes.passkeyChallengeSeconds * 1_000;
const bytesOf = (base64url: string) => new Uint8Array(Buffer.from(base64url, "base64url"));

type Kept = { id: string; transports: ("ble" | "cable" | "hybrid" | "internal" | "nfc" | "smart-card" | "usb")[] };

/** The passkeys of a user as a browser wants them named, to choose among them or to leave them out. */
async function keptBy(db: Db | Tx, userId: string): Promise<Kept[]> {
  const rows = await db.passkey.findMany({ where: { userId }, orderBy: { createdAt: "asc" }, select: { credentialId: true, transports: true } });
  return rows.map(({ credentialId, transports }) => ({ id: credentialId, transports: transports as Kept["transports"] }));
}

/**
 * What a browser needs to ask for a passkey.
 * @param userId whose passkeys to ask for; without it any passkey of this site, so that the answer names nobody and is
 * the same for everybody but for the challenge
 */
export async function assertionOptions(db: Db | Tx, challenge: string, userId?: string): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const kept = userId === undefined ? [] : await keptBy(db, userId);
  return await generateAuthenticationOptions({ rpID: relyingParty().id, challenge: bytesOf(challenge), timeout, userVerification: "required", allowCredentials: kept });
}

/**
 * The handle under which the passkeys of a user lie in an authenticator: the one that the user's passkeys have, or a hash
 * of the user's random id, so that two tabs that add the first passkey at once agree. It says nothing about the user. No
 * secret of ours is in it: one that is changed before the passkey comes back would leave a passkey that never opens.
 * Passkeys that came by a merge keep theirs and go back with it, so a new one must not lie beside them.
 * @see WebAuthn Level 3, section 14.6.1
 */
export async function userHandleOf(db: Db | Tx, userId: string): Promise<string> {
  const { passkeys: merged } = await mergedMethods(db, userId, new Date(0));
  const first = await db.passkey.findFirst({ where: { userId, id: { notIn: merged } }, orderBy: { createdAt: "asc" }, select: { userHandle: true } });
  return first?.userHandle ?? sha256(JSON.stringify(["passkey_user_handle", userId]));
}

/** What a browser needs to make a passkey that can be found without a name, by a person who is asked for finger, face or PIN. */
export async function registrationOptions(
  db: Db | Tx,
  challenge: string,
  user: { id: string; name: string | null; email: string | null },
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { id, name } = relyingParty();
  const label = user.email ?? user.name ?? name;
  return await generateRegistrationOptions({
    rpID: id,
    rpName: name,
    userName: label,
    userDisplayName: user.name ?? label,
    userID: bytesOf(await userHandleOf(db, user.id)),
    challenge: bytesOf(challenge),
    timeout,
    attestationType: "none",
    excludeCredentials: await keptBy(db, user.id),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    supportedAlgorithmIDs: algorithms,
  });
}
