import { createGzip } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { requestContext } from "#lib/telemetry/request-context.ts";
import type { Handle } from "./exchange.ts";
import { request, type RunningListener, sendRaw, startListener, type WireAnswer } from "./testing.ts";

const running: RunningListener[] = [];

afterEach(() => {
  for (const { server } of running.splice(0)) server.close();
});

async function send(handle: Handle, line = "GET /", headers: string[] = [], body = "", canonicalOrigin = "https://shop.example"): Promise<WireAnswer> {
  const listener = await startListener(handle, { canonicalOrigin });
  running.push(listener);
  return sendRaw(listener.port, request(line, headers, body));
}

function meetOutage(): void {
  const context = requestContext();
  if (context) context.databaseUnavailable = true;
}

const form = ["Content-Type: application/x-www-form-urlencoded", "Content-Length: 3"];

test("runs the application in a context with the id that the answer carries", async () => {
  const answer = await send(async (incoming, response) => {
    await Promise.resolve();
    response.end(JSON.stringify({ ...requestContext(), header: incoming.headers["x-request-id"] }));
  });
  const id = answer.headers["x-request-id"];
  expect(JSON.parse(answer.body)).toEqual({ requestId: id, header: id, clientAddress: "127.0.0.1", receivedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/), databaseUnavailable: false, view: true, url: "/" });
});

test("keeps the contexts of parallel requests apart", async () => {
  const listener = await startListener(async (_incoming, response) => {
    const before = requestContext()?.requestId;
    await new Promise((resolve) => setImmediate(resolve));
    response.end(String(before === requestContext()?.requestId));
  });
  running.push(listener);
  const answers = await Promise.all(Array.from({ length: 20 }, () => sendRaw(listener.port, request("GET /"))));
  expect(new Set(answers.map((answer) => answer.body))).toEqual(new Set(["true"]));
  expect(new Set(answers.map((answer) => answer.headers["x-request-id"])).size).toBe(20);
});

const ways: [string, Handle][] = [
  ["end", (_request, response) => (meetOutage(), response.end("secret"))],
  ["write", (_request, response) => (meetOutage(), response.write("secret"), response.end())],
  ["writeHead", (_request, response) => (meetOutage(), response.writeHead(200, { "Set-Cookie": "b=c" }), response.end("secret"))],
  ["flushHeaders", (_request, response) => (meetOutage(), response.flushHeaders(), response.end("secret"))],
  ["an exception", () => (meetOutage(), Promise.reject(new Error("database")))],
  [
    "compression put over the response",
    (_request, response) => {
      const { write, end } = response;
      const gzip = createGzip();
      gzip.on("data", (chunk: Buffer) => write.call(response, chunk, "utf8"));
      gzip.on("end", () => end.call(response, undefined, "utf8"));
      response.setHeader("Content-Encoding", "gzip");
      meetOutage();
      gzip.end("secret");
    },
  ],
];

test("answers 404 with the page of something that is not there, and leaves any other status as it is", async () => {
  const missing: (status: number) => Handle = (status) => (_incoming, response) => {
    const context = requestContext();
    if (context) context.missing = true;
    response.writeHead(status, { "Content-Type": "text/html", "Content-Length": "17" });
    response.end("<h1>not here</h1>");
  };
  expect(await send(missing(200))).toMatchObject({ status: 404, body: "<h1>not here</h1>", headers: { "cache-control": "no-store" } });
  expect((await send(missing(307))).status).toBe(307);
});

