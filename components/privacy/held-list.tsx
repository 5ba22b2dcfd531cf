import { t } from "#lib/i18n/index.ts";
import type { NoticeView } from "#lib/privacy/notice-view.ts";

/** What is held, what for and for how long; each kind a place to link to. */
export function HeldList({ held }: Pick<NoticeView, "held">) {
  return (
    <ul className="grid gap-6">
      {held.map(({ name, title, purpose, keep }) => (
        <li key={name} id={`held-${name}`} className="grid gap-1 break-inside-avoid">
          <h3 className="font-semibold">{title}</h3>
          <dl className="grid gap-x-6 gap-y-1 sm:grid-cols-[8rem_minmax(0,1fr)]">
            <dt className="text-soft">{t("privacy.notice.purpose")}</dt>
            <dd>{purpose}</dd>
            <dt className="text-soft">{t("privacy.notice.keep")}</dt>
            <dd>{keep}</dd>
          </dl>
        </li>
      ))}
    </ul>
  );
}
