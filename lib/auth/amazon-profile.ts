import { amazonFetch } from "../amazon-health/fetch.ts";
import { forgetPostalCode, keepProfile, type LinkedProfile, linkedProfile, type ProfilePart, takeAddress, takeName } from "../accounts/provider-profile.ts";
import { configuredAmazon } from "../amazon/configured.ts";
import { identityOf } from "../amazon/identity.ts";
import type { AmazonProfile } from "../amazon/profile.ts";
import { TokenRefusedError } from "../amazon/refused-token.ts";
import type { ExtraScope } from "../amazon/scopes.ts";
import { randomReference } from "../crypto/random.ts";
import { database } from "../db/client.ts";
import { retriedTransaction } from "../db/retry.ts";
import { AuthError } from "../errors.ts";
import { pageResponse } from "../http/page-response.ts";
import { providerLimits } from "../oauth/limits.ts";
import { RetryBudget, retryingReads } from "../oauth/retry.ts";
import { type OutcomeCode, outcomes } from "../outcomes.ts";
import { consumeRateLimit } from "../rate-limit/consume.ts";
import { refusedForm } from "../http/form-route.ts";
import { logEvent } from "../telemetry/log.ts";
import { getOrRefresh } from "../token-vault/get-or-refresh.ts";
import { seeOther } from "./answers.ts";
import { hashKey } from "./hash-key.ts";
import { amazonPage } from "./settings-paths.ts";
import { startReconnect } from "./reconnect.ts";
import type { Visitor } from "./visitor.ts";

/** How asking Amazon about somebody ends without an answer to keep. */
const profileRefusals = ["consent_needed", "profile_unavailable", "profile_answer_invalid", "profile_misconfigured", "profile_other_person"] as const satisfies readonly OutcomeCode[];
export type ProfileRefusal = (typeof profileRefusals)[number];

/** The refusal that a word of an address names, if it is one. */
export function knownProfileRefusal(word: unknown): ProfileRefusal | undefined {
  return profileRefusals.find((one) => one === word);
}

/** What Amazon says of somebody now; `gone`: the account was unlinked meanwhile. */
type Asked = { kind: "profile"; profile: AmazonProfile } | { kind: "gone" } | { kind: "refused"; outcome: ProfileRefusal; retryAfterSeconds?: number; error?: unknown };

function refusalOf(error: unknown): Asked {
  if (!(error instanceof AuthError)) throw error;
  const known: Partial<Record<OutcomeCode, ProfileRefusal>> = {
    provider_unavailable: "profile_unavailable",
    provider_answer_invalid: "profile_answer_invalid",
    client_rejected: "profile_misconfigured",
    token_audience_mismatch: "profile_other_person",
    identity_mismatch: "profile_other_person",
  };
  const outcome = known[error.code];
  if (outcome === undefined) throw error;
  return { kind: "refused", outcome, error };
}

const budget = new RetryBudget();

/** Asks with one access token. A token that Amazon does not take is thrown as such: the caller knows what comes next. */
async function askWith(accessToken: string, { providerAccountId }: LinkedProfile): Promise<Asked> {
  const config = configuredAmazon();
  const fetch = amazonFetch({ allowHttp: config.allowHttp, endsAt: performance.now() + providerLimits.flowMilliseconds });
  try {
    const profile = await identityOf(config, retryingReads(fetch, { budget }), accessToken);
    return profile.userId === providerAccountId ? { kind: "profile", profile } : { kind: "refused", outcome: "profile_other_person" };
  } catch (error) {
    if (error instanceof TokenRefusedError) throw error;
    return refusalOf(error);
  }
}

/**
 * Asks Amazon who a linked account is. A token that is refused there says nothing by itself: it may merely have ended
 * early. One refresh decides, and a token from that which is refused as well is Amazon's contradiction, not the person's.
 */
async function askAmazon(account: LinkedProfile, force = false): Promise<Asked> {
  const use = await getOrRefresh(account.id, { force });
  switch (use.kind) {
    case "token":
      try {
        return await askWith(use.accessToken, account);
      } catch (error) {
        return force ? refusalOf(error) : await askAmazon(account, true);
      }
    case "needs_consent":
      return { kind: "refused", outcome: "consent_needed" };
    case "unavailable":
      return { kind: "refused", outcome: "profile_unavailable", retryAfterSeconds: use.retryAfterSeconds };
    case "misconfigured":
      return { kind: "refused", outcome: "profile_misconfigured" };
    case "gone":
      return { kind: "gone" };
    default:
      return use satisfies never;
  }
}

