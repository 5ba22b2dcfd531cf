import { redirect } from "next/navigation";
import { titled } from "#app/titled.ts";
import { RemovePassword } from "#components/account/password-settings.tsx";
import { signInMethodsOf } from "#lib/accounts/sign-in-methods.ts";
import { removePasswordPage, removePasswordWish } from "#lib/auth/own-password.ts";
import { knownAuth } from "#lib/auth/session.ts";
import { stepUpPath } from "#lib/auth/step-up.ts";
import { database } from "#lib/db/client.ts";

export const generateMetadata = titled("password.remove.metaTitle");

export default async function RemovePasswordPage() {
  const session = await knownAuth();
  if (session.state === "signed_out") redirect(`/signin?${new URLSearchParams({ returnTo: removePasswordPage })}`);
  const methods = await signInMethodsOf(database().db, session.user.id);
  if (!methods?.password) redirect("/account/sign-in-methods");
  const proveFirst = await stepUpPath(session.session, removePasswordWish);
  if (proveFirst !== null) redirect(proveFirst);
  return <RemovePassword />;
}
