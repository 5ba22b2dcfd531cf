import type { Metadata } from "next";
import { providerLabels } from "#app/provider-names.ts";
import { queryValue, type SearchParams } from "#app/search-params.ts";
import { signedIn } from "#app/signed-in.ts";
import { SessionList } from "#components/account/sessions/session-list.tsx";
import { ownSessions, sessionsPage } from "#lib/auth/own-sessions.ts";
import { t } from "#lib/i18n/index.ts";

export const metadata: Metadata = { title: t("sessions.title") };

export default async function SessionsPage({ searchParams }: { searchParams: SearchParams }) {
  const { session } = await signedIn(sessionsPage);
  const ended = (await queryValue(searchParams, "done")) === "ended";
  return <SessionList sessions={await ownSessions(session)} providerNames={providerLabels()} ended={ended} />;
}
