import type { IncomingMessage, ServerResponse } from "node:http";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, expect, test, vi } from "vitest";
import type { Handle } from "./exchange.ts";
import { openSocket, parseAnswer, readUntilClosed, request, type RunningListener, sendRaw, startListener } from "./testing.ts";

const running: RunningListener[] = [];

afterEach(() => {
  for (const { server } of running.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function start(handle: Handle, options: Parameters<typeof startListener>[1] = {}): Promise<number> {
  const listener = await startListener(handle, options);
  running.push(listener);
  return listener.port;
}

const hello: Handle = (_request, response) => response.end("hello");

async function echo(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  response.end(JSON.stringify({ method: incoming.method, headers: incoming.headers, body: Buffer.concat(chunks).toString() }));
}

/** Bytes that are still held after a garbage collection. */
function heldBytes(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  return arrayBuffers + heapUsed;
}

const form = "Content-Type: application/x-www-form-urlencoded";

test.each(["GET", "HEAD", "POST"])("lets %s through", async (method) => {
  expect((await sendRaw(await start(hello), request(`${method} /`))).status).toBe(200);
});

test.each(["TRACE", "PUT", "DELETE", "OPTIONS", "PATCH", "PROPFIND", "CONNECT"])("answers %s with 405 and Allow, without reaching the application", async (method) => {
  const handle = vi.fn(hello);
  const answer = await sendRaw(await start(handle), request(`${method} ${method === "CONNECT" ? "shop.example:443" : "/"}`));
  expect(answer.status).toBe(405);
  expect(answer.headers["allow"]).toBe("GET, HEAD, POST");
  expect(handle).not.toHaveBeenCalled();
});

test.each([
  ["malformed percent encoding", "GET /%E0%A4%A", 400],
  ["a lone percent sign", "GET /a%", 400],
  ["invalid UTF-8", "GET /%ff", 400],
  ["NUL", "GET /a%00b", 400],
  ["absolute form", "GET http://evil.example/", 400],
  ["an address of 9,000 bytes", `GET /${"a".repeat(9_000)}`, 414],
  ["an address over the whole header budget", `GET /${"a".repeat(40_000)}`, 414],
])("refuses %s", async (_name, line, status) => {
  const answer = await sendRaw(await start(hello), request(line));
  expect(answer.status).toBe(status);
  expect(answer.headers["x-request-id"]).toMatch(/^[\w-]{22}$/);
  expect(answer.body).not.toContain("evil");
});

test.each(["/_next/image?url=%2Fx", "/_next/data/x/account.json", "/_global-error", "/%5fglobal-error", "/x/../_error", "/x/%2e%2e/_error", "/_next", "/_next/static/../server/x.js", "/__nextjs_original-stack-frames", "/./_next/webpack-hmr"])(
  "keeps %s, an address of Next's own, closed",
  async (target) => {
    const handle = vi.fn(hello);
    expect((await sendRaw(await start(handle), request(`GET ${target}`))).status).toBe(404);
    expect(handle).not.toHaveBeenCalled();
    expect((await sendRaw(await start(hello, { limits: { developmentTools: true } }), request(`GET ${target}`))).status).toBe(200);
  },
);

test.each(["/_next/static/chunks/a.js", "/a/_next", "/signin?x=/_error", "//_x"])("serves %s, which only looks like one", async (target) => {
  expect((await sendRaw(await start(hello), request(`GET ${target}`))).status).toBe(200);
});

test("leaves percent signs in the query to the application", async () => {
  expect((await sendRaw(await start(hello), request("GET /?q=100%"))).status).toBe(200);
});

test("refuses more than 16 KiB of headers with 431", async () => {
  const answer = await sendRaw(await start(hello), request("GET /", [`Cookie: ${"a".repeat(17_000)}`]));
  expect(answer.status).toBe(431);
  expect(answer.headers["strict-transport-security"]).toContain("max-age");
  expect(answer.body).toContain("cookies");
});

test.each([
  ["no Host", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n"],
  ["two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n"],
  ["garbage", "\x16\x03\x01 garbage\r\n\r\n"],
  ["length and chunks together", request("POST /", [form, "Content-Length: 3", "Transfer-Encoding: chunked"], "0\r\n\r\n")],
  ["two lengths", request("POST /", [form, "Content-Length: 3", "Content-Length: 4"], "abc")],
  ["a line feed in a header name", "GET / HTTP/1.1\r\nHost: a\r\nX-A\n: b\r\n\r\n"],
  ["a websocket", request("GET /", ["Upgrade: websocket"]).replace("Connection: close", "Connection: Upgrade, close")],
])("answers %s with a whole 400 and closes", async (_name, text) => {
  const handle = vi.fn(hello);
  const answer = await sendRaw(await start(handle), text);
  expect(answer.status).toBe(400);
  expect(answer.headers["x-content-type-options"]).toBe("nosniff");
  expect(answer.body).toHaveLength(Number(answer.headers["content-length"]));
  expect(handle).not.toHaveBeenCalled();
});

test.each([
  ["a GET with a body", request("GET /", ["Content-Length: 3", form], "abc"), 400],
  ["a HEAD with a chunked body", request("HEAD /", ["Transfer-Encoding: chunked", form], "0\r\n\r\n"), 400],
  ["multipart", request("POST /", ["Content-Type: multipart/form-data; boundary=x", "Content-Length: 1"], "x"), 415],
  ["text/plain JSON", request("POST /", ["Content-Type: text/plain", "Content-Length: 2"], "{}"), 415],
  ["no content type", request("POST /", ["Content-Length: 2"], "{}"), 415],
  ["a packed body", request("POST /", [form, "Content-Encoding: gzip", "Content-Length: 2"], "{}"), 415],
  ["a report to another address", request("POST /bag", ["Content-Type: application/csp-report", "Content-Length: 2"], "{}"), 415],
  ["an unknown expectation", request("POST /", [form, "Content-Length: 2", "Expect: tea"], "a="), 417],
])("refuses %s", async (_name, text, status) => {
  expect((await sendRaw(await start(hello), text)).status).toBe(status);
});

test.each([
  ["a form", "/bag", `${form}; charset=utf-8`],
  ["JSON", "/api/passkey", "Content-Type: application/json"],
  ["a CSP report", "/api/csp-report", "Content-Type: application/csp-report"],
])("hands the body of %s on whole", async (_name, path, type) => {
  const answer = await sendRaw(await start(echo), request(`POST ${path}`, [type, "Content-Length: 5"], "a=b&c"));
  expect(JSON.parse(answer.body)).toMatchObject({ method: "POST", body: "a=b&c", headers: { "content-length": "5" } });
});

test("joins a chunked body and gives it a length", async () => {
  const answer = await sendRaw(await start(echo), request("POST /", [form, "Transfer-Encoding: chunked"], "2\r\na=\r\n3\r\nbcd\r\n0\r\n\r\n"));
  const seen = JSON.parse(answer.body) as { body: string; headers: Record<string, string> };
  expect(seen.body).toBe("a=bcd");
  expect(seen.headers["content-length"]).toBe("5");
  expect(seen.headers["transfer-encoding"]).toBeUndefined();
});

test("takes exactly 64 KiB and refuses one byte more before it is sent", async () => {
  const port = await start(echo);
  const fits = await sendRaw(port, request("POST /", [form, "Content-Length: 65536"], "a".repeat(65_536)));
  expect((JSON.parse(fits.body) as { body: string }).body).toHaveLength(65_536);
  expect((await sendRaw(port, request("POST /", [form, "Content-Length: 65537"]))).status).toBe(413);
});

test("refuses a large body under Expect: 100-continue without asking for it, and asks for a small one", async () => {
  const port = await start(echo);
  const large = await sendRaw(port, request("POST /", [form, "Content-Length: 100000", "Expect: 100-continue"]));
  expect(large.status).toBe(413);
  const socket = await openSocket(port);
  const text = readUntilClosed(socket);
  socket.write(request("POST /", [form, "Content-Length: 3", "Expect: 100-continue"]));
  await new Promise<void>((resolve) => socket.once("data", () => resolve()));
  socket.write("a=b");
  expect(await text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200/);
});

test("cuts a chunked body without end at the limit, with 413 and memory flat", async () => {
  const handle = vi.fn(hello);
  const port = await start(handle);
  const socket = await openSocket(port);
  const text = readUntilClosed(socket);
  const before = heldBytes();
  let highest = before;
  socket.write(request("POST /", [form, "Transfer-Encoding: chunked"]));
  const chunk = `10000\r\n${"a".repeat(65_536)}\r\n`;
  for (let sent = 0; sent < 916 && !socket.destroyed; sent += 1) {
    if (!socket.write(chunk)) await Promise.race([new Promise((resolve) => socket.once("drain", resolve)), text]);
    if (sent % 200 === 100) highest = Math.max(highest, heldBytes());
  }
  expect(parseAnswer(await text).status).toBe(413);
  // Of 60 MB; what the sender of this test has under way in the same process is in it.
  expect(Math.max(highest, heldBytes()) - before).toBeLessThan(15_000_000);
  expect(handle).not.toHaveBeenCalled();
});

test("cuts a body that trickles, with 408", async () => {
  const port = await start(hello, { limits: { bodyMilliseconds: 120 } });
  const socket = await openSocket(port);
  const text = readUntilClosed(socket);
  socket.write(request("POST /", [form, "Content-Length: 1000"]));
  const drip = setInterval(() => socket.write("a"), 10);
  expect(parseAnswer(await text).status).toBe(408);
  clearInterval(drip);
});

test.each([["nothing", ""], ["half of its headers", "GET / HTTP/1.1\r\nHost: a\r\n"]])("cuts a connection that sends %s in time, with 408", async (_name, text) => {
  const port = await start(hello, { limits: { headerMilliseconds: 100 } });
  expect((await sendRaw(port, text)).status).toBe(408);
});

test("closes an idle connection after the keep-alive time", async () => {
  const port = await start(hello, { limits: { keepAliveMilliseconds: 50 } });
  const answer = await sendRaw(port, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  expect(answer).toMatchObject({ status: 200, body: "hello" });
});

test("answers 503 with Retry-After when the application is silent too long, and ignores what it says later", async () => {
  let late: (() => void) | undefined;
  const port = await start(
    (_request, response) => {
      late = () => {
        response.setHeader("set-cookie", "a=b");
        response.writeHead(200, { "x-late": "1" });
        response.write("late");
        response.end("later");
      };
    },
    { limits: { requestMilliseconds: 50 } },
  );
  const answer = await sendRaw(port, request("GET /"));
  expect(answer).toMatchObject({ status: 503, headers: { "retry-after": "5" } });
  expect(answer.headers["set-cookie"]).toBeUndefined();
  expect(() => late?.()).not.toThrow();
});

test("cuts an answer that takes longer than the response limit", async () => {
  const port = await start((_request, response) => void response.write("begun"), { limits: { responseMilliseconds: 80 } });
  expect((await sendRaw(port, request("GET /"))).body).toContain("begun");
});

test("lets a file that is kept take longer, and cuts it, too, at its own limit", async () => {
  const port = await start(
    (_request, response) => {
      response.writeHead(200, { "content-disposition": 'attachment; filename="x.zip"', "content-length": "100" });
      response.write("begun");
      setTimeout(() => response.write(" late"), 120);
    },
    { limits: { responseMilliseconds: 40, downloadMilliseconds: 240 } },
  );
  expect((await sendRaw(port, request("GET /"))).body).toBe("begun late");
});

test("turns an error of the application into a 500 with a reference and nothing else", async () => {
  const port = await start(() => Promise.reject(new Error("secret detail")));
  const answer = await sendRaw(port, request("GET /"));
  expect(answer.status).toBe(500);
  expect(answer.body).toContain(answer.headers["x-request-id"]);
  expect(answer.body).not.toContain("secret detail");
});

test("answers refusals below /api/ in JSON", async () => {
  const answer = await sendRaw(await start(hello), request("DELETE /api/auth/session"));
  expect(JSON.parse(answer.body)).toEqual({ error: "method_not_allowed", requestId: answer.headers["x-request-id"] });
});

test("serves others while a hundred connections stand half open", async () => {
  const port = await start(hello);
  const slow = await Promise.all(Array.from({ length: 100 }, () => openSocket(port)));
  for (const socket of slow) socket.write("POST / HTTP/1.1\r\nHost: a\r\nContent-");
  expect((await sendRaw(port, request("GET /"))).status).toBe(200);
  for (const socket of slow) socket.destroy();
});

test("lets Next's own development addresses take any text in development, and nowhere else", async () => {
  const text = request("POST /__nextjs_original-stack-frames", ["Content-Type: text/plain", "Content-Length: 2"], "{}");
  expect((await sendRaw(await start(hello, { limits: { developmentTools: true } }), text)).status).toBe(200);
  expect((await sendRaw(await start(hello), text)).status).toBe(404);
});
