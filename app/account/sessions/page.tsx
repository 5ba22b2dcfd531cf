import { providerLabels } from "#app/provider-names.ts";
import { queryValue, type SearchParams } from "#app/search-params.ts";
import { signedIn } from "#app/signed-in.ts";
import { titled } from "#app/titled.ts";
import { SessionList } from "#components/account/sessions/session-list.tsx";
import { ownSessions, sessionsPage } from "#lib/auth/own-sessions.ts";

export const generateMetadata = titled("sessions.title");

export default async function SessionsPage({ searchParams }: { searchParams: SearchParams }) {
  const { session } = await signedIn(sessionsPage);
  const ended = (await queryValue(searchParams, "done")) === "ended";
  return <SessionList sessions={await ownSessions(session)} providerNames={providerLabels()} ended={ended} />;
}
