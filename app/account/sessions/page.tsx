import { providerLabels } from "#app/provider-names.ts";
import { queryValue, type SearchParams } from "#app/search-params.ts";
import { signedIn } from "#app/signed-in.ts";
import { titled } from "#app/titled.ts";
import { SessionList } from "#components/account/sessions/session-list.tsx";
import { ownSessions, sessionsPage } from "#lib/auth/own-sessions.ts";
import { t } from "#lib/i18n/index.ts";

export const generateMetadata = titled("sessions.title");

/** What `?done=` says was just done, in words. */
function doneWords(deed: string | undefined): string | undefined {
  if (deed === "others_ended") return t("stepUp.endOthers.done");
  return deed === "ended" ? t("sessions.ended") : undefined;
}

export default async function SessionsPage({ searchParams }: { searchParams: SearchParams }) {
  const { session } = await signedIn(sessionsPage);
  const done = doneWords(await queryValue(searchParams, "done"));
  return <SessionList {...(await ownSessions(session))} providerNames={providerLabels()} done={done} />;
}
