import { Dated } from "#components/ui/moment.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { inSentence } from "#components/ui/person-text.tsx";
import { t } from "#lib/i18n/index.ts";

/** A merge that can still be taken back. */
export type OpenMergeView = { href: string; mergedAt: Date; until: Date; otherName: string | null };

/** Says that two accounts were put together, and where that can be taken back. */
export function OpenMerges({ merges }: { merges: readonly OpenMergeView[] }) {
  return merges.map(({ href, mergedAt, until, otherName }) => (
    <Notice key={href} standing title={t("merge.open.title")}>
      {otherName && <p>{t("merge.open.named", { name: inSentence(otherName) })}</p>}
      <p>
        <Dated words={t("merge.open.on")} value={mergedAt} precision="day" />
        <Dated words={`. ${t("merge.open.until")}`} value={until} precision="day" />.
      </p>
      <p>
        <a href={href} className="text-link inline-flex min-h-11 items-center">
          {t("merge.open.link")}
        </a>
      </p>
    </Notice>
  ));
}
