import { ServerResponse } from "node:http";
import type { Answer } from "./static-page.ts";

export type ResponseControl = {
  /**
   * Answers instead of the application, if nothing was sent yet.
   * @param hold gets the function that ends the exchange, to call it later; the answer itself is sent at once
   * @returns false when it was too late
   */
  replace: (answer: Answer, hold?: (end: () => void) => void) => boolean;
};

type HeaderValue = number | string | string[];

function mergeHead(response: ServerResponse, [status, ...rest]: unknown[]): void {
  response.statusCode = Number(status);
  if (typeof rest[0] === "string") response.statusMessage = rest.shift() as string;
  const headers = rest[0];
  if (Array.isArray(headers)) {
    const pairs = headers.flat() as string[];
    for (let index = 0; index < pairs.length; index += 2) response.appendHeader(pairs[index] ?? "", pairs[index + 1] ?? "");
  } else if (typeof headers === "object" && headers !== null) {
    for (const [name, value] of Object.entries(headers)) if (value !== undefined) response.setHeader(name, value as HeaderValue);
  }
}

function lastFunction(values: unknown[]): (() => void) | undefined {
  const last = values.at(-1);
  return typeof last === "function" ? (last as () => void) : undefined;
}

/** Whatever the application still does to a response that was answered for it goes nowhere, without an error. */
function silence(response: ServerResponse): void {
  const swallow = (...args: unknown[]) => {
    const callback = lastFunction(args);
    if (callback) process.nextTick(callback);
    return true;
  };
  const same = () => response;
  Object.assign(response, {
    write: swallow,
    end: (...args: unknown[]) => (swallow(...args), response),
    writeHead: same,
    setHeader: same,
    setHeaders: same,
    appendHeader: same,
    removeHeader: () => undefined,
    flushHeaders: () => undefined,
  });
}

/** Sends an answer with nothing but its own headers, past anything that was put over the response's methods. */
function sendAnswer(response: ServerResponse, answer: Answer, hold?: (end: () => void) => void): void {
  const { end, flushHeaders, write, writeHead } = ServerResponse.prototype;
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  response.statusMessage = "";
  writeHead.call(response, answer.status, { ...answer.headers, "Content-Length": String(Buffer.byteLength(answer.body)) });
  if (!hold) return void end.call(response, answer.body, "utf8");
  flushHeaders.call(response);
  write.call(response, answer.body, "utf8");
  hold(() => void end.call(response, undefined, "utf8"));
}

/**
 * Takes control of the moment at which an answer begins.
 *
 * Next (and the compression in front of it) sets headers piece by piece, and sends them on the first write. The hook
 * runs once, right before that: it may still change status and headers, or return an answer that takes the place of everything
 * the application wrote and will write.
 * @param beforeBegin runs once, synchronously, before the first byte
 * @param prepare adds the headers every answer carries to an answer that replaces another
 */
export function controlResponse(
  response: ServerResponse,
  beforeBegin: () => Answer | null,
  prepare: (answer: Answer) => Answer,
): ResponseControl {
  const original = { writeHead: response.writeHead, write: response.write, end: response.end, flushHeaders: response.flushHeaders };
  let begun = false;
  let replaced = false;

  const replace: ResponseControl["replace"] = (answer, hold) => {
    if (replaced || response.headersSent || response.destroyed) return false;
    begun = replaced = true;
    sendAnswer(response, prepare(answer), hold);
    silence(response);
    return true;
  };
  const begin = (): void => {
    if (begun) return;
    begun = true;
    const answer = beforeBegin();
    if (answer) replace(answer);
  };
  /** Once replaced, the silenced method of the same name takes the call. */
  const guarded = (name: keyof typeof original) =>
    (...args: unknown[]): unknown => {
      begin();
      const method = replaced ? response[name] : original[name];
      return Reflect.apply(method as (...all: unknown[]) => unknown, response, args);
    };

  const writeHead = (...args: unknown[]): ServerResponse => {
    if (!response.headersSent) mergeHead(response, args);
    begin();
    if (!replaced) Reflect.apply(original.writeHead as (...all: unknown[]) => unknown, response, [response.statusCode]);
    return response;
  };
  Object.assign(response, { writeHead, write: guarded("write"), end: guarded("end"), flushHeaders: guarded("flushHeaders") });
  return { replace };
}
