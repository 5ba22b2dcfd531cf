import type { IncomingMessage, ServerResponse } from "node:http";
import { afterEach, expect, test } from "vitest";
import { openSocket, readUntilClosed, type RunningListener, startListener } from "./testing.ts";

/** Requests whose end, or whose next request, a proxy in front could see elsewhere: IF-03. @see RFC 9112 section 11.2 */

const running: RunningListener[] = [];

afterEach(() => {
  for (const { server } of running.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Sends raw text over one kept connection. @returns the statuses that came back, and the targets that the application saw */
async function exchange(text: string): Promise<{ statuses: number[]; reached: string[] }> {
  const reached: string[] = [];
  const listener = await startListener(async (incoming: IncomingMessage, response: ServerResponse) => {
    let body = "";
    for await (const chunk of incoming) body += String(chunk);
    reached.push(`${incoming.method} ${incoming.url}${body === "" ? "" : ` ${body}`}`);
    response.end("x");
  }, { limits: { keepAliveMilliseconds: 50 } });
  running.push(listener);
  const socket = await openSocket(listener.port);
  const answers = readUntilClosed(socket);
  socket.write(text, "latin1");
  return { statuses: [...(await answers).matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status)), reached };
}

const host = "Host: shop.example\r\n";
const post = `POST /bag HTTP/1.1\r\n${host}Content-Type: application/x-www-form-urlencoded\r\n`;
/** What would be answered by itself if the request in front of it were read to another end. */
const hidden = `GET /hidden HTTP/1.1\r\n${host}\r\n`;

test.each([
  ["a length and chunks", `${post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
  ["chunks and a length", `${post}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n`],
  ["two equal lengths", `${post}Content-Length: 3\r\nContent-Length: 3\r\n\r\na=b`],
  ["two different lengths", `${post}Content-Length: 0\r\nContent-Length: 3\r\n\r\na=b`],
  ["a list of lengths", `${post}Content-Length: 3, 3\r\n\r\na=b`],
  ["a length with a sign", `${post}Content-Length: +3\r\n\r\na=b`],
  ["a negative length", `${post}Content-Length: -3\r\n\r\na=b`],
  ["a hexadecimal length", `${post}Content-Length: 0x3\r\n\r\na=b`],
  ["a length beyond all numbers", `${post}Content-Length: 99999999999999999999\r\n\r\na=b`],
  ["a space before the colon", `${post}Content-Length : 3\r\n\r\na=b`],
  ["an unknown transfer coding", `${post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`],
  ["a coding under the chunks", `${post}Transfer-Encoding: gzip, chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n`],
  ["a coding over the chunks", `${post}Transfer-Encoding: chunked, identity\r\n\r\n3\r\na=b\r\n0\r\n\r\n`],
  ["chunks named twice", `${post}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
  ["chunks under HTTP/1.0", `${post.replace("HTTP/1.1", "HTTP/1.0")}Transfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n3\r\na=b\r\n0\r\n\r\n`],
  ["a folded header", `GET / HTTP/1.1\r\n${host}X-A: b\r\n Transfer-Encoding: chunked\r\n\r\n`],
  ["a bare line feed after the request line", `GET / HTTP/1.1\n${host}\r\n`],
  ["a bare line feed after a header", `GET / HTTP/1.1\r\nHost: shop.example\nX-A: b\r\n\r\n`],
  ["a bare carriage return in a header", `GET / HTTP/1.1\r\nHost: shop.example\rX-A: b\r\n\r\n`],
  ["bare line feeds around a chunk", `${post}Transfer-Encoding: chunked\r\n\r\n3\na=b\n0\n\n`],
  ["a negative chunk", `${post}Transfer-Encoding: chunked\r\n\r\n-3\r\na=b\r\n0\r\n\r\n`],
  ["a chunk beyond all numbers", `${post}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff0\r\na=b\r\n0\r\n\r\n`],
  ["a chunk that is longer than it says", `${post}Transfer-Encoding: chunked\r\n\r\n1\r\na=b\r\n0\r\n\r\n`],
  ["a length in the trailer", `${post}Transfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\nContent-Length: 5\r\n\r\n`],
  ["NUL in a header", `GET / HTTP/1.1\r\n${host}X-A: a\0b\r\n\r\n`],
  ["a space in a header's name", `GET / HTTP/1.1\r\n${host}X A: b\r\n\r\n`],
  ["a header without a name", `GET / HTTP/1.1\r\n${host}: b\r\n\r\n`],
  ["a space in the target", `GET /a b HTTP/1.1\r\n${host}\r\n`],
  ["a fragment in the target", `GET /a#b HTTP/1.1\r\n${host}\r\n`],
  ["a version of another protocol", `GET / HTTP/2.0\r\n${host}\r\n`],
  ["no version at all", `GET /\r\n\r\n`],
  ["the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
  ["a GET with a body", `GET / HTTP/1.1\r\n${host}Content-Length: ${hidden.length}\r\n\r\n`],
  ["a method in lower case", `get / HTTP/1.1\r\n${host}\r\n`],
])("a request with %s is refused once, nothing of it is answered, and what follows it is not heard", async (_name, text) => {
  expect(await exchange(text + hidden)).toEqual({ statuses: [400], reached: [] });
});

test.each([
  [413, `${post}Content-Length: 70000\r\n\r\n`],
  [405, `PUT /bag HTTP/1.1\r\n${host}Content-Length: 50\r\n\r\n`],
  [415, `POST /bag HTTP/1.1\r\n${host}Content-Type: image/png\r\nContent-Length: 50\r\n\r\n`],
  [417, `${post}Expect: tea\r\nContent-Length: 50\r\n\r\n`],
])("after a refusal with %s the connection ends, and the unread body is not taken for requests", async (status, text) => {
  expect(await exchange(text + hidden)).toEqual({ statuses: [status], reached: [] });
});

test("honest requests on one connection are answered in order, bodies and all", async () => {
  const pipelined = `GET /one HTTP/1.1\r\n${host}\r\n${post}Content-Length: 3\r\n\r\na=b${post}Transfer-Encoding: Chunked\r\n\r\n3;x=y\r\nc=d\r\n0\r\n\r\nHEAD /four HTTP/1.1\r\n${host}\r\n${hidden}`;
  const { statuses, reached } = await exchange(pipelined);
  expect(statuses).toEqual([200, 200, 200, 200, 200]);
  expect([...reached].sort()).toEqual(["GET /hidden", "GET /one", "HEAD /four", "POST /bag a=b", "POST /bag c=d"]);
});

test.each(["content-length", "transfer-encoding", "host", "origin", "cookie"])("a Connection header that names %s takes nothing away", async (name) => {
  const { statuses, reached } = await exchange(`${post}Connection: close, ${name}\r\nContent-Length: 3\r\n\r\na=b${hidden}`);
  expect({ statuses, reached }).toEqual({ statuses: [200], reached: ["POST /bag a=b"] });
});

test("trailers without end are refused with 431", async () => {
  expect(await exchange(`${post}Transfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\n${`X-A: ${"a".repeat(500)}\r\n`.repeat(100)}`)).toEqual({ statuses: [431], reached: [] });
});
