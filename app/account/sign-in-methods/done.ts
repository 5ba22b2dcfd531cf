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

/** The words for a deed, or undefined for one that nobody knows. */
export function doneWords(deed: string | undefined): string | undefined {
  return deed !== undefined && Object.hasOwn(done, deed) ? done[deed] : undefined;
}
