import type { Way } from "#components/auth/ways/way.tsx";
import { installedArtwork } from "#lib/brand/artwork.ts";
import { env } from "#lib/env.ts";
import { t } from "#lib/i18n/index.ts";

/** What was typed into the e-mail field and why it was refused. */
export type RefusedEmail = { error: string; typed: string | undefined };

/** The ways in that this installation offers, in the order in which they are shown. */
export function signInWays(refused: RefusedEmail | undefined): Way[] {
  const { AUTH_AMAZON_SCOPE } = env();
  const sharedWithUs = AUTH_AMAZON_SCOPE === "profile" ? [t("auth.shared.name"), t("auth.shared.email")] : [t("auth.shared.id")];
  const artwork = installedArtwork();
  return [
    { kind: "amazon", state: "available", sharedWithUs, ...(artwork && { artwork }) },
    { kind: "email", ...(refused && { error: refused.error, ...(refused.typed !== undefined && { typed: refused.typed }) }) },
    { kind: "password" },
  ];
}
