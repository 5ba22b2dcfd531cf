import { redirect } from "next/navigation";
import { titled } from "#app/titled.ts";
import { EndOthersPanel } from "#components/account/end-others.tsx";
import { endOthersWish } from "#lib/auth/end-other-sessions.ts";
import { knownAuth } from "#lib/auth/session.ts";
import { stepUpPath } from "#lib/auth/step-up.ts";

export const generateMetadata = titled("stepUp.endOthers.metaTitle");

export default async function EndOthersPage() {
  const session = await knownAuth();
  if (session.state === "signed_out") redirect(`/signin?${new URLSearchParams({ returnTo: endOthersWish.returnTo })}`);
  const asks = await stepUpPath(session.session, endOthersWish);
  if (asks) redirect(asks);
  return <EndOthersPanel />;
}
