const askLimits = { milliseconds: 5_000, maxBytes: 64 * 1024 } as const;

/** An answer, whatever it is. Redirects are answers, too. */
export type Asked = {
  status: number;
  headers: Headers;
  body: string;
  /** When it was sent, by the answerer's `Date` less this machine's clock; undefined where it said none. */
  clockAheadMilliseconds: number | undefined;
};
export type Unanswered = { silent: string };

/** The code of what went wrong on the way, such as ECONNREFUSED; never a message, which may name an address. */
function reasonOf(error: unknown): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const code = (at as NodeJS.ErrnoException).code;
    if (typeof code === "string") return code;
    if (at.name === "TimeoutError") return "ETIMEDOUT";
    // A connection refused on two address families.
    if (at instanceof AggregateError && at.errors[0] !== undefined && at.errors[0] !== at) return reasonOf(at.errors[0]);
  }
  return "no answer";
}

/** Whether the reason says that whoever answered did not speak TLS: its first bytes were taken for a record, and are none. */
export function speaksPlain(reason: string): boolean {
  return /^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG)$/.test(reason);
}

async function boundedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk as Uint8Array);
    size += (chunk as Uint8Array).byteLength;
    // Leaving the loop closes the stream: what says nothing in 64 KiB says nothing.
    if (size > askLimits.maxBytes) break;
  }
  return Buffer.concat(chunks).toString("utf8");
}

/**
 * One request without cookies, of five seconds at most. Never follows a redirect, never throws, never repeats.
 * @param init what `fetch` takes
 */
export async function ask(url: string, init: RequestInit = {}): Promise<Asked | Unanswered> {
  const sent = Date.now();
  try {
    const response = await fetch(url, { ...init, redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(askLimits.milliseconds) });
    const arrived = Date.now();
    const date = Date.parse(response.headers.get("date") ?? "");
    // Dates have whole seconds: in the middle of theirs, against the middle of the journey.
    const clockAheadMilliseconds = Number.isNaN(date) ? undefined : date + 500 - (sent + arrived) / 2;
    return { status: response.status, headers: response.headers, body: await boundedText(response), clockAheadMilliseconds };
  } catch (error) {
    return { silent: reasonOf(error) };
  }
}
