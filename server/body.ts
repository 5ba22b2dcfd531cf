import { IncomingMessage } from "node:http";

export type BodyResult = { kind: "complete"; body: Buffer } | { kind: "too_large" } | { kind: "too_slow" } | { kind: "aborted" };

/**
 * Reads the whole body, up to a size and a time. Never holds more than `bytes` plus one chunk.
 * After `too_large` and `too_slow` the rest is left unread; the caller answers and closes.
 */
export function readBody(request: IncomingMessage, limits: { bodyBytes: number; bodyMilliseconds: number }): Promise<BodyResult> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (result: BodyResult) => {
      clearTimeout(timer);
      request.off("data", onData).off("end", onEnd).off("close", onClose).off("error", onClose);
      // A late socket error must not become an uncaught exception.
      request.on("error", () => undefined);
      resolve(result);
    };
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size > limits.bodyBytes) return finish({ kind: "too_large" });
      chunks.push(chunk);
    };
    const onEnd = () => finish({ kind: "complete", body: Buffer.concat(chunks) });
    const onClose = () => finish({ kind: "aborted" });
    const timer = setTimeout(() => finish({ kind: "too_slow" }), limits.bodyMilliseconds);
    request.on("data", onData).on("end", onEnd).on("close", onClose).on("error", onClose);
  });
}

/**
 * The same request with its body to read again.
 *
 * Bodies are at most 64 KiB, so they are read whole before Next sees the request: size and time are then settled,
 * the refusal can still choose its status, and no application code ever waits for a slow sender. A counting pipe
 * could only cut the stream in mid-air, when Next may have answered already. Next wants an IncomingMessage (it reads
 * `socket`, `headers` and the stream), so the copy is one.
 */
export function replayRequest(original: IncomingMessage, body: Buffer): IncomingMessage {
  const replay = new IncomingMessage(original.socket);
  const headers = { ...original.headers, "content-length": String(body.length) };
  delete headers["transfer-encoding"];
  delete headers.expect;
  replay.method = original.method;
  replay.url = original.url;
  replay.httpVersion = original.httpVersion;
  replay.httpVersionMajor = original.httpVersionMajor;
  replay.httpVersionMinor = original.httpVersionMinor;
  replay.headers = headers;
  replay.rawHeaders = Object.entries(headers).flatMap(([name, value]) => [value ?? ""].flat().flatMap((one) => [name, one]));
  replay.complete = true;
  if (body.length > 0) replay.push(body);
  replay.push(null);
  return replay;
}
