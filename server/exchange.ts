import type { IncomingMessage, ServerResponse } from "node:http";
import { bodyLengthHeader } from "#lib/http/body-length.ts";
import { inDevelopment } from "#lib/http/development.ts";
import { cacheControl, fallbackContentSecurityPolicy, securityHeaders } from "#lib/http/headers.ts";
import { requestLocale } from "#lib/http/language.ts";
import { isDraining } from "#lib/http/readiness.ts";
import { type RequestContext, runInRequestContext } from "#lib/telemetry/request-context.ts";
import { logEvent } from "#lib/telemetry/log.ts";
import { pathOf } from "./limits.ts";
import { outageAnswer, outageReplaces } from "./outage.ts";
import { refusalAnswer } from "./refusal.ts";
import { controlResponse, type ResponseControl } from "./response.ts";
import type { Answer } from "./static-page.ts";
import { isView } from "./view.ts";

/** Anything that answers a Node request: Next's handler, or a test's. */
export type Handle = (request: IncomingMessage, response: ServerResponse) => unknown;

/** One request and its answer, under control. */
export type Exchange = { context: RequestContext; path: string; control: ResponseControl };

const internalHeader = /^x-(middleware|powered|nextjs-(cache|prerender|stale-time)$)/;

function textOf(value: number | string | readonly string[] | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}

/** Puts the headers of the one table onto an answer of the application. */
function completeHeaders(response: ServerResponse, path: string, requestId: string, secure: boolean): void {
  const forRouter = textOf(response.getHeader("content-type"))?.startsWith("text/x-component") ?? false;
  for (const name of response.getHeaderNames()) if (internalHeader.test(name) && !forRouter) response.removeHeader(name);
  const referrerPolicy = response.getHeader("referrer-policy");
  for (const [name, value] of Object.entries(securityHeaders(path, secure))) response.setHeader(name, value);
  if (referrerPolicy === "no-referrer") response.setHeader("Referrer-Policy", referrerPolicy);
  if (!response.hasHeader("content-security-policy")) {
    response.setHeader("Content-Security-Policy", fallbackContentSecurityPolicy(textOf(response.getHeader("content-type")) ?? ""));
  }
  response.setHeader("Cache-Control", cacheControl(path, response.statusCode, textOf(response.getHeader("cache-control"))));
  response.setHeader("X-Request-Id", requestId);
  const length = response.getHeader(bodyLengthHeader);
  response.removeHeader(bodyLengthHeader);
  if (length !== undefined && !response.hasHeader("content-encoding")) response.setHeader("Content-Length", length);
  if (isDraining()) response.setHeader("Connection", "close");
}

/** The same for an answer of the listener's own. */
function completeAnswer(answer: Answer, path: string, requestId: string, secure: boolean): Answer {
  const contentType = answer.headers["Content-Type"] ?? "";
  const headers: Record<string, string> = {
    "Content-Security-Policy": fallbackContentSecurityPolicy(contentType),
    ...securityHeaders(path, secure),
    ...answer.headers,
    "X-Request-Id": requestId,
    ...(isDraining() ? { Connection: "close" } : {}),
  };
  return { ...answer, headers };
}

/**
 * A page whose rendering failed: Next's own answer is an empty shell that only script can fill. Forms are answered by
 * route handlers, whose pages are whole whatever their status. In development the shell is what shows the error.
 */
function isBrokenPage(request: IncomingMessage, response: ServerResponse): boolean {
  const isPage = textOf(response.getHeader("content-type"))?.startsWith("text/html") ?? false;
  return isPage && response.statusCode === 500 && request.method !== "POST" && !inDevelopment();
}

/** Takes control of a response before anybody writes to it. */
export function openExchange(request: IncomingMessage, response: ServerResponse, origin: Omit<RequestContext, "databaseUnavailable">, canonical: URL): Exchange {
  const { url = "/", headers } = request;
  const secure = canonical.protocol === "https:";
  const context: RequestContext = { view: isView(request), ...origin, receivedAt: new Date(), databaseUnavailable: false, url, locale: requestLocale(headers, secure) };
  const path = pathOf(url);
  const control = controlResponse(
    response,
    () => {
      if (context.databaseUnavailable && outageReplaces(path)) return outageAnswer(request, context);
      if (isBrokenPage(request, response)) return refusalAnswer(500, path, context);
      if (context.missing && response.statusCode === 200) response.statusCode = 404;
      completeHeaders(response, path, context.requestId, secure);
      return null;
    },
    (answer) => completeAnswer(answer, path, context.requestId, secure),
  );
  return { context, path, control };
}

/**
 * Lets the application answer, inside its request context. Whatever it throws becomes a 500 (or the outage page) with
 * a reference, never a connection without an answer.
 */
export async function runExchange(request: IncomingMessage, response: ServerResponse, { context, path, control }: Exchange, handle: Handle): Promise<void> {
  try {
    await runInRequestContext(context, async () => handle(request, response));
  } catch (error) {
    runInRequestContext(context, () => logEvent("request.failed", { path, error }, "error"));
    const outage = context.databaseUnavailable && outageReplaces(path);
    const answer = outage ? outageAnswer(request, context) : refusalAnswer(500, path, context);
    if (!control.replace(answer) && !response.writableEnded) response.destroy();
  }
}

/** One line per request: at debug, or at info when the answer is a fault of ours. The query is never logged. */
export function logAnswer(request: IncomingMessage, response: ServerResponse, { context, path }: Exchange, startedAt: number): void {
  const fields = { method: request.method, path, status: response.statusCode, finished: response.writableFinished, milliseconds: Math.round(performance.now() - startedAt), requestId: context.requestId };
  logEvent("request.answered", fields, response.statusCode >= 500 ? "info" : "debug");
}

