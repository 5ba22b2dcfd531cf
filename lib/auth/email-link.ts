import type { SignInResult } from "../accounts/context.ts";
import type { EmailAddress } from "../accounts/email-address.ts";
import { linkParkedByProof } from "../accounts/resolve-parked.ts";
import { type Attempt, findAttempt } from "../attempts/attempt.ts";
import { database } from "../db/client.ts";
import { env } from "../env.ts";
import { signInWithEmail } from "../methods/email-code/sign-in-with-email.ts";
import { readLink, useLink } from "../methods/email-code/stored-link.ts";
import type { OutcomeCode } from "../outcomes.ts";
import { vaultKeys } from "../crypto/vault-keys.ts";
import { completeSignIn } from "./complete.ts";
import { noteDroppedPassword } from "./dropped-password.ts";
import { noteProofFrom } from "./known-client.ts";
import type { JoinGuest, Visitor } from "./visitor.ts";
import { ownAttempt } from "./waiting.ts";

/** The proofs that a link gives, with the status that their attempt has until then. */
const statuses = { sign_in: "open", existing: "waiting" } as const;
type LinkPurpose = keyof typeof statuses;

export type LinkView =
  | { kind: "confirm"; attempt: Attempt; purpose: LinkPurpose; address: string; token: string; /** Who is signed in here, when that is somebody else. */ current: string | null }
  /** Good, but not in this browser: whoever sent the link to whom, it signs nobody in here. */
  | { kind: "elsewhere" }
  | { kind: "ended"; outcome: OutcomeCode; attempt: Attempt | null };

/** The attempt, for its own browser only. */
async function attemptHere(visitor: Visitor, id: string | null): Promise<Attempt | null> {
  const attempt = id === null ? null : await findAttempt(database().db, id);
  return attempt && attempt.browserHash === visitor.browser?.hash ? attempt : null;
}

/** The name of whoever is signed in and has not proved this address; null when nobody would be left. */
async function otherUser(visitor: Visitor, canonical: string): Promise<string | null> {
  const user = (await visitor.session())?.user;
  if (!user || (user.emailProved && user.email === canonical)) return null;
  return user.name ?? user.email ?? "";
}

/** What a link in a mail would do in this browser. Reads only: scanners and previews open links, too. */
export async function linkView(visitor: Visitor, token: unknown): Promise<LinkView> {
  const found = await readLink(database().db, token, new Date(), vaultKeys());
  if (found.kind === "refused") return { kind: "ended", outcome: found.outcome, attempt: await attemptHere(visitor, found.attemptId) };
  const { attemptId, purpose, email } = found.link;
  if (purpose !== "sign_in" && purpose !== "existing") return { kind: "ended", outcome: "email_link_unknown", attempt: null };
  const own = await ownAttempt(visitor, attemptId, statuses[purpose]);
  if (!own.ok) return own.outcome === "state_mismatch" ? { kind: "elsewhere" } : { kind: "ended", ...own };
  return { kind: "confirm", attempt: own.attempt, purpose, address: email.address, token: String(token), current: await otherUser(visitor, email.canonical) };
}

/**
 * Uses a link up and does what it was mailed for, in one transaction.
 * @returns refused with the link's own outcome when somebody was faster; the attempt stays as it is then
 */
export async function proveByLink(visitor: Visitor, { attempt, purpose, token }: Extract<LinkView, { kind: "confirm" }>, joinGuest: JoinGuest): Promise<SignInResult> {
  const several = env().ALLOW_SEVERAL_AMAZON_ACCOUNTS;
  let proved: EmailAddress | undefined;
  const result = await completeSignIn(attempt, visitor, joinGuest, async (tx, context) => {
    const used = await useLink(tx, { attemptId: attempt.id, purpose, token, now: context.now }, vaultKeys());
    proved = used.kind === "good" ? used.link.email : undefined;
    if (used.kind === "refused") return { kind: "refused", outcome: used.outcome };
    const method = "email_link" as const;
    if (purpose === "sign_in") return await noteDroppedPassword(tx, attempt, await signInWithEmail(tx, context, used.link.email, method));
    return await linkParkedByProof(tx, context, { method, canonical: used.link.email.canonical }, { several });
  });
  if (proved) await noteProofFrom(visitor, proved, result);
  return result;
}
