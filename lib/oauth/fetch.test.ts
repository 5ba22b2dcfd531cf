import { createServer, IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, Socket } from "node:net";
import { createGzip, gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { AuthError } from "../errors.ts";
import { type ProviderFetch, createProviderFetch } from "./fetch.ts";
import { NotSentError } from "./not-sent.ts";

let server: Server;
let origin: string;
let handle: RequestListener;
const sockets = new Set<Socket>();

beforeAll(async () => {
  server = createServer((request, response) => handle(request, response));
  server.on("connection", (socket) => sockets.add(socket.on("error", () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

afterEach(() => void vi.restoreAllMocks());

/** Lets the server answer once; resolves when the connection of that request has ended. */
function serve(answer: (response: ServerResponse, request: IncomingMessage) => void): Promise<void> {
  return new Promise((resolve) => {
    handle = (request, response) => {
      request.socket.once("close", () => resolve());
      answer(response, request);
    };
  });
}

const limited = (options: Parameters<typeof createProviderFetch>[0] | object = {}): ProviderFetch => createProviderFetch({ allowHttp: true, callMilliseconds: 60_000, maxBytes: 1_000, ...options });
const brief = { callMilliseconds: 100 };

async function failure(call: Promise<unknown>): Promise<AuthError> {
  const error = await call.then(() => undefined, (reason: unknown) => reason);
  if (!(error instanceof AuthError)) throw new Error("the call did not fail with an AuthError", { cause: error });
  return error;
}

test("hands back status, content type and body, whatever the status", async () => {
  void serve((response) => response.writeHead(400, { "content-type": "application/json" }).end('{"error":"invalid_grant"}'));
  expect(await limited()(origin, {})).toEqual({ status: 400, contentType: "application/json", body: '{"error":"invalid_grant"}' });
});

test("sends method, headers and body once", async () => {
  const seen: string[] = [];
  void serve((response, request) => {
    request.on("data", (chunk: Buffer) => seen.push(`${request.method} ${request.headers.accept} ${chunk.toString()}`));
    request.on("end", () => response.end());
  });
  expect(await limited()(origin, { method: "POST", headers: { accept: "application/json" }, body: "code=x" })).toEqual({ status: 200, contentType: "", body: "" });
  expect(seen).toEqual(["POST application/json code=x"]);
});

test("takes an answer of exactly the allowed size", async () => {
  void serve((response) => response.end("x".repeat(1_000)));
  expect((await limited()(origin, {})).body).toHaveLength(1_000);
});

test("gives up on a server that never answers, and closes the connection", async () => {
  const closed = serve(() => undefined);
  expect((await failure(limited(brief)(origin, {}))).code).toBe("provider_unavailable");
  await closed;
});

test("counts the reading of the body as part of the call: a drip ends at the same time limit", async () => {
  const closed = serve((response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const drip = setInterval(() => response.write(" "), 20);
    response.on("close", () => clearInterval(drip));
  });
  expect((await failure(limited(brief)(origin, {}))).code).toBe("provider_unavailable");
  await closed;
});

test("ends every call at the deadline of the whole flow, earlier than its own limit", async () => {
  const fetch = limited({ endsAt: performance.now() + 400 });
  void serve((response) => response.end("first"));
  expect((await fetch(origin, {})).body).toBe("first");
  void serve(() => undefined);
  expect((await failure(fetch(origin, {}))).code).toBe("provider_unavailable");
  let asked = false;
  void serve(() => (asked = true));
  const unsent = await failure(fetch(origin, {}));
  expect([unsent.code, unsent instanceof NotSentError, asked]).toEqual(["provider_unavailable", true, false]);
});

test("refuses an answer that is too large without waiting for its end, and closes the connection", async () => {
  const closed = serve((response) => response.write("x".repeat(1_001)));
  const error = await failure(limited()(origin, {}));
  expect([error.code, error.message]).toEqual(["provider_answer_invalid", "the answer is too large"]);
  await closed;
});

test("counts a compressed answer by what it unpacks to", async () => {
  void serve((response) => response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("x".repeat(900))));
  expect((await limited()(origin, {})).body).toHaveLength(900);
  const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
  expect(bomb.length).toBeLessThan(64 * 1024);
  void serve((response) => response.writeHead(200, { "content-encoding": "gzip" }).end(bomb));
  const before = process.memoryUsage().arrayBuffers;
  expect((await failure(limited({ maxBytes: 64 * 1024 })(origin, {}))).code).toBe("provider_answer_invalid");
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10 * 1024 * 1024);
});

test("cuts a compressed answer without end", async () => {
  const closed = serve((response) => {
    const gzip = createGzip();
    gzip.pipe(response.writeHead(200, { "content-encoding": "gzip" }));
    const feed = () => {
      while (!response.destroyed && gzip.write(Buffer.alloc(16_384)));
    };
    gzip.on("drain", feed).on("error", () => undefined);
    feed();
  });
  expect((await failure(limited()(origin, {}))).code).toBe("provider_answer_invalid");
  await closed;
});

test.each([301, 302, 303, 307, 308])("does not follow a redirect with status %i", async (status) => {
  let calls = 0;
  handle = (_request, response) => {
    calls += 1;
    response.writeHead(status, { location: `${origin}/elsewhere` }).end();
  };
  expect((await failure(limited()(origin, {}))).code).toBe("provider_answer_invalid");
  expect(calls).toBe(1);
});

test("reports a connection that is refused, cut or broken in the middle of a body as unavailable", async () => {
  const gone = createServer();
  await new Promise<void>((resolve) => gone.listen(0, "127.0.0.1", resolve));
  const { port } = gone.address() as AddressInfo;
  await new Promise((resolve) => gone.close(resolve));
  expect((await failure(limited()(`http://127.0.0.1:${port}`, {}))).code).toBe("provider_unavailable");
  void serve((response) => response.socket?.resetAndDestroy());
  expect((await failure(limited()(origin, {}))).code).toBe("provider_unavailable");
  void serve((response) => {
    response.writeHead(200, { "content-length": "500" });
    response.write("half", () => response.socket?.resetAndDestroy());
  });
  expect((await failure(limited()(origin, {}))).code).toBe("provider_unavailable");
  void serve((response) => response.writeHead(200, { "content-encoding": "gzip" }).end("not gzip"));
  expect((await failure(limited()(origin, {}))).code).toBe("provider_unavailable");
});

test.each(["http://127.0.0.1", "ftp://127.0.0.1", "data:,x", "file:///etc/hostname"])("asks nothing of %s where only https is allowed", async (url) => {
  let asked = false;
  void serve(() => (asked = true));
  const target = url === "http://127.0.0.1" ? origin : url;
  expect((await failure(limited({ allowHttp: false })(target, {}))).code).toBe("client_rejected");
  expect(asked).toBe(false);
});

test("allows http and nothing but http besides https in development", async () => {
  expect((await failure(limited()("data:,x", {}))).code).toBe("client_rejected");
});

test("names no address in its messages, because tokeninfo has the token in its query", async () => {
  void serve((response) => response.socket?.resetAndDestroy());
  const error = await failure(limited()(`${origin}/auth/o2/tokeninfo?access_token=Atza%7Csecret`, {}));
  expect(error.message).toBe("the call failed (ECONNRESET)");
});

test("reports a name that nobody has as unavailable", async () => {
  const error = await failure(limited({ allowHttp: false })("https://no-such-host.invalid/auth/o2/token", {}));
  expect(error.code).toBe("provider_unavailable");
  expect(error.message).not.toContain("no-such-host");
});

test.each(["constructor", "__proto__", "unheard-of"])("reads the body of an answer that is packed by the name of %s as it came", async (encoding) => {
  void serve((response) => response.writeHead(200, { "content-encoding": encoding }).end("as it is"));
  expect((await limited()(origin, {})).body).toBe("as it is");
});

test("what goes wrong while an answer is taken ends the call, and nothing but the call", async () => {
  const closed = serve((response) => response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("x")));
  vi.spyOn(IncomingMessage.prototype, "pipe").mockImplementation(() => {
    throw new RangeError("odd");
  });
  const error = await failure(limited()(origin, {}));
  expect([error.code, error.message]).toEqual(["provider_unavailable", "the call failed (RangeError)"]);
  await closed;
});

test("a packed answer with something behind its end is read, and its connection closed", async () => {
  const closed = serve((response) => {
    response.writeHead(200, { "content-encoding": "gzip" }).write(Buffer.concat([gzipSync("x".repeat(900)), Buffer.alloc(4_000_000)]));
  });
  expect((await limited()(origin, {})).body).toHaveLength(900);
  await closed;
});

/** The connections that calls came over, each by the number of the first call that used it. */
function connections(after: (socket: Socket) => void = () => undefined) {
  const used: Socket[] = [];
  handle = (request, response) => {
    used.push(request.socket);
    response.on("finish", () => after(request.socket)).end("x");
  };
  return () => used.map((socket) => used.indexOf(socket));
}

test("the next call uses the same connection", async () => {
  const used = connections();
  for (let call = 0; call < 3; call += 1) await limited()(origin, {});
  expect(used()).toEqual([0, 0, 0]);
});

test("a connection that the server has closed meanwhile is not used for the next call", async () => {
  const closed = Promise.withResolvers<void>();
  const used = connections((socket) => socket.once("close", closed.resolve).end());
  await limited()(origin, {});
  // It has closed at both ends then.
  await closed.promise;
  expect((await limited()(origin, {})).body).toBe("x");
  expect(used()).toEqual([0, 1]);
});

test("lets go of a connection that nobody uses before the server does, and of none that is in use", async () => {
  const set = vi.spyOn(Socket.prototype, "setTimeout");
  let idle: number[] = [];
  const other = createServer((request, response) => {
    idle = set.mock.contexts.flatMap((socket, at) => ((socket as Socket).remotePort === request.socket.localPort ? [set.mock.calls[at]?.[0] ?? 0] : []));
    // The time is over while the answer is on its way.
    for (const socket of set.mock.contexts as Socket[]) if (socket.remotePort === request.socket.localPort) socket.emit("timeout");
    setImmediate(() => response.end("x"));
  });
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  expect((await limited()(`http://127.0.0.1:${(other.address() as AddressInfo).port}`, {})).body).toBe("x");
  expect(idle).toEqual([4_000]);
  const client = (set.mock.contexts as Socket[]).find((socket) => socket.remotePort === (other.address() as AddressInfo).port);
  const ended = new Promise((resolve) => client?.once("close", resolve));
  client?.emit("timeout");
  await ended;
  await new Promise((resolve) => other.close(resolve));
});
