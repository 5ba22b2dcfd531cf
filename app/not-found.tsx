import type { Metadata } from "next";
import { NotFoundPanel } from "#components/ui/not-found-panel.tsx";
import { t } from "#lib/i18n/index.ts";

export const metadata: Metadata = { title: t("pages.notFound.metaTitle") };

/** The 404 page. */
export default function NotFound() {
  return <NotFoundPanel />;
}
