import type { StayingProvider } from "#components/auth/sign-out-panel.tsx";
import { providerLabel } from "#lib/auth/switched-on.ts";
import { isProviderName } from "#lib/sessions/methods.ts";

/** The provider where a person stays signed in after leaving here; nothing when none was used. */
export function stayingProvider(method: string | undefined): { provider?: StayingProvider } {
  return isProviderName(method) ? { provider: { name: method, label: providerLabel(method) } } : {};
}
