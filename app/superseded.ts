import { t } from "#lib/i18n/index.ts";

/** What a page with a code says when this browser asked for a newer one in another window; undefined when it did not. */
export function supersededText({ superseded }: { superseded: boolean }): string | undefined {
  return superseded ? t("outcomes.email_code_superseded.happened") : undefined;
}
