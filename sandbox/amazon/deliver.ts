import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as wait } from "node:timers/promises";
import { createGzip, gzipSync } from "node:zlib";
import type { Fault } from "./faults.ts";
import type { Answer } from "./http.ts";

const padding = Buffer.alloc(64 * 1024, "x");

/** Sends an answer whole. */
export function send(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, { ...answer.headers, "content-length": Buffer.byteLength(answer.body) });
  response.end(answer.body);
}

/**
 * Sends an answer the way a fault wants it: compressed, far too large, byte by byte, or cut off.
 *
 * @param closing ends what takes long when the sandbox stops
 */
export async function deliver(response: ServerResponse, answer: Answer, fault: Fault | undefined, closing: AbortSignal): Promise<void> {
  const headers = { ...answer.headers, ...(fault?.gzip ? { "content-encoding": "gzip" } : {}) };
  if (fault?.oversizedBytes !== undefined) {
    response.writeHead(answer.status, headers);
    const source = Readable.from(oversized(answer.body, fault.oversizedBytes));
    return await (fault.gzip ? pipeline(source, createGzip({ level: 1 }), response, { signal: closing }) : pipeline(source, response, { signal: closing }));
  }
  const body = fault?.gzip ? gzipSync(answer.body) : Buffer.from(answer.body);
  response.writeHead(answer.status, { ...headers, "content-length": body.length });
  if (fault?.resetAfterBytes !== undefined) return await cutAfter(response, body.subarray(0, fault.resetAfterBytes));
  if (fault?.dripMillisecondsPerByte) return await drip(response, body, fault.dripMillisecondsPerByte, closing);
  response.end(body);
}

/** A JSON object that stays good when it is padded, so that only a reader with a limit gives up on it. */
function* oversized(text: string, bytes: number): Generator<Buffer> {
  const isObject = /^{.+}$/s.test(text);
  if (isObject) yield Buffer.from(`${text.slice(0, -1)},"padding":"`);
  for (let left = bytes; left > 0; left -= padding.length) yield padding.subarray(0, Math.min(left, padding.length));
  if (isObject) yield Buffer.from(`"}`);
}

/** Lets the part leave first: a reset overtakes what is still on its way out. */
async function cutAfter(response: ServerResponse, part: Buffer): Promise<void> {
  await new Promise((resolve) => {
    response.once("close", resolve);
    response.flushHeaders();
    if (part.length > 0) response.write(part, resolve);
    else response.socket?.write("", resolve);
  });
  response.socket?.resetAndDestroy();
}

async function drip(response: ServerResponse, body: Buffer, millisecondsPerByte: number, closing: AbortSignal): Promise<void> {
  for (const byte of body) {
    if (response.destroyed) return;
    response.write(Buffer.of(byte));
    await wait(millisecondsPerByte, undefined, { signal: closing });
  }
  response.end();
}
