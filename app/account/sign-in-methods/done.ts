import { t } from "#lib/i18n/index.ts";

/** What `?done=` says was just done to a way in, in words. One line per deed. */
const done: Readonly<Record<string, string>> = {
  email_added: t("emailAddress.done.added"),
  email_changed: t("emailAddress.done.changed"),
  email_removed: t("emailAddress.done.removed"),
  password_set: t("password.done.set"),
  password_not_set: t("password.done.notSet"),
  password_changed: t("password.done.changed"),
  password_removed: t("password.done.removed"),
  passkey_added: t("passkey.done.added"),
  passkey_renamed: t("passkey.done.renamed"),
  passkey_removed: t("passkey.done.removed"),
};

/** What was done to a linked account. */
const linkDeeds = ["account_linked", "account_replaced", "already_linked", "account_reconnected", "account_unlinked", "link_declined"] as const;
/** Ends in which nothing was done. */
const undone: readonly (string | undefined)[] = ["link_declined", "consent_denied"];

function words(deed: string | undefined, provider: string): string | undefined {
  const ofLink = linkDeeds.find((one) => one === deed);
  if (ofLink) return t(`linking.done.${ofLink}`, { provider });
  if (deed === "consent_denied") return t("outcomes.consent_denied.happened", { provider });
  return deed !== undefined && Object.hasOwn(done, deed) ? done[deed] : undefined;
}

/**
 * The notice about a deed, or undefined for one that nobody knows.
 * @param provider what people call the provider that it was about
 */
export function deedNotice(deed: string | undefined, provider: string): { kind: "success" | "info"; text: string } | undefined {
  const text = words(deed, provider);
  return text === undefined ? undefined : { kind: undone.includes(deed) ? "info" : "success", text };
}
