import { Stack } from "#components/ui/layout.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { Artwork } from "#lib/brand/artwork.ts";
import { locale, t } from "#lib/i18n/index.ts";
import { AmazonButton } from "../amazon-button.tsx";

export type AmazonWay = {
  kind: "amazon";
  state: "available" | "down";
  /** Amazon's own artwork, where it is installed. */
  artwork?: Artwork;
  /** What Amazon hands over, in words, such as `["name", "e-mail address"]`. */
  sharedWithUs: string[];
};

const words = new Intl.ListFormat(locale, { type: "conjunction" });

/** Amazon's button with what it tells us, or a plain sentence while Amazon is down. */
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
      <AmazonButton returnTo={returnTo} artwork={way.artwork} />
      <p className="text-sm text-soft">
        {`${t("auth.amazon.shares", { shared: words.format(way.sharedWithUs) })} ${t("auth.amazon.sharesNothingMore")} `}
        <a href="/privacy" className="text-link">
          {t("auth.amazon.more")}
        </a>
      </p>
    </Stack>
  );
}
