import { BulletList } from "#components/ui/prose.tsx";
import { t } from "#lib/i18n/index.ts";
import type { AmazonPart } from "#lib/privacy/amazon-parts.ts";
import { asksThem, neverWords, partWords } from "./from-amazon.tsx";

/** On demand, before anybody goes to Amazon: what we will be told and why, and what we will not. Works without script. */
export function AmazonBefore({ parts }: { parts: readonly AmazonPart[] }) {
  return (
    <details className="text-sm text-soft">
      <summary className="text-link inline-flex min-h-11 cursor-pointer items-center">{t("privacy.before.summary")}</summary>
      <div className="grid gap-3 pt-1 pb-2">
        <p>{t("pages.privacy.amazonReceive")}</p>
        <BulletList items={parts.map(partWords)} />
        <p>{t("pages.privacy.amazonNot")}</p>
        <BulletList items={neverWords(parts)} />
        <p>
          {`${t(asksThem(parts) ? "privacy.before.asks" : "privacy.before.asksNot")} `}
          <a href="/privacy" className="text-link">
            {t("auth.amazon.more")}
          </a>
        </p>
      </div>
    </details>
  );
}
