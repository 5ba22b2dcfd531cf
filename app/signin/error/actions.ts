import type { RecoveryAction } from "#components/auth/recovery-page.tsx";
import { providerLabel } from "#lib/auth/switched-on.ts";
import { installedArtwork } from "#lib/brand/artwork.ts";
import { t } from "#lib/i18n/index.ts";
import { type OutcomeCode, outcomes } from "#lib/outcomes.ts";
import type { ProviderName } from "#lib/sessions/methods.ts";

/**
 * What a person can do after an outcome, the best thing first. There is always something.
 * @param via the provider it was about, when it was not Amazon
 */
export function recoveryActions(code: OutcomeCode, returnTo: string, via?: ProviderName): RecoveryAction[] {
  const signIn = `/signin?${new URLSearchParams({ returnTo })}`;
  const home: RecoveryAction = { kind: "link", label: t("auth.recovery.home"), href: "/" };
  const otherWays: RecoveryAction = { kind: "link", label: t("auth.recovery.allWays"), href: signIn };
  const { whose, retryable } = outcomes[code];
  if (whose === "nobody") return [{ kind: "link", label: t("auth.recovery.goOn"), href: returnTo }, home];
  if (code === "last_sign_in_method") return [{ kind: "link", label: t("auth.recovery.yourWays"), href: "/account/sign-in-methods" }, home];
  if (code.startsWith("user_") || code === "deletion_pending") return [{ kind: "link", label: t("auth.recovery.help"), href: "/help/sign-in" }, home];
  if (code.startsWith("step_up_")) return [{ kind: "link", label: t("stepUp.goBack"), href: returnTo }, home];
  if (!retryable || code.startsWith("email_") || code.startsWith("passkey_") || code === "rate_limited" || code === "mail_unavailable") return [otherWays, home];
  if (via) {
    const again: RecoveryAction = { kind: "post", label: t("auth.recovery.tryProvider", { provider: providerLabel(via) }), action: `/api/auth/signin/${via}`, fields: { returnTo } };
    return [again, otherWays, home];
  }
  return [{ kind: "amazon", returnTo, artwork: installedArtwork(), label: t("auth.recovery.tryAmazon") }, { ...otherWays, label: t("auth.recovery.byCode") }, home];
}
