import { randomReference } from "../crypto/random.ts";
import { env } from "../env.ts";
import { type SetCookie, serializeCookie } from "../http/cookies.ts";
import { recoveryPath } from "../http/form-route.ts";
import { type OutcomeCode, outcomes } from "../outcomes.ts";
import { logEvent } from "../telemetry/log.ts";

/** 303 to a path of this site, with cookies. The origin is the configured one, whatever the request said. */
export function seeOther(path: string, cookies: readonly SetCookie[] = []): Response {
  const headers = new Headers({ location: new URL(path, env().AUTH_URL).href, "cache-control": "no-store" });
  for (const cookie of cookies) headers.append("set-cookie", serializeCookie(cookie));
  return new Response(null, { status: 303, headers });
}

/** 303 to the Amazon authorization page; the only redirect that leaves this site. */
export function seeAmazon(url: string, cookies: readonly string[]): Response {
  const headers = new Headers({ location: url, "cache-control": "no-store" });
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  return new Response(null, { status: 303, headers });
}

/** What the log says about a failure: classes and codes, never messages of others. */
function causeOf(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return {};
  const record = error as Error & { code?: unknown; type?: unknown; cause?: unknown };
  const own = record.name === "AuthError" ? { reason: record.message } : {};
  // Frames say where, without the message, which could hold anything.
  const where = record.name === "AuthError" ? {} : { frames: (record.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line)).slice(0, 4).map((line) => line.trim()) };
  const inner = record.cause instanceof Error ? { cause: (record.cause as { code?: unknown }).code ?? record.cause.name } : {};
  return { error: record.code ?? record.type ?? record.name, ...own, ...where, ...inner };
}

/** Logs how an attempt ended and returns its reference, made up now where there is no attempt. */
export function logOutcome(outcome: OutcomeCode, attempt: { id: string; reference: string } | null, error?: unknown): string {
  const reference = attempt?.reference ?? randomReference();
  logEvent("attempt.ended", { outcome, reference, attemptId: attempt?.id, ...causeOf(error) }, outcomes[outcome].level);
  return reference;
}

/**
 * The one way in which a refused attempt leaves: our code and a reference, never the provider's words.
 * @param error what really happened, for the log
 */
export function seeRecovery(outcome: OutcomeCode, attempt: { id: string; reference: string } | null, cookies: readonly SetCookie[] = [], error?: unknown): Response {
  return seeOther(recoveryPath(outcome, logOutcome(outcome, attempt, error)), cookies);
}
