import { type RemoveResult, removeMethod } from "../accounts/sign-in-methods.ts";
import { database, type Tx } from "../db/client.ts";
import type { SetCookie } from "../http/cookies.ts";
import { noticeTo } from "../mail/notices.ts";
import { addPasskey, type AddPasskeyResult, renamePasskey } from "../methods/passkey/add-passkey.ts";
import { parseRegistration } from "../methods/passkey/answer.ts";
import type { SessionView } from "../sessions/check.ts";
import { sessionCookie, type SessionToken } from "../sessions/cookie.ts";
import { renewSessionToken } from "../sessions/step-up.ts";
import { addPasskeyPath } from "./passkey-options.ts";
import { addingFor } from "./settings-paths.ts";
import { type Refuse, type StepUpWish, withStepUp } from "./step-up.ts";
import type { Visitor } from "./visitor.ts";

/** The page that asks whether a passkey is to go. */
export function removePasskeyPath(id: string): string {
  return `${addPasskeyPath}/remove?${new URLSearchParams({ passkey: id })}`;
}

type Done<T> = { kind: "done"; result: T; cookies: SetCookie[] } | { kind: "answer"; response: Response };
type AddInput = {
  /** What script put into the form, as JSON. */
  response: string;
  /** Already cleaned. */
  name: string;
  /** Where the person goes on; to all ways in when it is absent. */
  returnTo?: string;
};
type Added = AddPasskeyResult | { kind: "refused"; outcome: "passkey_needs_script" };

/** Does what asks for a fresh proof, and gives the session a new token unless the deed was refused. */
async function renewing<T>(visitor: Visitor, wish: StepUpWish, deed: (tx: Tx, session: SessionView, now: Date, refuse: Refuse<T>) => Promise<T>): Promise<Done<T>> {
  const done = await withStepUp<{ result: T; renewed: SessionToken | null }>(visitor, wish, async (tx, session, now, refuse) => {
    const result = await deed(tx, session, now, (refused) => refuse({ result: refused, renewed: null }));
    return { result, renewed: await renewSessionToken(tx, { sessionId: session.id, userId: session.userId }) };
  });
  if (done.kind === "answer") return done;
  const { result, renewed } = done.result;
  return { kind: "done", result, cookies: renewed === null ? [] : [sessionCookie(renewed, visitor.secure)] };
}

/**
 * Keeps the passkey that this browser has just made for the signed-in user, given a fresh proof. A refusal spends
 * neither the proof nor the challenge.
 */
export async function addOwnPasskey(visitor: Visitor, input: AddInput): Promise<Done<Added>> {
  return await renewing<Added>(visitor, { purpose: "add_passkey", returnTo: addingFor(addPasskeyPath, input.returnTo) }, async (tx, session, now, refuse) => {
    if (input.response === "") return refuse({ kind: "refused", outcome: "passkey_needs_script" });
    const answer = parseRegistration(input.response);
    if (!answer) return refuse({ kind: "refused", outcome: "passkey_refused" });
    if (!visitor.challengeBrowser) return refuse({ kind: "refused", outcome: "state_mismatch" });
    const binding = { browserHash: visitor.challengeBrowser.hash, sessionId: session.id };
    const result = await addPasskey(tx, { userId: session.userId, answer, name: input.name, binding, now });
    return result.kind === "added" ? result : refuse(result);
  });
}

/** Removes a passkey of the signed-in user, given a fresh proof, unless it is the last way in. */
export async function removeOwnPasskey(visitor: Visitor, id: string): Promise<Done<RemoveResult>> {
  return await renewing<RemoveResult>(visitor, { purpose: "remove_passkey", returnTo: removePasskeyPath(id) }, async (tx, session, now, refuse) => {
    const result = await removeMethod(tx, session.userId, { kind: "passkey", id });
    if (result !== "removed") return refuse(result);
    await noticeTo(tx, session.userId, "passkey_removed", { now });
    return result;
  });
}

/** Renames a passkey of the signed-in user. @returns whether the user has it */
export async function renameOwnPasskey(userId: string, id: string, name: string): Promise<boolean> {
  return await renamePasskey(database().db, userId, id, name);
}

/** One passkey of a user, for the pages that rename and remove it; null when the user has no such passkey. */
export async function ownPasskey(userId: string, id: string | undefined): Promise<{ id: string; name: string } | null> {
  if (id === undefined || !/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(id)) return null;
  return await database().db.passkey.findFirst({ where: { id, userId }, select: { id: true, name: true } });
}
