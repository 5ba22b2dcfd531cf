import { randomUUID } from "node:crypto";
import { type Attempt, settleAttempt } from "../attempts/attempt.ts";
import { startAttempt } from "../attempts/start.ts";
import { browserOf } from "../attempts/browser.ts";
import { database } from "../db/client.ts";
import { AuthError, withReference } from "../errors.ts";
import type { SetCookie } from "../http/cookies.ts";
import { safeReturnTo } from "../http/return-to.ts";
import type { Visitor } from "./visitor.ts";

/** Starts a sign-in that asks nobody but us: its attempt, bound to this browser, and the cookie that binds it. */
export async function startOwnAttempt(
  visitor: Visitor,
  input: { method: "email_code" | "password"; returnTo: unknown; pendingPasswordHash?: string | undefined; intent?: "sign_in" | "unlock" | undefined },
): Promise<{ attempt: Attempt; cookie: SetCookie }> {
  const { browser, cookie } = browserOf(visitor.cookieHeader, visitor.secure);
  const session = await visitor.session();
  const { attempt } = await startAttempt(database().db, {
    id: randomUUID(),
    intent: input.intent ?? "sign_in",
    method: input.method,
    returnTo: safeReturnTo(input.returnTo),
    browserHash: browser.hash,
    session: session ? { id: session.id, userId: session.userId } : undefined,
    pendingPasswordHash: input.pendingPasswordHash,
    client: visitor.client,
    now: new Date(),
  });
  return { attempt, cookie };
}

/** Ends an attempt that a failure of ours stopped. @returns the failure, which now knows the attempt's number */
export async function failAttempt(attempt: Attempt, error: unknown): Promise<unknown> {
  const outcome = error instanceof AuthError ? error.code : "unexpected";
  await settleAttempt(database().db, attempt.id, { status: "failed", outcome, now: new Date() }).catch(() => undefined);
  return withReference(error, attempt.reference);
}
