import { redirect } from "next/navigation";
import { queryValue, type SearchParams } from "#app/search-params.ts";
import { titled } from "#app/titled.ts";
import { NotMeByLink } from "#components/auth/not-me.tsx";
import { logOutcome } from "#lib/auth/answers.ts";
import { notMeView } from "#lib/auth/not-me.ts";
import { recoveryPath } from "#lib/http/form-route.ts";

export const generateMetadata = titled("sessions.notMe.title");

/** Where the link in the notice of a sign-in leads. It asks; only the button does anything. */
export default async function NotMeByLinkPage({ searchParams }: { searchParams: SearchParams }) {
  const token = await queryValue(searchParams, "token");
  const signedInAt = await notMeView(token);
  if (token === undefined || signedInAt === null) redirect(recoveryPath("not_me_link_unknown", logOutcome("not_me_link_unknown", null, { event: "attempt.answered" })));
  return <NotMeByLink token={token} signedInAt={signedInAt} />;
}
