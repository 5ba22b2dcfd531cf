import { providerLabels } from "#app/provider-names.ts";
import { queryValue, type SearchParams } from "#app/search-params.ts";
import { signedIn } from "#app/signed-in.ts";
import { titled } from "#app/titled.ts";
import { ActivityList } from "#components/account/sessions/activity.tsx";
import { listActivity } from "#lib/audit/activity.ts";
import { database } from "#lib/db/client.ts";

export const generateMetadata = titled("sessions.activity.title");

export default async function ActivityRoute({ searchParams }: { searchParams: SearchParams }) {
  const { user } = await signedIn("/account/activity");
  const before = await queryValue(searchParams, "before");
  return <ActivityList {...(await listActivity(database().db, user.id, before))} providerNames={providerLabels()} newest={before === undefined} />;
}
