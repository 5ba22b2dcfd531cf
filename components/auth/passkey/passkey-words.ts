import { t } from "#lib/i18n/index.ts";

/** What a passkey's form says when nothing came of it. Handed over as props: the catalogue stays on the server. */
export function passkeyWords(): Record<"cancelled" | "known" | "failed", string> {
  return { cancelled: t("passkey.cancelled"), known: t("passkey.known"), failed: t("passkey.failed") };
}
