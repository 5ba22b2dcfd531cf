import "./globals.css";
import type { Metadata, Viewport } from "next";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { headerFacts } from "#app/header-facts.ts";
import { ChangedNotice } from "#components/privacy/changed-notice.tsx";
import { SiteFooter } from "#components/ui/site-footer.tsx";
import { SiteHeader } from "#components/ui/site-header.tsx";
import { env } from "#lib/env.ts";
import { t } from "#lib/i18n/index.ts";
import { currentLocale } from "#lib/i18n/locale.ts";

export const viewport: Viewport = {
  colorScheme: "light dark",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f6f5f1" },
    { media: "(prefers-color-scheme: dark)", color: "#17171b" },
  ],
};

/** Title and description of the site; a page's own title goes before the shop's name. */
export async function generateMetadata(): Promise<Metadata> {
  await connection();
  const { SITE_NAME } = env();
  return {
    title: { default: SITE_NAME, template: `%s · ${SITE_NAME}` },
    description: t("common.siteDescription"),
    formatDetection: { telephone: false, address: false, email: false },
  };
}

/** The frame around every page. It waits for the request, so that each page gets its own script nonce. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  await connection();
  const { SITE_NAME, SUPPORT_EMAIL } = env();
  const { session, bagCount } = await headerFacts();
  return (
    <html lang={currentLocale()}>
      <head>
        {/*
          Shown once all of it is there: what comes piece by piece over a slow line would move what is shown already. The
          last element is waited for, not the footer: Chromium goes on when that one has begun, and shows it empty.
        */}
        <link rel="expect" href="#end" blocking="render" />
      </head>
      <body className="flex min-h-dvh flex-col">
        <a
          href="#content"
          className="absolute top-2 left-2 z-10 -translate-y-24 rounded-control bg-ink px-4 py-3 font-medium text-paper focus:translate-y-0"
        >
          {t("common.skipToContent")}
        </a>
        <SiteHeader siteName={SITE_NAME} session={session} bagCount={bagCount} />
        {session.state === "signed_in" && session.noticeChangedAt && <ChangedNotice since={session.noticeChangedAt} />}
        <main id="content" tabIndex={-1} className="flex-1 focus:outline-none">
          {children}
        </main>
        <SiteFooter siteName={SITE_NAME} supportEmail={SUPPORT_EMAIL} />
        <div id="end" hidden />
      </body>
    </html>
  );
}
