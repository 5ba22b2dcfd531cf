import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { probeAnswer } from "#lib/doctor/probe.ts";
import { readBody, replayRequest } from "./body.ts";
import { type Exchange, type Handle, logAnswer, openExchange, runExchange } from "./exchange.ts";
import { canonicalRedirect, clientAddress, dropInsideHeaders, setInsideHeaders } from "./forwarding.ts";
import { checkRequest, hasBody, type ListenerLimits, plainPath, type Refusal } from "./limits.ts";
import { answerBrokenRequest, refuseOnSocket } from "./raw-answer.ts";
import { refusalAnswer } from "./refusal.ts";
import { dropRouterWish, dropUnknownPrefetch } from "./router-headers.ts";
import type { Answer } from "./static-page.ts";

export type UpgradeHandle = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

export type ListenerOptions = {
  /** Answers what passes: Next's request handler. */
  handle: Handle;
  limits: ListenerLimits;
  trustedProxyCount: number;
  /** Origin of AUTH_URL. */
  canonicalOrigin: string;
  /** AUTH_SECRET: who knows one of them may ask what arrives here of a request (lib/doctor/probe.ts). */
  doctorSecrets?: readonly string[];
  /** Only in development: Next's hot reload. Without it every upgrade is refused. */
  onUpgrade?: UpgradeHandle;
};

export type Listener = {
  /** Not listening yet. */
  server: Server;
  /** Closes connections on which no request is being answered, those included that have not sent one yet. */
  closeQuietConnections: () => void;
};

type State = {
  options: ListenerOptions;
  canonical: URL;
  answering: Map<Duplex, Exchange>;
  /** Connections that end with the answer they wait for. */
  ending: WeakSet<Duplex>;
};

const idBytes = 16;
let pool = Buffer.alloc(0);
let used = 0;

/** 128 random bits; never the client's own. Drawn from a pool: a system call per request would cost more than all checks. */
function newRequestId(): string {
  if (used === pool.length) [pool, used] = [randomBytes(256 * idBytes), 0];
  used += idBytes;
  return pool.toString("base64url", used - idBytes, used);
}

/** Calls `end` when the sender has stopped or time is up; what arrives until then is read and thrown away. */
function whenSenderStops(request: IncomingMessage, milliseconds: number, end: () => void): void {
  const done = () => {
    clearTimeout(timer);
    request.off("end", done).off("close", done);
    end();
  };
  const timer = setTimeout(done, milliseconds);
  request.once("end", done).once("close", done).resume();
}

/**
 * Answers without the application and closes. While a body is still on its way the connection stays open for a moment
 * after the answer: closing at once would reset it, and the sender would see that instead of the answer.
 */
function refuse({ options, ending }: State, request: IncomingMessage, { control, context, path }: Exchange, refusal: Refusal): void {
  const { lingerMilliseconds } = options.limits;
  ending.add(request.socket);
  const answer = refusalAnswer(refusal.status, path, context, { ...refusal.headers, Connection: "close" });
  const unread = hasBody(request) && !request.complete;
  control.replace(answer, unread ? (end) => whenSenderStops(request, lingerMilliseconds, end) : undefined);
}

function redirectAnswer(location: string): Answer {
  return { status: 308, headers: { Location: location, "Cache-Control": "no-store" }, body: "" };
}

/** What the doctor is told; null for everybody else. */
function doctorAnswer({ options, canonical }: State, request: IncomingMessage, { context, path }: Exchange): Answer | null {
  const { method, headers } = request;
  const asked = probeAnswer({ method, path, headers }, { clientAddress: context.clientAddress, secrets: options.doctorSecrets ?? [], secure: canonical.protocol === "https:" });
  return asked && { status: 200, headers: { "Content-Type": "application/json", "Cache-Control": "no-store", "Set-Cookie": asked.cookie }, body: asked.body };
}

/** The request to hand on, or null when it was answered or given up. */
async function receiveBody(state: State, request: IncomingMessage, response: ServerResponse, exchange: Exchange, expectsContinue: boolean): Promise<IncomingMessage | null> {
  if (!hasBody(request)) return request;
  if (expectsContinue) response.writeContinue();
  const result = await readBody(request, state.options.limits);
  if (result.kind === "complete") return replayRequest(request, result.body);
  if (result.kind !== "aborted") refuse(state, request, exchange, { status: result.kind === "too_large" ? 413 : 408 });
  return null;
}

