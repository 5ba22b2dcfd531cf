import { type MessageKey, t } from "#lib/i18n/index.ts";

/** What `?done=` says was just done to a way in, in words. One line per deed. */
const done: Readonly<Record<string, MessageKey>> = {
  email_added: "emailAddress.done.added",
  email_changed: "emailAddress.done.changed",
  email_removed: "emailAddress.done.removed",
  password_set: "password.done.set",
  password_not_set: "password.done.notSet",
  password_changed: "password.done.changed",
  password_removed: "password.done.removed",
  passkey_added: "passkey.done.added",
  passkey_renamed: "passkey.done.renamed",
  passkey_removed: "passkey.done.removed",
  account_opened: "sessions.unlock.done",
};

/** What was done to a linked account. */
const linkDeeds = ["account_linked", "account_replaced", "already_linked", "account_reconnected", "account_unlinked", "link_declined"] as const;
/** Ends in which nothing was done. */
const undone: readonly (string | undefined)[] = ["link_declined", "consent_denied"];

function words(deed: string | undefined, provider: string): string | undefined {
  const ofLink = linkDeeds.find((one) => one === deed);
  if (ofLink) return t(`linking.done.${ofLink}`, { provider });
  if (deed === "consent_denied") return t("outcomes.consent_denied.happened", { provider });
  const key = deed !== undefined && Object.hasOwn(done, deed) ? done[deed] : undefined;
  return key && t(key);
}

/**
 * The notice about a deed, or undefined for one that nobody knows.
 * @param provider what people call the provider that it was about
 */
export function deedNotice(deed: string | undefined, provider: string): { kind: "success" | "info"; text: string } | undefined {
  const text = words(deed, provider);
  return text === undefined ? undefined : { kind: undone.includes(deed) ? "info" : "success", text };
}
