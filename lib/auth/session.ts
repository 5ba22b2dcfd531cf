import { headers } from "next/headers.js";
import { cache } from "react";
import { database } from "../db/client.ts";
import { env } from "../env.ts";
import { DatabaseUnavailableError } from "../errors.ts";
import { noteLanding } from "../events/pending.ts";
import { isSecure } from "../http/cookies.ts";
import { failWithOutage, tolerateOutage } from "../http/outage.ts";
import { checkSession, type SessionView } from "../sessions/check.ts";
import { type SessionEndReason, whySignedOut } from "../sessions/ended-session.ts";
import { sessionTokenFrom } from "../sessions/cookie.ts";
import { isLookedAt } from "./shown.ts";

/** Whether somebody is signed in. `unknown` is a database outage: neither signed in nor signed out may be said. */
export type AuthState =
  | { state: "signed_in"; user: SessionView["user"]; session: Omit<SessionView, "user"> }
  | { state: "signed_out" }
  | { state: "unknown" };

async function look(): Promise<AuthState> {
  const token = sessionTokenFrom((await headers()).get("cookie"), isSecure(env().AUTH_URL));
  if (!token) return { state: "signed_out" };
  return await tolerateOutage<AuthState>(async () => {
    const view = await checkSession(database(), token);
    if (!view) return { state: "signed_out" };
    if (isLookedAt()) noteLanding(view);
    const { user, ...session } = view;
    return { state: "signed_in", user, session };
  }, { state: "unknown" });
}

/**
 * The session of the request that a page answers: one statement however often it is asked, no write, no `Set-Cookie`.
 * Never throws for an outage, so that public pages stay up.
 */
export const auth: () => Promise<AuthState> = cache(look);

/** Why the session ended that the browser of this request still asks with; null when there is nothing to say, also in an outage. */
export async function signedOutReason(): Promise<SessionEndReason | null> {
  const token = sessionTokenFrom((await headers()).get("cookie"), isSecure(env().AUTH_URL));
  return token ? await tolerateOutage(() => whySignedOut(database().db, token, new Date()), null) : null;
}

/**
 * The session where a page cannot do without knowing.
 * @throws DatabaseUnavailableError in an outage, which the listener answers with 503
 */
export async function knownAuth(): Promise<Exclude<AuthState, { state: "unknown" }>> {
  const state = await auth();
  return state.state === "unknown" ? failWithOutage(new DatabaseUnavailableError(undefined)) : state;
}
