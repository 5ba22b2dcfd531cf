import { providerLabel } from "#lib/auth/switched-on.ts";
import { type ProviderName, providerNames } from "#lib/sessions/methods.ts";

/** What people call the providers here. */
export function providerLabels(): Record<ProviderName, string> {
  return Object.fromEntries(providerNames.map((name) => [name, providerLabel(name)])) as Record<ProviderName, string>;
}
