import { Moment } from "#components/ui/moment.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { AlertView } from "#lib/alerts/look.ts";
import { t } from "#lib/i18n/index.ts";

type AlertPanelProps = {
  alerts: readonly AlertView[];
  /** Whether anybody is written to. */
  told: boolean;
  now: Date;
};

/** Somebody looks once a minute; after this nobody does. */
const staleMilliseconds = 5 * 60_000;

const valueInWords = ({ name, value }: AlertView) => (value === null ? null : t(`alerts.${name}.value`, { value: Math.round(value * 10) / 10 }));

function Firing({ alert }: { alert: AlertView }) {
  return (
    <Notice kind="error" title={t(`alerts.${alert.name}.title`)} standing>
      <div className="grid gap-1">
        <p>{valueInWords(alert)}</p>
        <p>{t(`alerts.${alert.name}.next`)}</p>
        <p className="text-sm text-soft">
          {`${t("alerts.page.firing")} `}
          <Moment value={alert.since} />
        </p>
      </div>
    </Notice>
  );
}

/** What fires, and how it stands with everything else that is watched. */
export function AlertPanel({ alerts, told, now }: AlertPanelProps) {
  const firing = alerts.filter((alert) => alert.firing);
  const lookedAt = alerts.reduce<Date | null>((latest, alert) => (latest === null || alert.lookedAt > latest ? alert.lookedAt : latest), null);
  const stale = lookedAt !== null && now.getTime() - lookedAt.getTime() > staleMilliseconds;
  return (
    <section className="grid gap-4" aria-labelledby="alerts">
      <h2 id="alerts" className="title-2">
        {t("alerts.page.title")}
      </h2>
      {stale && <Notice kind="warning" title={t("alerts.page.stale")} standing />}
      {!told && <Notice kind="info" title={t("alerts.page.untold")} standing />}
      {firing.map((alert) => (
        <Firing key={alert.name} alert={alert} />
      ))}
      {firing.length === 0 && <p>{lookedAt === null ? t("alerts.page.never") : t("alerts.page.none")}</p>}
      {alerts.length > firing.length && (
        <details>
          <summary className="inline-flex min-h-11 cursor-pointer items-center text-accent underline">{t("alerts.page.watched", { count: alerts.length - firing.length })}</summary>
          <ul className="mt-2 grid gap-4">
            {alerts.filter((alert) => !alert.firing).map((alert) => (
              <li key={alert.name} className="grid gap-1">
                <p className="font-medium">{t(`alerts.${alert.name}.title`)}</p>
                <p className="text-sm text-soft">
                  {`${t("alerts.page.quiet")} `}
                  <Moment value={alert.since} />
                </p>
              </li>
            ))}
          </ul>
        </details>
      )}
      {lookedAt && (
        <p className="text-sm text-soft">
          {`${t("alerts.page.lookedAt")} `}
          <Moment value={lookedAt} />
        </p>
      )}
    </section>
  );
}
