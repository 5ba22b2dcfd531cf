/** A code or token that was handed out. */
export type IssuedEntry = {
  at: string;
  kind: "code" | "access_token" | "refresh_token";
  value: string;
  clientId: string;
  userId: string;
  scopes: string[];
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
  /** What was answered; absent while it is under way and when the connection was cut by a fault. */
  status?: number;
};

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
  return {
    issued,
    calls,
    recordIssued(entry: Omit<IssuedEntry, "at">): void {
      push(issued, { at: isoTime(now), ...entry });
    },
    /** @returns the entry, whose `status` the caller fills in once it has answered */
    recordCall(entry: Omit<CallEntry, "at" | "status">): CallEntry {
      const call: CallEntry = { at: isoTime(now), ...entry };
      push(calls, call);
      return call;
    },
  };
}

function isoTime(now: () => number): string {
  return new Date(now()).toISOString();
}

function push<Entry>(list: Entry[], entry: Entry): void {
  list.push(entry);
  // Cut in large steps: shifting a long list for each call would slow a load test down.
  if (list.length > mostEntries * 1.1) list.splice(0, list.length - mostEntries);
}
