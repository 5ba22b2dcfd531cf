import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/server";
import { browserOf, challengeCookieName } from "../attempts/browser.ts";
import { database } from "../db/client.ts";
import type { SetCookie } from "../http/cookies.ts";
import { newChallenge } from "../methods/passkey/challenge.ts";
import { assertionOptions, registrationOptions } from "../methods/passkey/options.ts";
import type { OutcomeCode } from "../outcomes.ts";
import type { SessionView } from "../sessions/check.ts";
import { overClientLimit } from "./client-limit.ts";
import { ladderView } from "./existing-account.ts";
import { mergePage } from "./merge/paths.ts";
import { mergeView } from "./merge/view.ts";
import { stepUpPath } from "./step-up.ts";
import type { Visitor } from "./visitor.ts";

/** What the passkey is wanted for. */
export type PasskeyWish = { purpose: "sign_in" } | { purpose: "existing"; attempt: string } | { purpose: "step_up" } | { purpose: "add" } | { purpose: "merge" };

export type PasskeyOptions =
  | { kind: "options"; options: PublicKeyCredentialRequestOptionsJSON | PublicKeyCredentialCreationOptionsJSON; cookie: SetCookie }
  | { kind: "refused"; outcome: OutcomeCode; location?: string; retryAfterSeconds?: number };

/** The page on which a passkey is added. */
export const addPasskeyPath = "/account/sign-in-methods/passkey";

/** Whether somebody who is signed in may have a challenge for this purpose; the page that comes first otherwise. */
async function wayFirst(session: SessionView | null, purpose: "step_up" | "add"): Promise<string | null> {
  if (!session) return `/signin?${new URLSearchParams({ returnTo: purpose === "add" ? addPasskeyPath : "/account" })}`;
  return purpose === "add" ? await stepUpPath(session, { purpose: "add_passkey", returnTo: addPasskeyPath }) : null;
}

/** For the other side of a merge: bound to the session, and otherwise what somebody who is signed out gets. It names nobody. */
async function mergeOptions(visitor: Visitor, { browserHash, cookie, now }: { browserHash: string; cookie: SetCookie; now: Date }): Promise<PasskeyOptions> {
  const view = await mergeView(visitor);
  if (view.kind !== "prove_other") return { kind: "refused", outcome: "reauthentication_required", location: view.kind === "signed_out" ? `/signin?${new URLSearchParams({ returnTo: mergePage })}` : view.path };
  const { db } = database();
  return { kind: "options", cookie, options: await assertionOptions(db, await newChallenge(db, { purpose: "merge", browserHash, sessionId: view.session.id }, now)) };
}

/**
 * A fresh challenge for this browser with what the browser needs to ask for a passkey, or to make one. To somebody who
 * is not signed in it is the same for everybody but for the challenge: it names no credential and asks for no address.
 * @throws DatabaseUnavailableError
 */
export async function passkeyOptions(visitor: Visitor, wish: PasskeyWish): Promise<PasskeyOptions> {
  const over = await overClientLimit(visitor, "passkey_options_from_client");
  if (over) return { kind: "refused", outcome: "rate_limited", ...over };
  const { browser, cookie } = browserOf(visitor.cookieHeader, visitor.secure, challengeCookieName(visitor.secure));
  const { db } = database();
  const now = new Date();
  if (wish.purpose === "sign_in") return { kind: "options", cookie, options: await assertionOptions(db, await newChallenge(db, { purpose: "sign_in", browserHash: browser.hash }, now)) };
  if (wish.purpose === "existing") {
    const view = await ladderView(visitor, wish.attempt);
    if (!view.ok) return { kind: "refused", outcome: view.outcome };
    return { kind: "options", cookie, options: await assertionOptions(db, await newChallenge(db, { purpose: "existing", browserHash: browser.hash, attemptId: view.attempt.id }, now)) };
  }
  if (wish.purpose === "merge") return await mergeOptions(visitor, { browserHash: browser.hash, cookie, now });
  const session = await visitor.session();
  const location = await wayFirst(session, wish.purpose);
  if (!session || location !== null) return { kind: "refused", outcome: "reauthentication_required", ...(location === null ? {} : { location }) };
  const challenge = await newChallenge(db, { purpose: wish.purpose, browserHash: browser.hash, sessionId: session.id }, now);
  const options = wish.purpose === "add" ? await registrationOptions(db, challenge, session.user) : await assertionOptions(db, challenge, session.userId);
  return { kind: "options", cookie, options };
}
