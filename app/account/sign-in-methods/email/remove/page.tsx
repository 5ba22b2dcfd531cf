import { redirect } from "next/navigation";
import { titled } from "#app/titled.ts";
import { RemoveAddress } from "#components/account/email-address.tsx";
import { signInMethodsOf, waysIn } from "#lib/accounts/sign-in-methods.ts";
import { removeAddressWish } from "#lib/auth/remove-address.ts";
import { knownAuth } from "#lib/auth/session.ts";
import { stepUpPath } from "#lib/auth/step-up.ts";
import { database } from "#lib/db/client.ts";

export const generateMetadata = titled("emailAddress.removeTitle");

export default async function RemoveAddressPage() {
  const session = await knownAuth();
  const methods = session.state === "signed_in" ? await signInMethodsOf(database().db, session.user.id) : null;
  if (session.state === "signed_out" || !methods) redirect(`/signin?${new URLSearchParams({ returnTo: removeAddressWish.returnTo })}`);
  const asks = await stepUpPath(session.session, removeAddressWish);
  if (asks) redirect(asks);
  return <RemoveAddress email={methods.email?.proved ? methods.email.address : null} last={waysIn(methods) < 2} />;
}
