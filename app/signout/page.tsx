import type { Metadata } from "next";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { SignedOut, SignOutPanel } from "#components/auth/sign-out-panel.tsx";
import { knownAuth } from "#lib/auth/session.ts";
import { safeReturnTo } from "#lib/http/return-to.ts";
import { t } from "#lib/i18n/index.ts";

export const metadata: Metadata = { title: t("auth.signOut.title") };

export default async function SignOutPage({ searchParams }: { searchParams: SearchParams }) {
  const session = await knownAuth();
  if (session.state === "signed_out") return <SignedOut />;
  const failed = (await queryValue(searchParams, "problem")) !== undefined;
  return <SignOutPanel name={session.user.name ?? session.user.email} returnTo={safeReturnTo(await queryValue(searchParams, "returnTo"))} failed={failed} />;
}
