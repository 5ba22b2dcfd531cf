import { profileParts } from "#lib/accounts/provider-profile.ts";
import { listed } from "#lib/i18n/format.ts";
import { type MessageKey, t } from "#lib/i18n/index.ts";

/** What `?done=` says was just done, in words. One line per deed. */
const done: Readonly<Record<string, MessageKey>> = {
  profile_up_to_date: "amazon.done.upToDate",
  postal_code_fetched: "outcomes.postal_code_fetched.happened",
  postal_code_forgotten: "amazon.done.postalCodeForgotten",
  took_name: "amazon.done.tookName",
  took_email: "amazon.done.tookEmail",
};

/** Ends in which there was nothing to keep. */
const undone = ["postal_code_declined", "postal_code_missing", "consent_denied"] as const;

/**
 * The notice about a deed, or undefined for one that nobody knows.
 * @param changed the parts of a profile that are new, as the address lists them
 */
export function amazonNotice(deed: string | undefined, changed: string | undefined): { kind: "success" | "info"; text: string } | undefined {
  const nothing = undone.find((one) => one === deed);
  if (nothing === "consent_denied") return { kind: "info", text: t("outcomes.consent_denied.happened") };
  if (nothing) return { kind: "info", text: `${t(`outcomes.${nothing}.happened`)} ${t(`outcomes.${nothing}.next`)}` };
  const named = changed?.split(".") ?? [];
  const parts = profileParts.filter((part) => named.includes(part));
  if (deed === "profile_changed" && parts.length > 0) return { kind: "success", text: t("amazon.done.changed", { parts: listed(parts.map((part) => t(`amazon.done.part.${part}`))) }) };
  const key = deed !== undefined && Object.hasOwn(done, deed) ? done[deed] : undefined;
  return key && { kind: "success", text: t(key) };
}
