import type { Metadata } from "next";
import { PrivacyNotice } from "#components/account/privacy-notice.tsx";
import { providerLabel, switchedOnProviders } from "#lib/auth/switched-on.ts";
import { env } from "#lib/env.ts";
import { t } from "#lib/i18n/index.ts";

export const metadata: Metadata = { title: t("pages.privacy.metaTitle") };
// The layout waits for the request; this says it for the page too, which reads the operator's settings.
export const dynamic = "force-dynamic";

/** What we keep about people, and why. */
export default function PrivacyPage() {
  const { SITE_NAME, PRIVACY_CONTROLLER, SUPPORT_EMAIL, AUTH_AMAZON_SCOPE } = env();
  const otherProviders = switchedOnProviders().filter((name) => name !== "amazon").map(providerLabel);
  return <PrivacyNotice otherProviders={otherProviders} siteName={SITE_NAME} controller={PRIVACY_CONTROLLER} supportEmail={SUPPORT_EMAIL} profile={AUTH_AMAZON_SCOPE === "profile"} />;
}
