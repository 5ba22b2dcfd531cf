import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { RemovePassword } from "#components/account/password-settings.tsx";
import { removePasswordPage, removePasswordWish } from "#lib/auth/own-password.ts";
import { knownAuth } from "#lib/auth/session.ts";
import { stepUpPath } from "#lib/auth/step-up.ts";
import { t } from "#lib/i18n/index.ts";

export const metadata: Metadata = { title: t("password.remove.metaTitle") };

export default async function RemovePasswordPage() {
  const session = await knownAuth();
  if (session.state === "signed_out") redirect(`/signin?${new URLSearchParams({ returnTo: removePasswordPage })}`);
  const proveFirst = await stepUpPath(session.session, removePasswordWish);
  if (proveFirst !== null) redirect(proveFirst);
  return <RemovePassword />;
}
