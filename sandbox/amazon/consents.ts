/** What a user let a client have, and what they left out, scope by scope. */
export type Consent = { clientId: string; granted: Set<string>; declined: Set<string>; grantedAt: number };

/** One answer on a consent page. */
export type ConsentDecision = { clientId: string; userId: string; granted: string[]; declined: string[] };

const mostConsents = 20_000;

export type ConsentList = ReturnType<typeof createConsentList>;

/**
 * The consents of one sandbox, remembered per user, client and scope until they are removed. The oldest leave first
 * when there are 20,000.
 *
 * @param now epoch milliseconds
 */
export function createConsentList(now: () => number) {
  const consents = new Map<string, Consent & { userId: string }>();
  const keyOf = (userId: string, clientId: string) => JSON.stringify([userId, clientId]);
  return {
    /**
     * What was decided before about these scopes.
     *
     * @param voluntary those of them that may be declined; a declined one that has become essential is asked for again
     * @returns the granted ones, or undefined when something has to be asked
     */
    remembered(userId: string, clientId: string, scopes: string[], voluntary: string[]): string[] | undefined {
      const consent = consents.get(keyOf(userId, clientId));
      const isDecided = (scope: string) =>
        isNeverAsked(scope) || consent?.granted.has(scope) || (consent?.declined.has(scope) && voluntary.includes(scope));
      if (!scopes.every(isDecided)) return undefined;
      return scopes.filter((scope) => isNeverAsked(scope) || consent?.granted.has(scope));
    },
    add({ userId, clientId, granted, declined }: ConsentDecision): void {
      const key = keyOf(userId, clientId);
      const consent = consents.get(key) ?? { userId, clientId, granted: new Set(), declined: new Set(), grantedAt: now() };
      for (const scope of granted) consent.declined.delete(scope);
      for (const scope of declined) consent.granted.delete(scope);
      consents.set(key, {
        ...consent,
        granted: consent.granted.union(new Set(granted)),
        declined: consent.declined.union(new Set(declined)),
      });
      const oldest = consents.size > mostConsents ? consents.keys().next() : undefined;
      if (oldest?.done === false) consents.delete(oldest.value);
    },
    all: () => [...consents.values()],
    of: (userId: string) => [...consents.values()].filter((consent) => consent.userId === userId),
    /** @returns whether there was one */
    remove: (userId: string, clientId: string) => consents.delete(keyOf(userId, clientId)),
    clear: () => consents.clear(),
  };
}

/** Amazon shows no consent page for the bare id, ever. */
export function isNeverAsked(scope: string): boolean {
  return scope === "profile:user_id";
}
