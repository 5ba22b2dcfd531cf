import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { securityHeaders } from "#lib/http/headers.ts";
import type { Exchange } from "./exchange.ts";
import { refusalAnswer } from "./refusal.ts";

type RawOptions = { requestId: string; secure: boolean; lingerMilliseconds: number };

const refused = new WeakSet<Duplex>();

/** Writes a whole answer onto a connection that has no response object, and closes it shortly after. */
export function refuseOnSocket(socket: Duplex, status: number, { requestId, secure, lingerMilliseconds }: RawOptions): void {
  // The parser reports every further chunk of a broken request again.
  if (refused.has(socket)) return;
  refused.add(socket);
  socket.on("error", () => socket.destroy());
  if (!socket.writable) return void socket.destroy();
  const answer = refusalAnswer(status, "", { requestId }, status === 405 ? { Allow: "GET, HEAD, POST" } : {});
  const headers = {
    ...securityHeaders("/", secure),
    ...answer.headers,
    "X-Request-Id": requestId,
    "Content-Length": String(Buffer.byteLength(answer.body)),
    Date: new Date().toUTCString(),
    Connection: "close",
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Refused"}\r\n${head}\r\n${answer.body}`);
  const timer = setTimeout(() => socket.destroy(), lingerMilliseconds);
  socket.once("close", () => clearTimeout(timer));
}

/** The request line is longer than the whole header budget. */
function targetFillsPacket(packet: unknown): boolean {
  return Buffer.isBuffer(packet) && packet.length > 0 && /^[A-Z]+ /.test(packet.toString("latin1", 0, 16)) && !packet.subarray(0, 8_192).includes("\r\n");
}

function statusOf(error: NodeJS.ErrnoException & { rawPacket?: unknown }): number {
  switch (error.code) {
    case "HPE_HEADER_OVERFLOW":
      return targetFillsPacket(error.rawPacket) ? 414 : 431;
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return 408;
    case "HPE_CHUNK_EXTENSIONS_OVERFLOW":
      return 413;
    default:
      return 400;
  }
}

/**
 * Answers what the HTTP parser could not read, or waited for in vain.
 * @param options.exchange the request being answered on this connection, if there is one: a fault in its body is
 *   answered through it, and when its answer has begun the connection just ends
 */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex, options: RawOptions & { exchange: Exchange | undefined }): void {
  const { exchange } = options;
  if (error.code === "ECONNRESET" || error.code === "EPIPE") return void socket.destroy();
  // More was sent after a request that closes the connection: not heard, and no reason to spoil that one's answer.
  if (error.code === "HPE_CLOSED_CONNECTION" && exchange) return;
  const status = statusOf(error);
  if (!exchange) return refuseOnSocket(socket, status, options);
  const answer = refusalAnswer(status, exchange.path, exchange.context, { Connection: "close" });
  if (!refused.has(socket) && !exchange.control.replace(answer)) socket.destroy();
  refused.add(socket);
}
