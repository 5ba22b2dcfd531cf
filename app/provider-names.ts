import { t } from "#lib/i18n/index.ts";
import type { ProviderName } from "#lib/sessions/methods.ts";

/** What people call the providers. */
export const providerLabels: Readonly<Record<ProviderName, string>> = {
  amazon: t("methods.linked.amazon"),
  google: t("methods.linked.google"),
  apple: t("methods.linked.apple"),
  facebook: t("methods.linked.facebook"),
  oidc: t("methods.linked.oidc"),
};
