import { redirect } from "next/navigation";
import { queryValue, type SearchParams } from "#app/search-params.ts";
import { titled } from "#app/titled.ts";
import { EndOthersPanel } from "#components/account/end-others.tsx";
import { endOthersStart, endOthersWish } from "#lib/auth/end-other-sessions.ts";
import { knownAuth } from "#lib/auth/session.ts";
import { stepUpPath } from "#lib/auth/step-up.ts";

export const generateMetadata = titled("stepUp.endOthers.metaTitle");

export default async function EndOthersPage({ searchParams }: { searchParams: SearchParams }) {
  const returnTo = endOthersStart(await queryValue(searchParams, "returnTo"));
  const wish = endOthersWish(returnTo);
  const session = await knownAuth();
  if (session.state === "signed_out") redirect(`/signin?${new URLSearchParams({ returnTo: wish.returnTo })}`);
  const asks = await stepUpPath(session.session, wish);
  if (asks) redirect(asks);
  return <EndOthersPanel returnTo={returnTo} />;
}
