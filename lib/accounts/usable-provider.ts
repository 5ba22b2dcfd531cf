import { env } from "../env.ts";
import { t } from "../i18n/index.ts";
import { isProviderName, type ProviderName } from "../sessions/methods.ts";

/** Whether the operator has configured a provider. Amazon always is. */
export function isSwitchedOn(name: ProviderName): boolean {
  if (name === "amazon") return true;
  const { AUTH_GOOGLE_ID, AUTH_APPLE_ID, AUTH_FACEBOOK_ID, AUTH_OIDC_ISSUER } = env();
  const configured = { google: AUTH_GOOGLE_ID, apple: AUTH_APPLE_ID, facebook: AUTH_FACEBOOK_ID, oidc: AUTH_OIDC_ISSUER };
  return Boolean(configured[name]);
}

/** Whether an account with a provider signs anybody in here: it does not while the provider is switched off. */
export function signsIn(provider: string): boolean {
  return isProviderName(provider) && isSwitchedOn(provider);
}

/** What people call a provider. */
export function labelOf(name: ProviderName): string {
  return (name === "oidc" ? env().AUTH_OIDC_NAME : undefined) ?? t(`auth.providers.${name}`);
}
