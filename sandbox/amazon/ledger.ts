/** Why something that was handed out is no good any more, other than by its age. */
export type EndReason = "used" | "rotated" | "removed" | "account_closed";

/** A code or token that was handed out, and what became of it. */
export type IssuedEntry = {
  at: string;
  kind: "code" | "access_token" | "refresh_token";
  value: string;
  clientId: string;
  userId: string;
  scopes: string[];
  /** How often a client has sent it. Not counted: token requests whose client was refused (401), which spend nothing. */
  uses: number;
  /** When it stopped being good, and why. */
  endedAt?: string;
  endedBy?: EndReason;
  /** How often it was sent after that. */
  usesAfterEnd: number;
};

/** A call that came in at one of Amazon's own addresses. */
export type CallEntry = {
  at: string;
  method: string;
  path: string;
  /** Query and form fields; of a repeated one all values, joined by a line feed. */
  parameters: Record<string, string>;
  /** The headers that matter: authorization, x-amz-access-token, content-type, user-agent. */
  headers: Record<string, string>;
  /** The persona it was about, as far as it named one. */
  userId?: string;
  /** What was answered; absent while it is under way and when the connection was cut without an answer. */
  status?: number;
};

/** Which entries to tell of: from a time on (epoch milliseconds), and about one persona. */
export type LedgerFilter = { since?: number; userId?: string };

const mostEntries = 20_000;

export type Ledger = ReturnType<typeof createLedger>;

/**
 * What happened in the sandbox, oldest first: each list keeps its latest 20,000 entries. It holds secrets on purpose,
 * so that a test can search the shop's logs for them.
 *
 * @param now epoch milliseconds
 */
export function createLedger(now: () => number) {
  const issued: IssuedEntry[] = [];
  const calls: CallEntry[] = [];
  const byValue = new Map<string, IssuedEntry>();
  const count = (call: CallEntry, step: 1 | -1) => {
    for (const value of valuesOf(call)) {
      const entry = byValue.get(value);
      if (!entry) continue;
      entry.uses += step;
      if (entry.endedAt !== undefined) entry.usesAfterEnd = Math.max(0, entry.usesAfterEnd + step);
    }
  };
  return {
    issued,
    calls,
    recordIssued(fields: Pick<IssuedEntry, "kind" | "value" | "clientId" | "userId" | "scopes">): void {
      const entry = { at: isoTime(now), ...fields, uses: 0, usesAfterEnd: 0 };
      byValue.set(entry.value, entry);
      for (const gone of push(issued, entry)) byValue.delete(gone.value);
    },
    /** Notes that something is no good from now on; the first reason stays. */
    recordEnd(value: string, reason: EndReason): void {
      const entry = byValue.get(value);
      if (entry && entry.endedAt === undefined) Object.assign(entry, { endedAt: isoTime(now), endedBy: reason });
    },
    /** Counts what the call sends as used. @returns the entry, for `recordAnswer` */
    recordCall(entry: Omit<CallEntry, "at" | "status">): CallEntry {
      const call: CallEntry = { at: isoTime(now), ...entry };
      push(calls, call);
      count(call, 1);
      return call;
    },
    recordAnswer(call: CallEntry, status: number): void {
      call.status = status;
      if (status === 401 && isTokenCall(call)) count(call, -1);
    },
    /** The entries that a filter lets through. */
    read({ since = 0, userId }: LedgerFilter): { issued: IssuedEntry[]; calls: CallEntry[] } {
      const fits = (entry: { at: string; userId?: string }) =>
        Date.parse(entry.at) >= since && (userId === undefined || entry.userId === userId);
      return { issued: issued.filter(fits), calls: calls.filter(fits) };
    },
    /** Forgets everything; what is handed out stays good, and is counted no more. */
    clear(): void {
      issued.length = 0;
      calls.length = 0;
      byValue.clear();
    },
  };
}

function isTokenCall(call: CallEntry): boolean {
  return call.path.toLowerCase() === "/auth/o2/token";
}

// Codes and tokens in the places where Amazon takes them.
function valuesOf({ parameters, headers }: CallEntry): Set<string> {
  const bearer = /^bearer (.+)$/i.exec(headers.authorization ?? "")?.[1];
  const { code, refresh_token, access_token } = parameters;
  const values = [code, refresh_token, access_token, headers["x-amz-access-token"], bearer];
  return new Set(values.filter((value) => value !== undefined));
}

function isoTime(now: () => number): string {
  return new Date(now()).toISOString();
}

/** @returns the entries that had to leave */
function push<Entry>(list: Entry[], entry: Entry): Entry[] {
  list.push(entry);
  // Cut in large steps: shifting a long list for each call would slow a load test down.
  return list.length > mostEntries * 1.1 ? list.splice(0, list.length - mostEntries) : [];
}