/** Shows the page again with why nothing came of it, and for which account; what is behind it is in the log, under the reference on the page. */
async function refuse(request: Request, account: string, { outcome, retryAfterSeconds, error }: Extract<Asked, { kind: "refused" }>): Promise<Response> {
  const reference = randomReference();
  const { status, level } = outcomes[outcome];
  logEvent("form.refused", { outcome, reference, path: amazonPage, ...(error instanceof AuthError ? { reason: error.message } : {}) }, level);
  const seconds = retryAfterSeconds ?? (outcome === "profile_unavailable" ? 30 : undefined);
  const query = new URLSearchParams({ refused: outcome, ref: reference, account });
  return await pageResponse(request, `${amazonPage}?${query}`, { status, ...(seconds === undefined ? {} : { headers: { "retry-after": String(seconds) } }) });
}

/** Where the page says which parts have changed. */
function changedPath(changed: readonly ProfilePart[]): string {
  const done = changed.length === 0 ? ("profile_up_to_date" satisfies OutcomeCode) : ("profile_changed" satisfies OutcomeCode);
  return `${amazonPage}?${new URLSearchParams({ done, ...(changed.length === 0 ? {} : { changed: changed.join(".") }) })}`;
}

const signInFirst = () => seeOther(`/signin?${new URLSearchParams({ returnTo: amazonPage })}`);

/**
 * Brings what we hold of a linked Amazon account up to date, and says what has changed. Whose account it is stays what it
 * was: an answer about somebody else changes nothing.
 * @throws DatabaseUnavailableError
 */
export async function updateProfile(request: Request, visitor: Visitor, accountId: string): Promise<Response> {
  const session = await visitor.session();
  if (!session) return signInFirst();
  const { userId } = session;
  const account = await linkedProfile(database().db, userId, accountId);
  if (!account) return seeOther(amazonPage);
  const limit = await consumeRateLimit(database(), hashKey(), "profile_update_by_user", userId);
  if (!limit.allowed) return await refusedForm(request, "rate_limited", { retryAfterSeconds: limit.retryAfterSeconds });
  const asked = await askAmazon(account);
  if (asked.kind === "gone") return seeOther(amazonPage);
  if (asked.kind === "refused") return await refuse(request, accountId, asked);
  const changed = await retriedTransaction(database(), async (tx) => {
    const current = await linkedProfile(tx, userId, accountId);
    return current && (await keepProfile(tx, userId, current, asked.profile));
  });
  return seeOther(changed === null ? amazonPage : changedPath(changed));
}

/** Sends somebody who is signed in to Amazon to grant something beside the usual, with the very account that is named. */
export async function askForMore(request: Request, visitor: Visitor, wanted: { extra: ExtraScope; account: string | undefined }): Promise<Response> {
  const { extra, account } = wanted;
  return await startReconnect(request, visitor, { provider: "amazon", account, returnTo: amazonPage, extra });
}

/** Forgets the postal code of one of the user's own accounts. */
export async function forgetFetched(visitor: Visitor, accountId: string): Promise<Response> {
  const session = await visitor.session();
  if (!session) return signInFirst();
  await forgetPostalCode(database().db, session.userId, accountId);
  return seeOther(`${amazonPage}?done=postal_code_forgotten`);
}

/** Takes over, as the user's own, what Amazon told us of one of their accounts. An address that takes a proof leads to the page for that. */
export async function takeOver(visitor: Visitor, accountId: string, part: "name" | "email"): Promise<Response> {
  const session = await visitor.session();
  if (!session) return signInFirst();
  const { userId } = session;
  const result = await database().transaction(async (tx) => (part === "name" ? ((await takeName(tx, userId, accountId)), "taken" as const) : await takeAddress(tx, userId, accountId)));
  return seeOther(result === "prove" ? "/account/sign-in-methods/email" : `${amazonPage}?done=took_${part}`);
}
