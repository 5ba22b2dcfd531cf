import { randomReference } from "../crypto/random.ts";
import { env } from "../env.ts";
import { AuthError } from "../errors.ts";
import { noteRefusal } from "../events/note.ts";
import { type SetCookie, serializeCookie } from "../http/cookies.ts";
import { recoveryPath } from "../http/form-route.ts";
import { type OutcomeCode, outcomes } from "../outcomes.ts";
import type { ProviderName } from "../sessions/methods.ts";
import { logEvent } from "../telemetry/log.ts";
import { viaOf } from "./switched-on.ts";

function redirectTo(location: string, cookies: readonly SetCookie[]): Response {
  const headers: [string, string][] = [["location", location], ["cache-control", "no-store"], ...cookies.map((cookie): [string, string] => ["set-cookie", serializeCookie(cookie)])];
  return new Response(null, { status: 303, headers });
}

/** 303 to a path of this site, with cookies. The origin is the configured one, whatever the request said. */
export function seeOther(path: string, cookies: readonly SetCookie[] = []): Response {
  return redirectTo(new URL(path, env().AUTH_URL).href, cookies);
}

/** 303 to the authorization page of a provider; the only redirect that leaves this site. */
export function seeProvider(url: string, cookies: readonly SetCookie[]): Response {
  return redirectTo(url, cookies);
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

type AttemptEvent =
  /** It ended now. */
  | "attempt.ended"
  /** It waits for the person's answer. */
  | "attempt.waiting"
  /** One try was not accepted; the attempt goes on. */
  | "attempt.refused"
  /** A request about an attempt that had ended before, or that nobody knows. */
  | "attempt.answered";

/**
 * Logs what became of an attempt.
 * @returns its reference, made up now where there is no attempt
 */
export function logOutcome(outcome: OutcomeCode, attempt: { id: string; reference: string } | null, options: { event?: AttemptEvent; error?: unknown } = {}): string {
  const { event = "attempt.ended", error } = options;
  const reference = attempt?.reference ?? (error instanceof AuthError ? error.reference : undefined) ?? randomReference();
  // The end of an attempt is counted where it is written.
  if (event === "attempt.refused" || event === "attempt.answered" || attempt === null) noteRefusal(outcome);
  logEvent(event, { outcome, reference, attemptId: attempt?.id, ...causeOf(error) }, outcomes[outcome].level);
  return reference;
}

/**
 * The one way in which a refused attempt leaves: our code and a reference, never the provider's words.
 * @param attempt.method the words on the page name its provider
 * @param options.error what really happened, for the log
 * @param options.via the provider it was about, where no attempt says so
 */
export function seeRecovery(outcome: OutcomeCode, attempt: { id: string; reference: string; method?: string } | null, cookies: readonly SetCookie[] = [], options: { event?: AttemptEvent; error?: unknown; via?: ProviderName } = {}): Response {
  return seeOther(recoveryPath(outcome, logOutcome(outcome, attempt, options), { via: options.via ?? viaOf(attempt?.method) }), cookies);
}
