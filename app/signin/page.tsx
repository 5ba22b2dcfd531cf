import type { Metadata } from "next";
import { headers } from "next/headers";
import { type SearchParams, queryValue } from "#app/search-params.ts";
import { AlreadySignedIn } from "#components/auth/already-signed-in.tsx";
import { SignInPanel } from "#components/auth/sign-in-panel.tsx";
import { auth } from "#lib/auth/session.ts";
import { installedArtwork } from "#lib/brand/artwork.ts";
import { env } from "#lib/env.ts";
import { formValues } from "#lib/http/form-values.ts";
import { safeReturnTo } from "#lib/http/return-to.ts";
import { t } from "#lib/i18n/index.ts";

export const metadata: Metadata = { title: t("auth.signIn.metaTitle") };

export default async function SignInPage({ searchParams }: { searchParams: SearchParams }) {
  const returnTo = safeReturnTo(await queryValue(searchParams, "returnTo"));
  const session = await auth();
  if (session.state === "signed_in") return <AlreadySignedIn name={session.user.name ?? session.user.email} returnTo={returnTo} />;
  const cancelled = (await queryValue(searchParams, "notice")) === "consent_denied";
  const refused = (await queryValue(searchParams, "problem")) === "email_address_invalid";
  const { SITE_NAME, AUTH_AMAZON_SCOPE } = env();
  return (
    <SignInPanel
      siteName={SITE_NAME}
      returnTo={returnTo}
      amazon="available"
      artwork={installedArtwork()}
      notice={cancelled ? { kind: "info", title: t("outcomes.consent_denied.title"), text: t("outcomes.consent_denied.next") } : undefined}
      emailError={refused ? t("outcomes.email_address_invalid.next") : undefined}
      email={refused ? formValues(await headers()).email : undefined}
      sharedWithUs={AUTH_AMAZON_SCOPE === "profile" ? [t("auth.shared.name"), t("auth.shared.email")] : [t("auth.shared.id")]}
    />
  );
}