test.each(ways)("replaces an answer begun by %s in an outage, without cookies or anything of the old answer", async (_name, handle) => {
  const answer = await send((incoming, response) => {
    response.setHeader("Set-Cookie", "authjs.session-token=; Max-Age=0");
    response.setHeader("Location", "/signin");
    return handle(incoming, response);
  });
  expect(answer.status).toBe(503);
  expect(answer.headers).toMatchObject({ "retry-after": "5", "cache-control": "no-store", "content-type": "text/html; charset=utf-8", "x-frame-options": "DENY" });
  for (const name of ["set-cookie", "location", "content-encoding"]) expect(answer.headers[name]).toBeUndefined();
  expect(answer.headers["content-security-policy"]).toMatch(/style-src 'sha256-/);
  expect(answer.body).toMatch(/nothing is lost/);
  expect(answer.body).not.toContain("secret");
});

test.each([
  ["GET /account", [], "", '<a href="">Try again</a>'],
  ["GET /api/auth/callback/amazon?code=SECRET&state=S", [], "", '<a href="">Try again</a>'],
  ["POST /bag", form, "a=b", '<a href="">Go back to the page</a>'],
  ["POST /api/auth/signin/amazon", form, "a=b", '<a href="/signin">Back to sign in</a>'],
])("leads on from the outage page at %s, without repeating the address", async (line, headers, body, link) => {
  const answer = await send((_request, response) => (meetOutage(), response.end()), line, headers, body);
  expect(answer.body).toContain(link);
  expect(answer.body).not.toContain("SECRET");
});

test("answers programs in JSON and the client router with an empty body", async () => {
  const down: Handle = (_request, response) => (meetOutage(), response.end("x"));
  const data = await send(down, "GET /api/auth/session");
  expect(JSON.parse(data.body)).toMatchObject({ error: "database_unavailable" });
  expect(data).toMatchObject({ status: 503, headers: { "retry-after": "5" } });
  expect(await send(down, "GET /account?_rsc=1", ["RSC: 1"])).toMatchObject({ status: 503, body: "", headers: { "content-length": "0" } });
  expect((await send(down, "GET /api/health/ready")).status).toBe(200);
});

test("leaves an answer alone that had begun before the outage", async () => {
  const answer = await send((_request, response) => {
    response.write("first ");
    meetOutage();
    response.end("second");
  });
  expect(answer.status).toBe(200);
  expect(answer.body).toContain("second");
});

test("adds the security headers to every answer and removes Next's own", async () => {
  const answer = await send((_request, response) => {
    response.setHeader("X-Powered-By", "Next.js");
    response.setHeader("x-middleware-rewrite", "/submit");
    response.setHeader("x-nextjs-cache", "HIT");
    response.setHeader("Content-Type", "text/html");
    response.statusCode = 404;
    response.end("<p>");
  });
  expect(answer.headers).toMatchObject({
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
    "content-length": "3",
  });
  expect(answer.headers["content-security-policy"]).toContain("frame-ancestors 'none'");
  for (const name of ["x-powered-by", "x-middleware-rewrite", "x-nextjs-cache", "server"]) expect(answer.headers[name]).toBeUndefined();
});

test("keeps the policy of a page, its cookies and its stricter referrer policy", async () => {
  const answer = await send((_request, response) => {
    response.writeHead(200, { "Content-Security-Policy": "script-src 'nonce-a'", "Referrer-Policy": "no-referrer", "Set-Cookie": ["a=1", "b=2"] });
    response.end();
  });
  expect(answer.headers).toMatchObject({ "content-security-policy": "script-src 'nonce-a'", "referrer-policy": "no-referrer", "set-cookie": "a=1\nb=2" });
});

test("says how long a streamed answer will be, where its maker knows", async () => {
  const answer = await send((_request, response) => {
    response.setHeader("X-Body-Length", "11");
    response.write("first ");
    response.end("again");
  });
  expect(answer).toMatchObject({ body: "first again", headers: { "content-length": "11" } });
  expect([answer.headers["x-body-length"], answer.headers["transfer-encoding"]]).toEqual([undefined, undefined]);
});

test("sends no HSTS on http", async () => {
  const answer = await send((_request, response) => response.end(), "GET /", [], "", "http://localhost:3000");
  expect(answer.headers["strict-transport-security"]).toBeUndefined();
});
