import { t } from "./index.ts";

/** What a browser is called, as far as it said. */
export function deviceInWords({ browser, system }: { browser: string | null; system: string | null }): string {
  if (browser !== null && system !== null) return t("sessions.device", { browser, system });
  return browser ?? system ?? t("sessions.unknown");
}

const ownMethods: Readonly<Record<string, string>> = {
  email_code: t("account.methodEmail"),
  email_link: t("account.methodLink"),
  passkey: t("account.methodPasskey"),
  password: t("account.methodPassword"),
};

/**
 * How somebody signed in, in a sentence.
 * @param providerNames what people call each provider
 */
export function methodInWords(method: string, providerNames: Readonly<Record<string, string>>): string {
  return providerNames[method] ?? ownMethods[method] ?? t("account.methodOther");
}
