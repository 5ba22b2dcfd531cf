import { Notice } from "#components/ui/notice.tsx";
import { t } from "#lib/i18n/index.ts";

/** The same within a text of something else. */
export const amazonAwayWords = () => `${t("auth.amazon.downTitle")}. ${t("auth.amazon.away")}`;

/** Stands in the place of a button that leads to Amazon while Amazon is down: no click is offered that must fail. */
export function AmazonAway() {
  return (
    <Notice kind="warning" title={t("auth.amazon.downTitle")}>
      {t("auth.amazon.away")}
    </Notice>
  );
}
