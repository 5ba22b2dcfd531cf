import { missing } from "#app/missing.tsx";
import { providerLabels } from "#app/provider-names.ts";
import { queryValue, type SearchParams } from "#app/search-params.ts";
import { AlertPanel } from "#components/ops/alert-panel.tsx";
import { FunnelPanel } from "#components/ops/funnel/funnel-panel.tsx";
import { Overview } from "#components/ops/overview.tsx";
import { readAlerts } from "#lib/alerts/look.ts";
import { requireOperator } from "#lib/auth/operator.ts";
import { database } from "#lib/db/client.ts";
import { env } from "#lib/env.ts";
import { rangeFrom } from "#lib/events/ranges.ts";
import { funnelView } from "#lib/events/view.ts";
import { attemptsOfToday, dayStart } from "#lib/ops/today.ts";
import { opsTitle } from "./ops-title.ts";

export const generateMetadata = async () => await opsTitle("ops.overview.title");

export default async function OpsPage({ searchParams }: { searchParams: SearchParams }) {
  if (!(await requireOperator())) return missing();
  const [{ db }, now, range] = [database(), new Date(), rangeFrom(await queryValue(searchParams, "range"))];
  const { ALERT_EMAIL, ALERT_WEBHOOK_URL } = env();
  const [counts, view, alerts] = await Promise.all([attemptsOfToday(db, now), funnelView(db, range, now), readAlerts(db)]);
  return (
    <Overview counts={counts} day={dayStart(now).toISOString().slice(0, 10)}>
      <AlertPanel alerts={alerts} told={ALERT_EMAIL !== undefined || ALERT_WEBHOOK_URL !== undefined} now={now} />
      <FunnelPanel view={view} names={providerLabels()} />
    </Overview>
  );
}
