import { redirect } from "next/navigation";
import { providerLabels } from "#app/provider-names.ts";
import { signedIn } from "#app/signed-in.ts";
import { titled } from "#app/titled.ts";
import { NotMe } from "#components/auth/not-me.tsx";
import { notMePage, notMeView, notMeWish } from "#lib/auth/not-me.ts";
import { stepUpPath } from "#lib/auth/step-up.ts";

export const generateMetadata = titled("sessions.notMe.title");

export default async function NotMePage() {
  const { session, user } = await signedIn(notMePage);
  const first = await stepUpPath(session, notMeWish);
  if (first) redirect(first);
  const closing = await notMeView(user.id);
  if (!closing) redirect("/signin");
  return <NotMe closing={closing} providerNames={providerLabels()} />;
}
