import { Agent as HttpAgent, globalAgent, type IncomingMessage, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { AuthError } from "../errors.ts";
import { providerLimits } from "./limits.ts";
import { NotSentError } from "./not-sent.ts";

/** An answer that arrived whole, within time and size. Nothing about its meaning has been checked. */
export type ProviderAnswer = { status: number; contentType: string; body: string; /** The header of that name, as it came. */ retryAfter?: string };

export type ProviderFetchOptions = {
  allowHttp: boolean;
  /** Ends every call of one sign-in together: a time as `performance.now()` tells it. */
  endsAt?: number;
  callMilliseconds?: number;
  maxBytes?: number;
};

export type ProviderFetch = (url: string, init: RequestInit) => Promise<ProviderAnswer>;

// A map, because the name comes from outside: an object has members of its own.
const decoders = new Map<string, () => NodeJS.ReadWriteStream & Readable>([["gzip", createGunzip], ["x-gzip", createGunzip], ["deflate", createInflate], ["br", createBrotliDecompress]]);

// Connections are kept for the next call, but not until the server lets go of them: a call that is sent just then is lost,
// and nobody knows what became of it. The time ends only connections that nobody uses. A proxy from the environment is
// taken where Node's own agents take one.
const { proxyEnv } = (globalAgent as HttpAgent & { options: { proxyEnv?: NodeJS.ProcessEnv } }).options;
const kept = { keepAlive: true, scheduling: "lifo", timeout: providerLimits.idleMilliseconds, ...(proxyEnv === undefined ? {} : { proxyEnv }) } as const;
const agents = { http: new HttpAgent(kept), https: new HttpsAgent(kept) };

function plainHeaders(headers: RequestInit["headers"]): Record<string, string> {
  return headers instanceof Headers || Array.isArray(headers) ? Object.fromEntries(headers) : { ...headers };
}

/** What arrives, unpacked; nobody is asked to pack it, but some do. */
function unpacked(response: IncomingMessage, onError: (error: Error) => void): Readable {
  const decoder = decoders.get((response.headers["content-encoding"] ?? "").trim().toLowerCase());
  return decoder ? response.pipe(decoder().on("error", onError)) : response;
}

/** Reads the body of an answer whole. */
function readBounded(response: IncomingMessage, maxBytes: number, done: (body: string) => void, fail: (error: Error) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  response.on("error", fail);
  const stream = unpacked(response, fail);
  stream.on("data", (chunk: Buffer) => {
    size += chunk.byteLength;
    if (size <= maxBytes) return void chunks.push(chunk);
    // Counted after decompression, so a small bomb is cut as early as a large file.
    stream.destroy();
    fail(new AuthError("provider_answer_invalid", "the answer is too large"));
  });
  stream.on("end", () => done(Buffer.concat(chunks).toString("utf8")));
}

type Call = { url: URL; init: RequestInit; milliseconds: number; maxBytes: number };

class TimeOutError extends Error {
  override readonly name = "TimeoutError";
}

/** One call, which holds its connection until it has ended in any way, and ends it unless all was well. */
function ask({ url, init, milliseconds, maxBytes }: Call): Promise<ProviderAnswer> {
  return new Promise((resolve, reject) => {
    const body = typeof init.body === "string" ? init.body : undefined;
    const headers = { "user-agent": "node", ...plainHeaders(init.headers), ...(body === undefined ? {} : { "content-length": Buffer.byteLength(body) }) };
    const how = { method: init.method ?? "GET", headers };
    const request = url.protocol === "https:" ? httpsRequest(url, { ...how, agent: agents.https }) : httpRequest(url, { ...how, agent: agents.http });
    const fail = (error: Error) => {
      clearTimeout(timer);
      reject(error);
      request.destroy();
    };
    const timer = setTimeout(() => fail(new TimeOutError()), milliseconds);
    request.on("error", fail);
    const take = (response: IncomingMessage) => {
      const { statusCode: status = 0 } = response;
      if (status >= 300 && status < 400) return fail(new AuthError("provider_answer_invalid", `the endpoint answered ${status}, redirects are not followed`));
      const done = (text: string) => {
        clearTimeout(timer);
        const retryAfter = response.headers["retry-after"];
        resolve({ status, contentType: response.headers["content-type"] ?? "", body: text, ...(retryAfter === undefined ? {} : { retryAfter }) });
        // What comes behind the end of a packed body nobody reads, and the connection would wait for it for ever.
        if (!response.readableEnded) request.destroy();
      };
      return readBounded(response, maxBytes, done, fail);
    };
    request.on("response", (response) => {
      try {
        take(response);
      } catch (error) {
        // Nobody else would catch it, and the process would end.
        fail(error as Error);
      }
    });
    request.end(body);
  });
}

/**
 * The only door for calls to providers: 5 s a call (reading included), 64 KiB, no redirects, https only unless the
 * configuration allows http. Never repeats a call. Over `node:http`, which costs half of what `fetch` does.
 * @throws AuthError `provider_unavailable` on a time-out or network failure, `provider_answer_invalid` on a redirect
 *   or an answer that is too large
 */
export function createProviderFetch(options: ProviderFetchOptions): ProviderFetch {
  const { allowHttp, endsAt = Number.POSITIVE_INFINITY, callMilliseconds = providerLimits.callMilliseconds, maxBytes = providerLimits.maxBytes } = options;
  return async (address, init) => {
    const url = new URL(address);
    if (url.protocol !== "https:" && !(allowHttp && url.protocol === "http:")) throw new AuthError("client_rejected", "an endpoint of the provider is not https");
    try {
      const milliseconds = Math.min(callMilliseconds, endsAt - performance.now());
      if (milliseconds <= 0) throw new NotSentError("the call was not sent: its time is over", { cause: new TimeOutError() });
      return await ask({ url, init, milliseconds, maxBytes });
    } catch (error) {
      if (error instanceof AuthError) throw error;
      const { code, name = "unknown" } = error as { code?: unknown; name?: string };
      throw new AuthError("provider_unavailable", `the call failed (${typeof code === "string" ? code : name})`, { cause: error });
    }
  };
}
