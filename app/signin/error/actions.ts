import type { RecoveryAction } from "#components/auth/recovery-page.tsx";
import type { Attempt } from "#lib/attempts/attempt.ts";
import { mergePage } from "#lib/auth/merge/paths.ts";
import { notMePage } from "#lib/auth/not-me.ts";
import { reauthenticatePath, wishOf } from "#lib/auth/step-up.ts";
import { addingFor, linkPath, settingsPage, startedInSettings } from "#lib/auth/settings-paths.ts";
import { providerLabel } from "#lib/auth/switched-on.ts";
import { installedArtwork } from "#lib/brand/artwork.ts";
import { defaultReturnTo } from "#lib/http/return-to.ts";
import { t } from "#lib/i18n/index.ts";
import { copyPage } from "#lib/privacy/copy/copy-page.ts";
import { type OutcomeCode, outcomes } from "#lib/outcomes.ts";
import { isProviderName, type ProviderName } from "#lib/sessions/methods.ts";

/** What is known of what went wrong: the attempt, when this browser started it, and the provider that it was about. */
export type RecoveryFacts = {
  attempt: Pick<Attempt, "intent" | "method" | "purpose" | "returnTo"> | null;
  via: ProviderName | undefined;
  /** Nobody is sent to Amazon now. */
  amazonAway?: boolean;
};

/** Where somebody was who is signed in and proved something once more; undefined for a sign-in. */
function placeBefore({ attempt }: RecoveryFacts): string | undefined {
  if (attempt?.intent === "prove_email") return attempt.returnTo;
  if (attempt?.intent !== "reauthenticate" && attempt?.intent !== "add_first_method") return undefined;
  const wish = wishOf(attempt);
  return wish ? reauthenticatePath(wish) : attempt.returnTo;
}

/** Starts again with the provider that it was about, or that the outcome speaks of where nothing else is known. */
function againWith(code: OutcomeCode, { attempt, via, amazonAway = false }: RecoveryFacts, returnTo: string): RecoveryAction | undefined {
  const provider = via ?? (attempt === null && outcomes[code].whose === "amazon" ? "amazon" : undefined);
  if (provider === undefined || (provider === "amazon" && amazonAway)) return undefined;
  if (provider === "amazon") return { kind: "amazon", returnTo, artwork: installedArtwork(), label: t("auth.recovery.tryAmazon") };
  return { kind: "post", label: t("auth.recovery.tryProvider", { provider: providerLabel(provider) }), action: `/api/auth/signin/${provider}`, fields: { returnTo } };
}

const otherAccount = (provider: ProviderName): RecoveryAction => ({ kind: "post", label: t("linking.owned.other"), action: `/api/auth/signin/${provider}`, fields: { returnTo: defaultReturnTo } });

/** What somebody can do whose link did not come about: start again, or use the account that has the other one. */
function settingsActions(code: OutcomeCode, { intent, method }: Pick<Attempt, "intent" | "method">, amazonAway: boolean): RecoveryAction[] {
  const ways: RecoveryAction = { kind: "link", label: t("auth.recovery.yourWays"), href: settingsPage };
  if (!isProviderName(method) || intent === "reconnect") return [ways];
  if (code !== "link_owned_by_other") return [{ kind: "link", label: t("linking.start.again"), href: linkPath(method) }, ways];
  return [
    { kind: "link", label: t("linking.owned.merge"), href: "/account/merge" },
    ...(method === "amazon" && amazonAway ? [] : [otherAccount(method)]),
    ways,
  ];
}
/** Where a user who owns no method that counts adds one. */
const firstMethods = (returnTo: string): RecoveryAction[] => [
  { kind: "link", label: t("stepUp.addEmail"), href: addingFor("/account/sign-in-methods/email", returnTo) },
  { kind: "link", label: t("stepUp.addPasskey"), href: addingFor("/account/sign-in-methods/passkey", returnTo) },
];

/** What a person can do after an outcome, the best thing first. There is always something. */
export function recoveryActions(code: OutcomeCode, facts: RecoveryFacts): RecoveryAction[] {
  const returnTo = facts.attempt?.returnTo ?? defaultReturnTo;
  const withReturn = (path: string) => `${path}?${new URLSearchParams({ returnTo })}`;
  const home: RecoveryAction = { kind: "link", label: t("auth.recovery.home"), href: "/" };
  const otherWays: RecoveryAction = { kind: "link", label: t("auth.recovery.allWays"), href: withReturn("/signin") };
  const ownSessions: RecoveryAction = { kind: "link", label: t("sessions.link"), href: "/account/sessions" };
  const ownWays: RecoveryAction = { kind: "link", label: t("auth.recovery.yourWays"), href: settingsPage };
  const goBack = (href: string): RecoveryAction => ({ kind: "link", label: t("stepUp.goBack"), href });
  const { whose, retryable } = outcomes[code];
  if (whose === "nobody") return [{ kind: "link", label: t("auth.recovery.goOn"), href: returnTo }, home];
  if (code === "last_sign_in_method") return [ownWays, home];
  if (code === "user_locked" || code === "unlock_no_account") return [{ kind: "link", label: t("sessions.unlock.link"), href: "/signin/unlock" }, { kind: "link", label: t("auth.recovery.help"), href: "/help/sign-in" }, home];
  if (code === "copy_used" || code === "copy_over") return [{ kind: "link", label: t("copy.toPage"), href: copyPage }, ownSessions, home];
  if (code === "compromise_no_way") return [goBack(notMePage), ownSessions, ownWays, home];
  // Whoever comes by a mail may be signed in nowhere, and asked for nothing but a sign-in.
  if (code === "not_me_link_no_way") return [ownSessions, ownWays, { kind: "link", label: t("auth.recovery.help"), href: "/help/sign-in" }, home];
  if (code === "not_me_link_unknown") return [ownSessions, home];
  if (code === "deletion_pending") return [{ kind: "link", label: t("deletion.goodbye.signIn"), href: "/signin?notice=deletion" }, { kind: "link", label: t("auth.recovery.help"), href: "/help/sign-in" }, home];
  if (code.startsWith("user_") && !retryable) return [{ kind: "link", label: t("auth.recovery.help"), href: "/help/sign-in" }, home];
  if (code === "merge_undo_last_way") return [ownWays, goBack("/account"), home];
  if (code.startsWith("merge_undo_")) return [goBack("/account"), home];
  if (code.startsWith("merge_") && !retryable) return [{ kind: "link", label: t("auth.recovery.help"), href: "/help/sign-in" }, home];
  if (code.startsWith("merge_") || facts.attempt?.intent === "merge") return [...(code === "merge_one_must_count" ? firstMethods(mergePage) : []), goBack(mergePage), home];
  if (code.startsWith("step_up_")) return [goBack(returnTo), home];
  if (facts.attempt && startedInSettings(facts.attempt)) return settingsActions(code, facts.attempt, facts.amazonAway ?? false);
  const before = placeBefore(facts);
  if (before !== undefined) return [goBack(before), otherWays, home];
  if (code === "password_busy" && facts.attempt?.method === "password") return [goBack(withReturn("/signin/password")), otherWays, home];
  if (!retryable || code.startsWith("email_") || code.startsWith("passkey_") || code === "rate_limited" || code === "mail_unavailable") return [otherWays, home];
  const again = againWith(code, facts, returnTo);
  const byCode = { ...otherWays, label: t("auth.recovery.byCode") };
  if (again === undefined) return [facts.amazonAway && code === "provider_unavailable" ? byCode : otherWays, home];
  return [again, again.kind === "amazon" ? byCode : otherWays, home];
}
