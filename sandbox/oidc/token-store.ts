import type { Adapter, AdapterPayload } from "oidc-provider";
import type { OidcIssued, OidcLedger } from "./ledger.ts";

type Entry = { payload: AdapterPayload; expiresAt: number };

const ledgerKinds: Record<string, OidcIssued["kind"]> = { AuthorizationCode: "code", AccessToken: "access_token", RefreshToken: "refresh_token" };

/**
 * Where oidc-provider keeps what it issues: in memory, one map per kind. Every code and token that is stored for the
 * first time goes into the ledger.
 */
export class TokenStore {
  private readonly kinds = new Map<string, Map<string, Entry>>();
  private readonly ledger: OidcLedger;

  constructor(ledger: OidcLedger) {
    this.ledger = ledger;
  }

  private entriesOf(kind: string): Map<string, Entry> {
    const entries = this.kinds.get(kind) ?? new Map<string, Entry>();
    this.kinds.set(kind, entries);
    return entries;
  }

  find(kind: string, id: string): AdapterPayload | undefined {
    const entry = this.entriesOf(kind).get(id);
    return entry && entry.expiresAt > Date.now() ? entry.payload : undefined;
  }

  private findWhere(kind: string, fits: (payload: AdapterPayload) => boolean): AdapterPayload | undefined {
    return [...this.entriesOf(kind).values()].map(({ payload }) => payload).find(fits);
  }

  /** @param seconds lifetime; without end when absent */
  put(kind: string, id: string, payload: AdapterPayload, seconds?: number): void {
    const entries = this.entriesOf(kind);
    const ledgerKind = ledgerKinds[kind];
    if (ledgerKind && !entries.has(id)) this.ledger.issued.push({ kind: ledgerKind, value: id, clientId: payload.clientId ?? "", userId: payload.accountId ?? "" });
    entries.set(id, { payload, expiresAt: seconds === undefined ? Infinity : Date.now() + seconds * 1_000 });
  }

  /** The interface that oidc-provider wants, for one kind. */
  adapter(kind: string): Adapter {
    return {
      upsert: async (id, payload, seconds) => this.put(kind, id, payload, seconds),
      find: async (id) => this.find(kind, id),
      findByUid: async (uid) => this.findWhere(kind, (payload) => payload.uid === uid),
      findByUserCode: async (userCode) => this.findWhere(kind, (payload) => payload.userCode === userCode),
      consume: async (id) => {
        const payload = this.find(kind, id);
        if (payload) payload.consumed = Math.floor(Date.now() / 1_000);
      },
      destroy: async (id) => void this.entriesOf(kind).delete(id),
      revokeByGrantId: async (grantId) => {
        for (const [id, { payload }] of this.entriesOf(kind)) if (payload.grantId === grantId) this.entriesOf(kind).delete(id);
      },
    };
  }
}
