import { env } from "#lib/env.ts";
import { t } from "#lib/i18n/index.ts";
import type { ProviderName } from "#lib/sessions/methods.ts";

/** Whether the operator asks Amazon for a number alone, and for neither name nor address. */
export function numberOnly(provider: ProviderName): boolean {
  return provider === "amazon" && env().AUTH_AMAZON_SCOPE !== "profile";
}

/** What a provider tells us, by what we are configured to ask it for, and what stays there; in words. */
export function detailsOf(provider: ProviderName): { shared: string[]; kept: string[] } {
  const shared = [t("linking.start.sharedNumber"), ...(numberOnly(provider) ? [] : [t("linking.start.sharedName"), t("linking.start.sharedEmail")])];
  const kept = provider === "amazon" ? [t("linking.start.keptShopping"), t("linking.start.keptPayment")] : [t("linking.start.keptPeople")];
  return { shared, kept: [t("linking.start.keptPassword"), ...kept] };
}
