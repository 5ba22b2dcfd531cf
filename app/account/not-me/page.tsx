import { redirect } from "next/navigation";
import { signedIn } from "#app/signed-in.ts";
import { titled } from "#app/titled.ts";
import { NotMe } from "#components/auth/not-me.tsx";
import { notMePage, notMeWish } from "#lib/auth/not-me.ts";
import { stepUpPath } from "#lib/auth/step-up.ts";

export const generateMetadata = titled("sessions.notMe.title");

export default async function NotMePage() {
  const { session } = await signedIn(notMePage);
  const first = await stepUpPath(session, notMeWish);
  if (first) redirect(first);
  return <NotMe />;
}
