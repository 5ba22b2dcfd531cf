import { AmazonBefore } from "#components/privacy/amazon-before.tsx";
import { Stack } from "#components/ui/layout.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { Artwork } from "#lib/brand/artwork.ts";
import { listed } from "#lib/i18n/format.ts";
import { t } from "#lib/i18n/index.ts";
import type { HealthState } from "#lib/amazon-health/health.ts";
import type { AmazonPart as Received } from "#lib/privacy/amazon-parts.ts";
import { AmazonButton, type Shown } from "../amazon-button.tsx";

export type AmazonWay = {
  kind: "amazon";
  /** `shaky`: it may not work, and other ways come before it. `down`: nobody is sent there. */
  state: HealthState;
  /** Amazon's own artwork, where it is installed. */
  artwork?: Artwork;
  /** What Amazon hands over, in words, such as `["name", "e-mail address"]`. */
  sharedWithUs: string[];
  /** The same for the details: each has its reason. */
  parts: readonly Received[];
} & Shown;

/** Amazon's button with what it tells us, or a plain sentence in its place while Amazon is down. */
export function AmazonPart({ way, returnTo }: { way: AmazonWay; returnTo: string }) {
  if (way.state === "down") {
    return (
      <Notice kind="warning" title={t("auth.amazon.downTitle")}>
        {t("auth.amazon.down")}
      </Notice>
    );
  }
  return (
    <Stack gap="sm">
      <AmazonButton returnTo={returnTo} artwork={way.artwork} shownAt={way.shownAt} />
      <p className="text-sm text-soft">{`${t("auth.amazon.shares", { shared: listed(way.sharedWithUs) })} ${t("auth.amazon.sharesNothingMore")}`}</p>
      <AmazonBefore parts={way.parts} />
    </Stack>
  );
}
