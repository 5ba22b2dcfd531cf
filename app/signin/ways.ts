import { numberOnly } from "#app/provider-details.ts";
import type { Way } from "#components/auth/ways/way.tsx";
import { isSwitchedOn } from "#lib/accounts/usable-provider.ts";
import { lastWay } from "#lib/auth/last-method.ts";
import { providerLabel } from "#lib/auth/switched-on.ts";
import { amazonHealth } from "#lib/amazon-health/process.ts";
import { installedArtwork } from "#lib/brand/artwork.ts";
import { env } from "#lib/env.ts";
import { receivedParts } from "#lib/privacy/amazon-parts.ts";
import type { WayName } from "#lib/env-providers.ts";
import { t } from "#lib/i18n/index.ts";

/** What was typed into the e-mail field and why it was refused. */
export type RefusedEmail = { error: string; typed: string | undefined };

function amazonWay(shownAt: number): Way {
  const sharedWithUs = numberOnly("amazon") ? [t("auth.shared.id")] : [t("auth.shared.name"), t("auth.shared.email")];
  const artwork = installedArtwork();
  return { kind: "amazon", state: amazonHealth().state, sharedWithUs, parts: receivedParts(env().AUTH_AMAZON_SCOPE), shownAt, ...(artwork && { artwork }) };
}

/** One way in by its name; undefined where this installation does not offer it. */
function wayOf(name: WayName, refused: RefusedEmail | undefined, shownAt: number): Way | undefined {
  switch (name) {
    case "amazon":
      return amazonWay(shownAt);
    case "email":
      return { kind: name, ...(refused && { error: refused.error, ...(refused.typed !== undefined && { typed: refused.typed }) }) };
    case "passkey":
    case "password":
      return { kind: name };
    case "google":
    case "apple":
    case "facebook":
    case "oidc":
      return isSwitchedOn(name) ? { kind: name, label: providerLabel(name), shownAt } : undefined;
    default:
      return name satisfies never;
  }
}

/**
 * The ways in that this installation offers, in the operator's order; Amazon is last while it is shaky.
 * @param shownAt when the page is made, in epoch milliseconds
 * @param cookieHeader says which of them was used in this browser last
 */
export function signInWays(refused: RefusedEmail | undefined, cookieHeader: string | null, shownAt: number = Date.now()): Way[] {
  const last = lastWay(cookieHeader);
  const ways = env().AUTH_PROVIDER_ORDER.flatMap((name): Way[] => {
    const way = wayOf(name, refused, shownAt);
    return way ? [name === last ? { ...way, lastUsed: true } : way] : [];
  });
  const isShaky = (way: Way) => way.kind === "amazon" && way.state === "shaky";
  return [...ways.filter((way) => !isShaky(way)), ...ways.filter(isShaky)];
}
