import type { IncomingMessage } from "node:http";
import { isRouterState } from "./router-headers.ts";

/** What one request may cost. Units are in the names. */
export type ListenerLimits = {
  headerBytes: number;
  urlBytes: number;
  bodyBytes: number;
  /** From the first byte, or from the opening of the connection, to the end of the headers. */
  headerMilliseconds: number;
  /** From the end of the headers to the end of the body. */
  bodyMilliseconds: number;
  /** From the end of the headers to the start of the answer. */
  requestMilliseconds: number;
  /** From the end of the headers to the end of the answer: readers slower than this are cut. */
  responseMilliseconds: number;
  /** The same of a file that is sent to be kept (Content-Disposition: attachment): it is as large as it is. */
  downloadMilliseconds: number;
  keepAliveMilliseconds: number;
  /** How long a refused sender may go on, unread, so that it gets to see the refusal instead of a reset. */
  lingerMilliseconds: number;
  connections: number;
  /** In development the error overlay posts stack traces, as text and of any length, to addresses of Next's own. */
  developmentTools: boolean;
};

/** The limits of every environment; in development only waiting for the compiler is longer. */
export const listenerLimits: ListenerLimits = {
  headerBytes: 16_384,
  urlBytes: 8_192,
  bodyBytes: 65_536,
  headerMilliseconds: 10_000,
  bodyMilliseconds: 15_000,
  requestMilliseconds: 30_000,
  responseMilliseconds: 60_000,
  downloadMilliseconds: 600_000,
  keepAliveMilliseconds: 5_000,
  lingerMilliseconds: 1_000,
  connections: 2_048,
  developmentTools: false,
};

export const developmentLimits: ListenerLimits = {
  ...listenerLimits,
  bodyBytes: 4_194_304,
  requestMilliseconds: 120_000,
  responseMilliseconds: 180_000,
  developmentTools: true,
};

/** Why a request is refused before anything of ours sees it. */
export type Refusal = { status: number; headers?: Record<string, string> };

type CheckedLimits = Pick<ListenerLimits, "urlBytes" | "bodyBytes" | "developmentTools">;

const allowedMethods = ["GET", "HEAD", "POST"];
const formAndJson = ["application/x-www-form-urlencoded", "application/json"];
/** Addresses that take something else: browsers choose the type of their own reports, and our script sends no forms. */
const otherTypes: Readonly<Record<string, readonly string[]>> = {
  "/api/csp-report": ["application/csp-report", "application/reports+json"],
  "/api/passkey/options": ["application/json"],
};

/** The path of a request target, without query. */
export function pathOf(target: string): string {
  const end = target.search(/[?#]/);
  return end === -1 ? target : target.slice(0, end);
}

/** True when the headers announce a body. */
export function hasBody(request: IncomingMessage): boolean {
  const length = request.headers["content-length"];
  return request.headers["transfer-encoding"] !== undefined || (length !== undefined && Number(length) > 0);
}

/**
 * Addresses that Next keeps for itself. Its hashed build files are the only ones a browser of ours asks for; the rest
 * (image optimiser, data of the pages router, error pages that answer 500 to anybody, development tools) is closed.
 */
const keptByNext = /^\/_(?!next\/static\/)/;

/** The path as Next will read it, or null when it cannot be read. */
export function plainPath(target: string): string | null {
  try {
    // An origin in front, or two slashes would make the first segment a host.
    return decodeURIComponent(new URL(`http://site.invalid${pathOf(target)}`).pathname);
  } catch {
    return null;
  }
}

function checkTarget(target: string, { urlBytes, developmentTools }: CheckedLimits): Refusal | null {
  if (target.length > urlBytes) return { status: 414 };
  // Absolute form (`GET http://other/`) is for proxies, Next would take the host from it; a fragment is for browsers.
  if (!target.startsWith("/") || target.includes("#")) return { status: 400 };
  const path = plainPath(target);
  if (path === null || path.includes("\0")) return { status: 400 };
  return keptByNext.test(path) && !developmentTools ? { status: 404 } : null;
}

/**
 * True for a message whose end two readers could see in two places: an unknown transfer coding, chunks under a version
 * that has none, or a version that is not ours. A proxy in front that reads it differently would let the next request
 * of this connection be smuggled past it.
 * @see RFC 9112 sections 2.3, 6.1 and 11.2
 */
function hasAmbiguousFraming({ httpVersion, headers }: IncomingMessage): boolean {
  const coding = headers["transfer-encoding"];
  if (httpVersion !== "1.1" && httpVersion !== "1.0") return true;
  return coding !== undefined && (httpVersion === "1.0" || coding.toLowerCase() !== "chunked");
}

function checkBody(request: IncomingMessage, path: string, { bodyBytes, developmentTools }: CheckedLimits): Refusal | null {
  const encoding = request.headers["content-encoding"];
  // Nothing is unpacked here, so nothing can grow when it is.
  if (encoding !== undefined && encoding.toLowerCase() !== "identity") return { status: 415, headers: { "Accept-Encoding": "identity" } };
  if (!hasBody(request)) return null;
  if (request.method !== "POST") return { status: 400 };
  if (Number(request.headers["content-length"] ?? 0) > bodyBytes) return { status: 413 };
  if (developmentTools && path.startsWith("/__nextjs")) return null;
  const type = (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  return (otherTypes[path] ?? formAndJson).includes(type) ? null : { status: 415 };
}

function countHeader(request: IncomingMessage, name: string): number {
  return request.rawHeaders.filter((value, index) => index % 2 === 0 && value.toLowerCase() === name).length;
}

/**
 * Looks at request line and headers.
 * @returns the refusal to answer with, or null when the request may go on; the body is not read yet
 * @see RFC 9110 sections 9, 15.5; RFC 9112 sections 3.2 and 6.1
 */
export function checkRequest(request: IncomingMessage, limits: CheckedLimits): Refusal | null {
  const { method = "", url = "" } = request;
  if (hasAmbiguousFraming(request)) return { status: 400 };
  if (!allowedMethods.includes(method)) return { status: 405, headers: { Allow: allowedMethods.join(", ") } };
  const target = checkTarget(url, limits);
  if (target) return target;
  const hosts = countHeader(request, "host");
  if (hosts > 1 || (hosts === 0 && request.httpVersion === "1.1")) return { status: 400 };
  if (/\bwebsocket\b/i.test(request.headers.upgrade ?? "")) return { status: 400 };
  const routerState = request.headers["next-router-state-tree"];
  if (routerState !== undefined && !isRouterState(String(routerState))) return { status: 400 };
  return checkBody(request, pathOf(url), limits);
}
