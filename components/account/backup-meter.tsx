import { ButtonLink } from "#components/ui/button.tsx";
import { Card } from "#components/ui/layout.tsx";
import { listed } from "#lib/i18n/format.ts";
import { t } from "#lib/i18n/index.ts";

export type BackupMeterProps = {
  /** What the shopper signs in with, such as `["Amazon"]`; nothing while its provider is switched off. */
  names: string[];
  /** How many accounts elsewhere sign the shopper in. */
  ways: number;
  /** Whether there is an address, which only has to be confirmed. */
  hasAddress: boolean;
};

/**
 * For a shopper whose only way in is an account elsewhere: how far the door is open, and the two quickest ways to open
 * it further. An invitation: nothing waits for it.
 */
export function BackupMeter({ names, ways, hasAddress }: BackupMeterProps) {
  // One more than there is, and two at least: several accounts elsewhere are still no way in of one's own.
  const goal = Math.max(ways + 1, 2);
  return (
    <Card as="section" className="grid gap-4">
      <h2 className="title-2">{t("passkey.backup.title")}</h2>
      <div className="grid gap-2">
        <p id="backup-meter" className="text-sm font-medium">
          {t("passkey.backup.meter", { ways, goal })}
        </p>
        <meter aria-labelledby="backup-meter" min={0} max={goal} low={goal} optimum={goal} value={ways} className="h-3 w-full max-w-60" />
      </div>
      <p className="text-soft">{names.length === 0 ? t("passkey.backup.none") : t("passkey.backup.text", { names: listed(names), ways })}</p>
      <div className="flex flex-wrap gap-3">
        <ButtonLink href="/account/sign-in-methods/passkey" className="noscript:hidden">
          {t("passkey.backup.passkey")}
        </ButtonLink>
        <ButtonLink href="/account/sign-in-methods/email" variant="secondary">
          {hasAddress ? t("passkey.backup.email") : t("passkey.backup.addEmail")}
        </ButtonLink>
      </div>
    </Card>
  );
}
