import type { Sandbox } from "./sandbox.ts";

/**
 * Takes back what a persona let a client have: the consent, unused codes, refresh tokens, and access tokens where the
 * settings say so.
 *
 * @returns whether there was a consent
 */
export function removeApp(sandbox: Sandbox, userId: string, clientId: string): boolean {
  const removed = sandbox.store.consents.remove(userId, clientId);
  const accessTokens = sandbox.settings.all().accessTokensAfterRemoval === "die";
  sandbox.store.revoke({ userId, clientId, accessTokens, reason: "removed" });
  return removed;
}

/** Closes a persona's account: nothing that was handed out for it is good any more. @returns whether there was one */
export function closeAccount(sandbox: Sandbox, userId: string): boolean {
  for (const { clientId } of sandbox.store.consents.of(userId)) sandbox.store.consents.remove(userId, clientId);
  sandbox.store.revoke({ userId, accessTokens: true, reason: "account_closed" });
  sandbox.store.sessions.endAllOf(userId);
  return sandbox.personas.remove(userId);
}
