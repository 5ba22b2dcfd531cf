import { amazonHealth } from "../amazon-health/process.ts";
import { AuthError } from "../errors.ts";
import type { ProviderName } from "../sessions/methods.ts";

/** Whether nobody is sent to a provider now, because it would fail. Known of Amazon alone; from memory. */
export function isAway(provider: ProviderName): boolean {
  return provider === "amazon" && amazonHealth().state === "down";
}

/** @throws AuthError `provider_unavailable` while nobody is sent there */
export function refuseWhileAway(provider: ProviderName): void {
  if (isAway(provider)) throw new AuthError("provider_unavailable", "Amazon is known to be down, so nobody is sent there");
}