/** First a kind 503 for a request that takes too long, then the end for an answer that nobody reads. */
function limitTime(response: ServerResponse, { control, context, path }: Exchange, limits: ListenerLimits): void {
  const answerLate = setTimeout(() => control.replace(refusalAnswer(503, path, context)), limits.requestMilliseconds);
  let cut = setTimeout(() => {
    const isDownload = response.headersSent && String(response.getHeader("content-disposition")).startsWith("attachment");
    if (isDownload) cut = setTimeout(() => response.destroy(), limits.downloadMilliseconds - limits.responseMilliseconds);
    else response.destroy();
  }, limits.responseMilliseconds);
  response.once("close", () => {
    clearTimeout(answerLate);
    clearTimeout(cut);
  });
}

async function answerRequest(state: State, request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): Promise<void> {
  const { options, canonical, answering } = state;
  const { limits } = options;
  const startedAt = performance.now();
  const { socket } = request;
  // Sent ahead, behind a request that was refused: what it says may be the body of that one (RFC 9112 section 9.6).
  if (state.ending.has(socket)) return;
  const address = clientAddress(request.headers["x-forwarded-for"] as string | undefined, socket.remoteAddress, options.trustedProxyCount);
  const exchange = openExchange(request, response, { requestId: newRequestId(), clientAddress: address }, canonical);
  answering.set(socket, exchange);
  response.once("close", () => {
    if (answering.get(socket) === exchange) answering.delete(socket);
    logAnswer(request, response, exchange, startedAt);
  });
  const refusal = checkRequest(request, limits);
  if (refusal) return refuse(state, request, exchange, refusal);
  const elsewhere = canonicalRedirect(request, request.headers.host, canonical);
  if (elsewhere) return void exchange.control.replace(redirectAnswer(elsewhere));
  const told = doctorAnswer(state, request, exchange);
  if (told) return void exchange.control.replace(told);
  dropInsideHeaders(request.headers, limits.developmentTools);
  dropUnknownPrefetch(request.headers);
  dropRouterWish(request.headers, plainPath(request.url ?? "/") ?? "/");
  setInsideHeaders(request, exchange.context, canonical);
  limitTime(response, exchange, limits);
  const received = await receiveBody(state, request, response, exchange, expectsContinue);
  if (received) await runExchange(received, response, exchange, options.handle);
}

function createBoundedServer(limits: ListenerLimits): Server {
  const server = createServer({
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headerMilliseconds,
    // The listener's own body limit answers first, with a page; this one also covers what it cannot see.
    requestTimeout: limits.headerMilliseconds + limits.bodyMilliseconds,
    connectionsCheckingInterval: Math.min(1_000, limits.headerMilliseconds),
    keepAliveTimeout: limits.keepAliveMilliseconds,
    // Host is checked in limits.ts, where the refusal carries our headers.
    requireHostHeader: false,
  });
  server.maxConnections = limits.connections;
  // Node would silently drop headers beyond this number; their size is limited instead.
  server.maxHeadersCount = 0;
  return server;
}

/**
 * An HTTP server that lets only well-formed, bounded requests through to `handle`, tells it who the client is, and puts
 * the security headers, a request id and, in a database outage, the 503 page on what comes back.
 * @see RFC 9110, RFC 9112
 */
export function createListener(options: ListenerOptions): Listener {
  const state: State = { options, canonical: new URL(options.canonicalOrigin), answering: new Map(), ending: new WeakSet() };
  const secure = state.canonical.protocol === "https:";
  const { limits, onUpgrade } = options;
  const server = createBoundedServer(limits);
  const connections = new Set<Duplex>();
  server.on("connection", (socket) => {
    connections.add(socket);
    socket.once("close", () => connections.delete(socket));
  });
  server.on("request", (request, response) => void answerRequest(state, request, response, false));
  server.on("checkContinue", (request, response) => void answerRequest(state, request, response, true));
  server.on("checkExpectation", (request, response) => {
    if (state.ending.has(request.socket)) return;
    const exchange = openExchange(request, response, { requestId: newRequestId(), clientAddress: "unknown" }, state.canonical);
    refuse(state, request, exchange, { status: 417 });
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    answerBrokenRequest(error, socket, { exchange: state.answering.get(socket), requestId: newRequestId(), secure, lingerMilliseconds: limits.lingerMilliseconds });
  });
  server.on("connect", (_request, socket) => refuseOnSocket(socket, 405, { requestId: newRequestId(), secure, lingerMilliseconds: limits.lingerMilliseconds }));
  if (onUpgrade) server.on("upgrade", onUpgrade);
  const closeQuietConnections = () => {
    for (const socket of connections) if (!state.answering.has(socket)) socket.destroy();
  };
  return { server, closeQuietConnections };
}
