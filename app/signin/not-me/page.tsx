import { redirect } from "next/navigation";
import { providerLabels } from "#app/provider-names.ts";
import { queryValue, type SearchParams } from "#app/search-params.ts";
import { titled } from "#app/titled.ts";
import { NotMeByLink } from "#components/auth/not-me.tsx";
import { logOutcome } from "#lib/auth/answers.ts";
import { notMeLinkView } from "#lib/auth/not-me.ts";
import { recoveryPath } from "#lib/http/form-route.ts";

export const generateMetadata = titled("sessions.notMe.title");

/** Where the link in the notice of a sign-in leads. It asks; only the button does anything. */
export default async function NotMeByLinkPage({ searchParams }: { searchParams: SearchParams }) {
  const token = await queryValue(searchParams, "token");
  const view = await notMeLinkView(token);
  if (token === undefined || view === null) redirect(recoveryPath("not_me_link_unknown", logOutcome("not_me_link_unknown", null, { event: "attempt.answered" })));
  return <NotMeByLink token={token} {...view} providerNames={providerLabels()} />;
}
