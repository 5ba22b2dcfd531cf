import type { IncomingMessage } from "node:http";

/** A request as the handlers see it: read to its end, parsed no further than needed. */
export type Call = {
  method: string;
  /** Decoded by nothing, without the query. */
  path: string;
  query: URLSearchParams;
  header: (name: string) => string | undefined;
  body: string;
};

/** What a handler answers. */
export type Answer = { status: number; headers: Record<string, string>; body: string };

const mostBodyBytes = 64 * 1024;
const mostDiscardedBytes = 1024 * 1024;

/**
 * Reads a request.
 *
 * @returns undefined when the body is over 64 KiB; over 1 MiB the connection is cut as well
 */
export async function readCall(request: IncomingMessage): Promise<Call | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Read on a while: a client that is still sending would not see the refusal.
    if (size > mostDiscardedBytes) return undefined;
    if (size <= mostBodyBytes) chunks.push(chunk);
  }
  if (size > mostBodyBytes) return undefined;
  const [path = "/", query = ""] = splitOnce(request.url ?? "/", "?");
  return {
    method: request.method ?? "GET",
    path,
    query: new URLSearchParams(query),
    header: (name) => request.headers[name]?.toString(),
    body: Buffer.concat(chunks).toString("utf8"),
  };
}

/** A JSON answer that no cache keeps, with the header's spelling as Amazon sends it. */
export function jsonAnswer(status: number, value: unknown): Answer {
  return {
    status,
    headers: {
      "content-type": "application/json;charset=UTF-8",
      "cache-control": "no-store",
      pragma: "no-cache",
      "x-content-type-options": "nosniff",
      "x-amzn-requestid": crypto.randomUUID(),
    },
    body: JSON.stringify(value),
  };
}

/** The answer to a body that `readCall` gave up on; what is left of it must not be taken for the next request. */
export function bodyTooLargeAnswer(): Answer {
  const answer = jsonAnswer(413, { error: "the body is over 64 KiB" });
  return { ...answer, headers: { ...answer.headers, connection: "close" } };
}

/** A redirect. 302 is what Amazon uses towards the client; 303 is for our own form posts. */
export function redirectAnswer(status: 302 | 303, location: string, headers: Record<string, string> = {}): Answer {
  return { status, headers: { location, "cache-control": "no-store", ...headers }, body: "" };
}

/** Whether a Host header names this machine; any other may be a page pointing its own name here (DNS rebinding). */
export function isLoopbackHost(host: string | undefined): boolean {
  const name = (host ?? "").replace(/:\d+$/, "").toLowerCase();
  return name === "localhost" || name.endsWith(".localhost") || name === "[::1]" || /^127(\.\d{1,3}){3}$/.test(name);
}

/** Whether the body is of this media type, whatever its parameters. */
export function hasContentType(call: Call, mediaType: string): boolean {
  return call.header("content-type")?.split(";")[0]?.trim().toLowerCase() === mediaType;
}

/** Splits at the first separator only. */
export function splitOnce(text: string, separator: string): [string, string?] {
  const index = text.indexOf(separator);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + separator.length)];
}

/** Whether any parameter comes more than once, which OAuth forbids (RFC 6749 section 3.1). */
export function hasRepeatedParameter(parameters: URLSearchParams): boolean {
  return new Set(parameters.keys()).size !== parameters.size;
}
