import { AuthError } from "../errors.ts";
import type { ProviderAnswer } from "../oauth/fetch.ts";
import { isUnavailableStatus } from "../oauth/json.ts";
import { breakerLimits } from "./limits.ts";

/** How one call ended: an answer that arrived whole, or what was thrown instead, and how long it took. */
export type CallEnd = { answer: ProviderAnswer } | { error: unknown; milliseconds: number };

/** What a call says about Amazon; `none` when it says nothing. */
export type Verdict = "good" | "bad" | "none";

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** A page instead of JSON comes from somebody between us and Amazon, such as the sign-in page of a network. */
function judgeAnswer({ status, body }: ProviderAnswer): Verdict {
  if (isUnavailableStatus(status)) return "bad";
  // A refusal is an answer: a code that is no good, a client that is not known, a scope that was declined.
  if (status >= 400) return "good";
  return isObject(body) ? "good" : "bad";
}

function judgeError(error: unknown, milliseconds: number): Verdict {
  if (!(error instanceof AuthError)) return "none";
  // A redirect, or a body without end: no answer either.
  if (error.code === "provider_answer_invalid") return "bad";
  if (error.code !== "provider_unavailable") return "none";
  const name = error.cause instanceof Error ? error.cause.name : "";
  // Somebody gave up: nobody waits any more, or all calls of one conversation together took too long.
  if (name === "AbortError") return "none";
  if (name === "TimeoutError" && milliseconds < breakerLimits.patienceMilliseconds) return "none";
  return "bad";
}

/**
 * What a call says about whether Amazon serves (pure). Bad are time-outs, network failures, 429, 5xx, and what is no
 * answer at all. What Amazon refuses (4xx) is good: it is there. What people do (a cancel, a closed tab) never counts.
 * @param paced the caller sends many and slows down when it is told to: to it a 429 says that, and nothing of Amazon
 */
export function judgeCall(end: CallEnd, { paced = false }: { paced?: boolean } = {}): Verdict {
  if (paced && "answer" in end && end.answer.status === 429) return "none";
  return "answer" in end ? judgeAnswer(end.answer) : judgeError(end.error, end.milliseconds);
}
