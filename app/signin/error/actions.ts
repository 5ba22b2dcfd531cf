import type { RecoveryAction } from "#components/auth/recovery-page.tsx";
import { installedArtwork } from "#lib/brand/artwork.ts";
import { t } from "#lib/i18n/index.ts";
import { type OutcomeCode, outcomes } from "#lib/outcomes.ts";

/** What a person can do after an outcome, the best thing first. There is always something. */
export function recoveryActions(code: OutcomeCode, returnTo: string): RecoveryAction[] {
  const signIn = `/signin?${new URLSearchParams({ returnTo })}`;
  const home: RecoveryAction = { kind: "link", label: t("auth.recovery.home"), href: "/" };
  const otherWays: RecoveryAction = { kind: "link", label: t("auth.recovery.allWays"), href: signIn };
  const { whose, retryable } = outcomes[code];
  if (whose === "nobody") return [{ kind: "link", label: t("auth.recovery.goOn"), href: returnTo }, home];
  if (code.startsWith("user_") || code === "deletion_pending") return [{ kind: "link", label: t("auth.recovery.help"), href: "/help/sign-in" }, home];
  if (code.startsWith("step_up_")) return [{ kind: "link", label: t("stepUp.goBack"), href: returnTo }, home];
  if (!retryable || code.startsWith("email_") || code === "rate_limited" || code === "mail_unavailable") return [otherWays, home];
  return [{ kind: "amazon", returnTo, artwork: installedArtwork(), label: t("auth.recovery.tryAmazon") }, { ...otherWays, label: t("auth.recovery.byCode") }, home];
}
