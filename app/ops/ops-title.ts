import type { Metadata } from "next";
import { requireOperator } from "#lib/auth/operator.ts";
import { type MessageKey, t } from "#lib/i18n/index.ts";

/** The title of an operator's page; to everybody else it has the one of the page that is not there. */
export async function opsTitle(key: MessageKey): Promise<Metadata> {
  return { title: (await requireOperator()) ? t(key) : t("pages.notFound.metaTitle") };
}
