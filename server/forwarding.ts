import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { internalRenderHeader } from "#lib/http/internal-render.ts";
import { formValuesHeader } from "#lib/http/form-values.ts";

/**
 * Request headers that mean something to Next, to proxies or to us, and that a client may therefore not send.
 * `content-security-policy` is where Next looks for the nonce; method overrides would turn a POST into something else;
 * `next-action` would call a server action, of which there are none.
 */
const namesFromInside = new Set([
  "forwarded",
  "x-real-ip",
  "true-client-ip",
  "x-client-ip",
  "x-client-address",
  "x-request-id",
  "x-nonce",
  "content-security-policy",
  "content-security-policy-report-only",
  "x-http-method",
  "x-http-method-override",
  "x-method-override",
  "x-original-url",
  "x-rewrite-url",
  "x-matched-path",
  "x-now-route-matches",
  "next-action",
  "next-resume",
  "upgrade",
  internalRenderHeader,
  formValuesHeader,
]);
const prefixesFromInside = ["x-forwarded-", "x-middleware-", "x-nextjs-", "x-next-", "x-invoke-", "x-prerender-", "x-vercel-", "x-action"];

/** Next's hot reload matches a refetch to the page it belongs to by these. */
const namesOfDevelopmentTools = new Set(["x-nextjs-request-id", "x-nextjs-html-request-id"]);

/**
 * Removes what a client may not say.
 * @param developmentTools true keeps what Next's client needs in development
 */
export function dropInsideHeaders(headers: IncomingHttpHeaders, developmentTools: boolean = false): void {
  for (const name of Object.keys(headers)) {
    if (developmentTools && namesOfDevelopmentTools.has(name)) continue;
    if (namesFromInside.has(name) || prefixesFromInside.some((prefix) => name.startsWith(prefix))) delete headers[name];
  }
}

function plainAddress(text: string): string | undefined {
  const trimmed = text.trim().replace(/^\[([^\]]+)\](:\d+)?$/, "$1").replace(/^(\d+(?:\.\d+){3}):\d+$/, "$1");
  const unmapped = trimmed.replace(/^::ffff:(?=\d+\.)/i, "");
  return isIP(unmapped) === 0 ? undefined : unmapped;
}

/**
 * The address of the client, as far as it can be believed.
 * @param forwardedFor the `X-Forwarded-For` header; each trusted hop appended the address that it saw
 * @param socketAddress the peer of the connection, which counts when nobody is trusted or the header is too short
 * @param trustedProxyCount how many hops in front are ours: the entry that many places from the right is taken
 */
export function clientAddress(forwardedFor: string | undefined, socketAddress: string | undefined, trustedProxyCount: number): string {
  const peer = plainAddress(socketAddress ?? "") ?? "unknown";
  if (trustedProxyCount === 0 || forwardedFor === undefined) return peer;
  return plainAddress(forwardedFor.split(",").at(-trustedProxyCount) ?? "") ?? peer;
}

/** What the rest of the application is told about where a request came from. */
export type Origin = { requestId: string; clientAddress: string };

/**
 * Sets the headers that the application reads. Host and protocol are always those of the canonical address, whatever
 * the client or a proxy said, so that nothing behind the listener can be misled by them (OA-10).
 */
export function setInsideHeaders(request: IncomingMessage, origin: Origin, canonical: URL): void {
  const port = canonical.port || (canonical.protocol === "https:" ? "443" : "80");
  Object.assign(request.headers, {
    host: canonical.host,
    "x-forwarded-for": origin.clientAddress,
    "x-forwarded-host": canonical.host,
    "x-forwarded-port": port,
    "x-forwarded-proto": canonical.protocol.slice(0, -1),
    "x-client-address": origin.clientAddress,
    "x-request-id": origin.requestId,
  });
}

const loopbackNames = new Set(["127.0.0.1", "[::1]"]);

/**
 * Where to send somebody who opened the site under another name of this machine. Cookies and the return from Amazon
 * are bound to `localhost`, so `127.0.0.1` on the same port would lose both. No other Host ever causes a redirect.
 * @returns the address on the canonical origin, or null
 */
export function canonicalRedirect(request: IncomingMessage, host: string | undefined, canonical: URL): string | null {
  if (canonical.hostname !== "localhost" || (request.method !== "GET" && request.method !== "HEAD")) return null;
  const [, name = "", port = ""] = /^(.*?)(?::(\d+))?$/.exec(host ?? "") ?? [];
  const target = request.url ?? "/";
  if (!loopbackNames.has(name) || port !== canonical.port || target.startsWith("/api/health/")) return null;
  return canonical.origin + target;
}
