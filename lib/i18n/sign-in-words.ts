import { type MessageKey, t } from "./index.ts";

/** What a browser is called, as far as it said. */
export function deviceInWords({ browser, system }: { browser: string | null; system: string | null }): string {
  if (browser !== null && system !== null) return t("sessions.device", { browser, system });
  return browser ?? system ?? t("sessions.unknown");
}

const ownMethods: Readonly<Record<string, MessageKey>> = {
  email_code: "account.methodEmail",
  email_link: "account.methodLink",
  passkey: "account.methodPasskey",
  password: "account.methodPassword",
};

/**
 * How somebody signed in, in a sentence.
 * @param providerNames what people call each provider
 */
export function methodInWords(method: string, providerNames: Readonly<Record<string, string>>): string {
  return providerNames[method] ?? t(ownMethods[method] ?? "account.methodOther");
}
