import { env } from "#lib/env.ts";
import { neverWords, partWords } from "#components/privacy/from-amazon.tsx";
import { t } from "#lib/i18n/index.ts";
import { receivedParts } from "#lib/privacy/amazon-parts.ts";
import type { ProviderName } from "#lib/sessions/methods.ts";

/** Whether the operator asks Amazon for a number alone, and for neither name nor address. */
export function numberOnly(provider: ProviderName): boolean {
  return provider === "amazon" && env().AUTH_AMAZON_SCOPE !== "profile";
}

/** What a provider tells us, by what we are configured to ask it for, and what stays there; in words, of Amazon with the reason for each. */
export function detailsOf(provider: ProviderName): { shared: string[]; kept: string[] } {
  const parts = receivedParts(env().AUTH_AMAZON_SCOPE);
  if (provider === "amazon") return { shared: parts.map(partWords), kept: neverWords(parts) };
  return { shared: [t("linking.start.sharedNumber"), t("linking.start.sharedName"), t("linking.start.sharedEmail")], kept: [t("linking.start.keptPassword"), t("linking.start.keptPeople")] };
}
