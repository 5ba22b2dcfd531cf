import { AuthError } from "../errors.ts";
import { providerLimits } from "./limits.ts";

/** An answer that arrived whole, within time and size. Nothing about its meaning has been checked. */
export type ProviderAnswer = { status: number; contentType: string; body: string };

export type ProviderFetchOptions = {
  allowHttp: boolean;
  /** Ends every call of one sign-in together. */
  deadline?: AbortSignal;
  callMilliseconds?: number;
  maxBytes?: number;
};

export type ProviderFetch = (url: string, init: RequestInit) => Promise<ProviderAnswer>;

async function readBounded(response: Response, maxBytes: number): Promise<string> {
  if (!response.body) return "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    // Counted after decompression, so a small bomb is cut as early as a large file. Leaving the loop closes the stream.
    if (size > maxBytes) throw new AuthError("provider_answer_invalid", "the answer is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/**
 * The only door for calls to providers: 5 s a call (reading included), 64 KiB, no redirects, https only unless the
 * configuration allows http. Never repeats a call.
 * @throws AuthError `provider_unavailable` on a time-out or network failure, `provider_answer_invalid` on a redirect
 *   or an answer that is too large
 */
export function createProviderFetch(options: ProviderFetchOptions): ProviderFetch {
  const { allowHttp, deadline, callMilliseconds = providerLimits.callMilliseconds, maxBytes = providerLimits.maxBytes } = options;
  return async (url, init) => {
    const { protocol } = new URL(url);
    if (protocol !== "https:" && !(allowHttp && protocol === "http:")) throw new AuthError("client_rejected", "an endpoint of the provider is not https");
    const limits = [AbortSignal.timeout(callMilliseconds), ...(deadline ? [deadline] : [])];
    try {
      const response = await fetch(url, { ...init, redirect: "manual", cache: "no-store", signal: AbortSignal.any(limits) });
      if (response.status >= 300 && response.status < 400) {
        await response.body?.cancel();
        throw new AuthError("provider_answer_invalid", `the endpoint answered ${response.status}, redirects are not followed`);
      }
      return { status: response.status, contentType: response.headers.get("content-type") ?? "", body: await readBounded(response, maxBytes) };
    } catch (error) {
      if (error instanceof AuthError) throw error;
      const reason = error instanceof Error ? error.name : "unknown";
      throw new AuthError("provider_unavailable", `the call failed (${reason})`, { cause: error });
    }
  };
}
