import type { IncomingMessage, ServerResponse } from "node:http";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { directAnswer, directRoute, type DirectRoute } from "#lib/http/direct-answer.ts";
import type { Handle } from "./exchange.ts";
import { pathOf } from "./limits.ts";

const compress = promisify(gzip);
/** Below this a page gains nothing by it. */
const leastCompressedBytes = 1_024;

/** The body, which the listener has read whole: it is there at once. Null where none came. */
const bodyOf = (request: IncomingMessage) => request.read() as Buffer<ArrayBuffer> | null;

/** The request as a route reads it; host and protocol are the canonical ones, which the listener has put into its headers. */
function webRequest(request: IncomingMessage): Request {
  const { method = "GET", headers, url = "/" } = request;
  const address = `${String(headers["x-forwarded-proto"])}://${headers.host ?? ""}${url}`;
  return new Request(address, { method, headers: headers as Record<string, string>, ...(method === "POST" ? { body: bodyOf(request) } : {}) });
}

/** Sends what a route answered: pages compressed where the browser takes that, as the framework does. */
async function send(request: IncomingMessage, response: ServerResponse, answer: Response): Promise<void> {
  response.statusCode = answer.status;
  for (const [name, value] of answer.headers) if (name !== "set-cookie") response.setHeader(name, value);
  const cookies = answer.headers.getSetCookie();
  if (cookies.length > 0) response.setHeader("set-cookie", cookies);
  let body = answer.body === null ? undefined : Buffer.from(await answer.arrayBuffer());
  if (body && body.length >= leastCompressedBytes) {
    response.setHeader("Vary", "Accept-Encoding");
    if (/\bgzip\b/.test(String(request.headers["accept-encoding"]))) {
      body = await compress(body);
      response.setHeader("Content-Encoding", "gzip");
    }
  }
  response.setHeader("Content-Length", body?.length ?? 0);
  response.end(body);
}

async function answerByRoute(route: DirectRoute, request: IncomingMessage, response: ServerResponse): Promise<void> {
  await send(request, response, await route(webRequest(request)));
}

/** Answers by itself what the application has offered for that, and hands on all else. */
export function withDirectAnswers(handle: Handle): Handle {
  return async (request, response) => {
    const { method = "", url = "" } = request;
    const route = directRoute(method, pathOf(url));
    if (route) return await answerByRoute(route, request, response);
    const answer = method === "GET" ? directAnswer(url) : undefined;
    if (!answer) return await handle(request, response);
    const { status, headers, body } = await answer(request.headers.cookie ?? null);
    response.writeHead(status, { ...headers, "Content-Length": Buffer.byteLength(body) }).end(body);
  };
}
