import { setTimeout as wait } from "node:timers/promises";
import { type Attempt, endedStatuses, findAttempt } from "../attempts/attempt.ts";
import { attemptTimes } from "../attempts/times.ts";
import { database } from "../db/client.ts";
import { knownOutcome } from "../outcomes.ts";
import { requestContext } from "../telemetry/request-context.ts";
import { logOutcome, seeOther, seeRecovery } from "./answers.ts";
import { clearedCheckCookies } from "./check-cookies.ts";
import { signedInPath, waitingPathOf } from "./complete.ts";
import type { Visitor } from "./visitor.ts";

const firstPauseMilliseconds = 150;
const longestPauseMilliseconds = 1_000;

/** The attempt once the request that claimed it has finished with it, or as it stands when that takes too long. */
async function settled(attempt: Attempt): Promise<Attempt> {
  let current = attempt;
  let pause = firstPauseMilliseconds;
  const deadline = (attempt.claimedAt?.getTime() ?? 0) + attemptTimes.claimSeconds * 1_000;
  while ((current.status === "claimed" || current.status === "open") && Date.now() < deadline) {
    await wait(pause);
    pause = Math.min(pause * 2, longestPauseMilliseconds);
    current = (await findAttempt(database().db, attempt.id)) ?? current;
  }
  return current;
}

/** Whether this request was on its way before a sign-in was answered, although it is looked at only now. */
function sentBefore(endedAt: Date | null): boolean {
  const receivedAt = requestContext()?.receivedAt;
  return receivedAt !== undefined && endedAt !== null && receivedAt.getTime() - endedAt.getTime() < attemptTimes.answerMilliseconds;
}

/**
 * Answers a callback that came before: reload, Back, a doubled request. The browser is known to be the one that
 * started the attempt. Nothing is changed and the provider is not asked again.
 */
export async function answerAgain(before: Attempt, visitor: Visitor): Promise<Response> {
  const fresh = before.status === "open" ? ((await findAttempt(database().db, before.id)) ?? before) : before;
  const attempt = await settled(fresh);
  const cookies = clearedCheckCookies(attempt, visitor.secure);
  const waiting = waitingPathOf(attempt);
  if (waiting) return seeOther(waiting, cookies);
  if (attempt.status === "succeeded") {
    const session = await visitor.session();
    // Sent while its twin was under way, this request cannot know the cookie that the twin has just set: the sign-in
    // page goes by what the browser holds by then.
    const twin = before.status === "open" || fresh.status === "claimed" || sentBefore(attempt.endedAt);
    // The cookie of a finished sign-in proves who it was for; without it the attempt is merely spent.
    if (session ? session.userId === attempt.userId : twin) {
      logOutcome("already_signed_in", attempt, { event: "attempt.answered" });
      return seeOther(signedInPath(attempt), cookies);
    }
    return seeRecovery("attempt_used", attempt, cookies, { event: "attempt.answered" });
  }
  const outcome = knownOutcome(attempt.outcome);
  const timed = outcome === "attempt_expired" || outcome === "attempt_superseded";
  const ended = (endedStatuses as readonly string[]).includes(attempt.status);
  return seeRecovery(ended && timed ? outcome : "attempt_used", attempt, cookies, { event: "attempt.answered" });
}
