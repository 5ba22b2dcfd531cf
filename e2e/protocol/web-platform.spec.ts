import { connect, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { type Answer, HttpBrowser } from "../fixtures/http-browser.ts";
import { comeBack, rowCounts, sessionOf, signedIn } from "../fixtures/journey.ts";
import { newPersona } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import type { Stack } from "../fixtures/stack.ts";

/** Guards, headers, methods, and requests that no browser sends: WP-01, 03, 05, IF-02, IF-03. */

const tricks: Record<string, string>[] = [
  {},
  { "x-middleware-subrequest": "middleware" },
  { "x-middleware-subrequest": "middleware:middleware:middleware:middleware:middleware" },
  { "x-middleware-subrequest": "src/middleware:src/middleware:src/middleware:src/middleware:src/middleware" },
  { "x-middleware-subrequest-id": "1", "x-middleware-next": "1", "x-middleware-rewrite": "/account" },
  { rsc: "1" },
  { rsc: "1", "next-router-prefetch": "1" },
  { rsc: "1", "next-router-prefetch": "2", "next-router-segment-prefetch": "/_tree" },
  { rsc: "1", "next-router-segment-prefetch": "/account/__PAGE__" },
  { rsc: "1", "next-router-state-tree": encodeURIComponent('["",{"children":["account",{"children":["__PAGE__",{}]}]},null,"refetch"]') },
  { "next-action": "a".repeat(42), "next-url": "/account" },
  { "x-nextjs-data": "1", "x-matched-path": "/account", "x-now-route-matches": "1" },
  { "x-invoke-path": "/account", "x-invoke-status": "200", "x-invoke-output": "/account" },
  { "x-original-url": "/account", "x-rewrite-url": "/account", "x-forwarded-uri": "/account" },
  { "x-internal-render": "guess", "x-form-values": "e30" },
  { "x-forwarded-for": "127.0.0.1", host: "localhost" },
  { authorization: "Bearer %", "x-client-address": "127.0.0.1" },
];
const spellings = [
  "/account",
  "/account/",
  "//account",
  "/account?_rsc=abc",
  "/account.rsc",
  "/account.json",
  "/account.txt?_rsc=1",
  "/account.segments/_tree.segment.rsc",
  "/account/__PAGE__.segment.rsc",
  "/%61ccount",
  "/a%63count",
  "/account%2f",
  "/account%2Fx.css",
  "/account%00",
  "/account%0a.css",
  "/account;a.js",
  "/account/x.css",
  "/account/.png",
  "/./account",
  "/x/../account",
  "/%2e/account",
  "/x/%2e%2e/account",
  "/en/account",
  "/ACCOUNT",
  "/_next/data/build/account.json",
  "/_next/../account",
  "/brand/../account",
  "/api/../account",
  "/account/sessions",
  "/account/privacy",
  "/account/sign-in-methods",
];

function showsNobody(answer: Answer, name: string, email: string): void {
  expect(answer.body).not.toContain(name);
  expect(answer.body).not.toContain(email);
  expect(answer.headers.get("cache-control") ?? "no-store").toContain("no-store");
}

test("no spelling of the address and no header opens the account page to somebody who is signed out", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  await signedIn(stack, vera, persona);
  expect((await vera.get("/account")).body).toContain(persona.name);
  for (const cookie of [undefined, "A".repeat(43), "junk"]) {
    const mal = open();
    if (cookie) mal.plant("authjs.session-token", cookie);
    const targets = [...spellings.map((path) => [path, {}] as const), ...tricks.flatMap((headers) => ["/account", "/account?_rsc=1"].map((path) => [path, headers] as const))];
    for (const [path, headers] of targets) {
      const answer = await mal.get(path, headers);
      const label = `${path} ${JSON.stringify(headers)} answered ${answer.status}`;
      expect(answer.status, label).toBeLessThan(500);
      showsNobody(answer, persona.name, persona.email ?? "");
      if (answer.status === 200) expect(answer.body, label).not.toContain("Ways you sign in");
    }
    const plain = await mal.get("/account");
    expect(plain.status).toBe(307);
    expect(new URL(plain.headers.get("location") ?? "", stack.appUrl).pathname).toBe("/signin");
  }
});

test("what a signed-in person sees is kept by no cache and given to nobody else", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  await signedIn(stack, vera, persona);
  for (const path of ["/account", "/account?_rsc=1", "/", "/bag", "/saved", "/api/auth/session", "/account/x.css", "/account%0a.css", "/account;a.js", "/signout"]) {
    const answer = await vera.get(path);
    expect(answer.headers.get("cache-control"), path).toContain("no-store");
    showsNobody(await open().get(path), persona.name, persona.email ?? "");
  }
});

test("reading the session writes nothing and sets no cookie", async ({ stack, open }) => {
  const vera = open();
  await signedIn(stack, vera, newPersona(stack));
  for (const path of ["/api/auth/session", "/", "/account", "/signin", "/bag"]) expect((await vera.get(path)).setCookies, path).toEqual([]);
  const session = await sessionOf(vera);
  expect(Object.keys(session ?? {}).sort()).toEqual(["expires", "user"]);
  expect(Object.keys(session?.user ?? {}).sort()).toEqual(["email", "id", "name"]);
});

function policyOf(answer: Answer): Map<string, string[]> {
  const lines = (answer.headers.get("content-security-policy") ?? "").split(";").map((line) => line.trim().split(/\s+/));
  return new Map(lines.map(([name = "", ...values]) => [name, values]));
}

const everyPath = ["/", "/bag", "/saved", "/signin", "/signin/error", "/signin/error?code=state_mismatch", "/signout", "/privacy", "/help/sign-in", "/account", "/nothing-here", "/signin/nothing", "/api/auth/session", "/api/auth/nothing", "/api/health/live", "/api/health/ready", "/api/auth/callback/amazon", "/.well-known/security.txt", "/.well-known/change-password", "/%E0%A4%A", `/${"a".repeat(9_000)}`];

test("every answer has a tight content policy, with a nonce of its own where there is script", async ({ open }) => {
  const nonces: string[] = [];
  const hostile = { "content-security-policy": "script-src 'nonce-evil\"><script>alert(1)</script>' *", "x-nonce": "evil", "content-security-policy-report-only": "default-src *" };
  for (const path of everyPath) {
    for (const headers of [{}, hostile] as Record<string, string>[]) {
      const answer = await open().get(path, headers);
      const policy = policyOf(answer);
      const text = answer.headers.get("content-security-policy") ?? "";
      expect(text, path).not.toMatch(/unsafe-inline|unsafe-eval|evil|\*/);
      expect(policy.get("frame-ancestors"), path).toEqual(["'none'"]);
      expect(policy.get("base-uri"), path).toEqual(["'none'"]);
      expect(policy.get("object-src") ?? policy.get("default-src"), path).toEqual(["'none'"]);
      expect(policy.get("form-action")?.join(" ") ?? "", path).not.toMatch(/\*|http:(?!\/\/(localhost|127\.0\.0\.1):)/);
      const nonce = /'nonce-([^']+)'/.exec(text)?.[1];
      if (nonce) nonces.push(nonce);
      for (const [script] of answer.body.matchAll(/<script\b[^>]*>/g)) expect(script, path).toContain(`nonce="${nonce}"`);
      expect(answer.body, path).not.toMatch(/\son(error|click|load)=|style="|javascript:/i);
    }
  }
  expect(nonces.length).toBeGreaterThan(10);
  expect(new Set(nonces).size).toBe(nonces.length);
});

test("every answer carries the header set, whatever its status", async ({ stack, open }) => {
  const vera = open();
  const answers = [];
  for (const path of everyPath) answers.push(await vera.get(path));
  answers.push(await vera.post("/signin/check-email", { email: "x" }), await vera.post("/bag", {}), await vera.post("/api/auth/signin/amazon", { returnTo: "/" }));
  answers.push(await vera.request("/bag", { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: "a=b" }));
  answers.push(await vera.request("/", { method: "PUT" }), await vera.request("/", { method: "TRACE" }), await vera.request("/", { headers: { pad: "x".repeat(20_000) } }));
  for (const { headers, url, status } of answers) {
    const label = `${status} ${url.slice(0, 80)}`;
    expect(headers.get("x-content-type-options"), label).toBe("nosniff");
    expect(headers.get("x-frame-options"), label).toBe("DENY");
    expect(headers.get("referrer-policy"), label).toMatch(/^(no-referrer|strict-origin-when-cross-origin)$/);
    expect(headers.get("cross-origin-opener-policy"), label).toBe("same-origin");
    expect(headers.get("cross-origin-resource-policy"), label).toBe("same-origin");
    expect(headers.get("permissions-policy"), label).toContain("camera=()");
    expect(headers.get("x-request-id"), label).toMatch(/^[\w-]{22}$/);
    expect(headers.get("access-control-allow-origin"), label).toBeNull();
    for (const name of ["x-powered-by", "server", "x-nextjs-cache", "x-middleware-rewrite", "x-middleware-next"]) expect(headers.get(name), label).toBeNull();
    expect(headers.get("strict-transport-security"), label).toBeNull();
  }
  expect(stack.appUrl).toMatch(/^http:/);
});

test("methods that are not served are refused, on pages and on machines' addresses", async ({ stack, open }) => {
  const vera = open();
  await signedIn(stack, vera, newPersona(stack));
  for (const path of ["/", "/account", "/signout", "/api/auth/session", "/api/auth/signin/amazon", "/api/auth/callback/amazon", "/api/health/live", "/nothing-here"]) {
    for (const method of ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "QUERY", "LINK"]) {
      const answer = await vera.request(path, { method });
      expect(answer.status, `${method} ${path}`).toBe(405);
      expect(answer.headers.get("allow")).toBe("GET, HEAD, POST");
    }
  }
  expect(await sessionOf(vera)).not.toBeNull();
});

/** Sends bytes as they are and collects what comes back until the other side ends or a time is over. */
async function sendRaw(stack: Stack, send: (socket: Socket) => void, milliseconds = 20_000): Promise<{ text: string; milliseconds: number }> {
  const startedAt = performance.now();
  const text = await new Promise<string>((resolve) => {
    let received = "";
    const socket = connect(Number(new URL(stack.listensAt).port), "localhost", () => send(socket));
    const done = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(received);
    };
    const timer = setTimeout(done, milliseconds);
    socket.on("data", (chunk) => (received += chunk.toString("latin1"))).on("end", done).on("close", done).on("error", done);
  });
  return { text, milliseconds: performance.now() - startedAt };
}

const statusOf = (text: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);

test("broken requests to the callback and to bearers get a 4xx and spend nothing", async ({ stack, open }) => {
  const vera = open();
  const { code, callback } = await comeBack(stack, vera, newPersona(stack));
  const before = await rowCounts(stack);
  const cookie = vera.cookieHeader(new URL("/api/auth/callback/amazon", stack.appUrl));
  const base = "/api/auth/callback/amazon";
  const lines = [
    `GET ${base}?code=${"A".repeat(1_000_000)}&state=x HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    `GET ${base}?code=${code}&state=%E0%A4%A HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    `GET ${base}?code=${code}&state=\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    `GET ${base}/%E0%A4%A?code=${code} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    `GET ${base}?code=${code} HTTP/1.1\r\nHost: localhost\r\nCookie: ${cookie}; ${"x".repeat(32_000)}\r\n\r\n`,
    `GET ${base}?code=${code} HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n`,
    `GET http://evil.example${base}?code=${code} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    `GET ${base}?code=${code}\r\nHost: localhost\r\n\r\n`,
    `GET ${base}?a=b HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    `POST ${base} HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n`,
    `GET ${base} HTTP/1.1\r\n\r\n`,
    `CONNECT localhost:1 HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n",
  ];
  for (const [index, line] of lines.entries()) {
    const { text } = await sendRaw(stack, (socket) => socket.write(Buffer.from(line.replace(/\r\n\r\n$/, line.includes("Content-Length") ? "\r\n\r\n" : "\r\nConnection: close\r\n\r\n"), "latin1")), 5_000);
    const status = statusOf(text);
    // A state that means nothing is answered by the recovery page.
    const fine = (status >= 400 && status < 500) || (status === 303 && /location: \S+\/signin\/error\?/i.test(text));
    expect(fine, `${index}: ${line.slice(0, 60)} got ${text.slice(0, 80)}`).toBe(true);
  }
  for (const authorization of ["Bearer %", "Bearer", "Bearer \u00ff", `Bearer ${"x".repeat(10_000)}`, "Basic %%%"]) {
    for (const path of ["/api/auth/session", "/api/health/ready", "/account"]) expect((await open().get(path, { authorization })).status).toBeLessThan(500);
  }
  expect(stack.sandbox.ledger.calls.filter(({ parameters }) => parameters.code === code)).toEqual([]);
  expect(await rowCounts(stack)).toEqual(before);
  expect(new URL((await vera.get(callback)).headers.get("location") ?? "").pathname).toBe("/account");
});

test("bodies that are too large, packed, endless or slow are refused early, and others are served", async ({ stack, open }) => {
  test.setTimeout(60_000);
  const memory = async () => Number(/VmRSS:\s+(\d+)/.exec(await (await import("node:fs/promises")).readFile(`/proc/${stack.web.child.pid}/status`, "utf8"))?.[1] ?? 0) / 1_024;
  const before = await memory();
  const head = (extra: string, type = "application/x-www-form-urlencoded") => `POST /signin/verify HTTP/1.1\r\nHost: localhost\r\nOrigin: ${stack.appUrl}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: ${type}\r\n${extra}\r\n\r\n`;
  const writeOn = (socket: Socket, piece: Buffer, every = 1) => {
    const timer = setInterval(() => (socket.writable ? socket.write(piece) : clearInterval(timer)), every);
    socket.on("close", () => clearInterval(timer));
  };
  const big = Buffer.alloc(1_000_000, "a");
  const slow = sendRaw(stack, (socket) => {
    socket.write(head("Content-Length: 600"));
    writeOn(socket, Buffer.from("a"), 1_000);
  });
  const slowHead = sendRaw(stack, (socket) => {
    socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n");
    writeOn(socket, Buffer.from("x"), 1_000);
  });
  const declared = await sendRaw(stack, (socket) => {
    socket.write(head("Content-Length: 60000000"));
    writeOn(socket, big, 5);
  });
  expect(statusOf(declared.text)).toBe(413);
  expect(declared.milliseconds).toBeLessThan(3_000);
  const chunked = await sendRaw(stack, (socket) => {
    socket.write(head("Transfer-Encoding: chunked"));
    writeOn(socket, Buffer.concat([Buffer.from("f4240\r\n"), big, Buffer.from("\r\n")]), 5);
  });
  expect(statusOf(chunked.text)).toBe(413);
  expect(chunked.milliseconds).toBeLessThan(3_000);
  const bomb = gzipSync(Buffer.alloc(50_000_000));
  const packed = await sendRaw(stack, (socket) => socket.write(Buffer.concat([Buffer.from(head(`Content-Encoding: gzip\r\nContent-Length: ${bomb.length}`)), bomb])));
  expect(statusOf(packed.text)).toBe(415);
  expect(statusOf((await sendRaw(stack, (socket) => socket.write(head("Content-Length: 2", "image/png") + "ab"))).text)).toBe(415);
  for (let round = 0; round < 5; round += 1) expect((await open().get("/signin")).status).toBe(200);
  const [late, lateHead] = [await slow, await slowHead];
  expect(statusOf(late.text)).toBe(408);
  expect(late.milliseconds).toBeLessThan(17_000);
  expect(statusOf(lateHead.text)).toBe(408);
  expect(await memory()).toBeLessThan(before + 120);
});

test("a page rendered for a refused form goes out without the inside of the site", async ({ stack, open }) => {
  const answer = await open().post("/signin/check-email", { email: "x" }, { "x-internal-render": "x", "x-form-values": Buffer.from('{"email":"injected"}').toString("base64url") });
  expect(answer.status).toBe(422);
  expect(answer.body).not.toContain("injected");
  expect(answer.headers.get("x-internal-render")).toBeNull();
  // The sandbox Amazon is the only other address that may be named.
  const text = `${answer.body}${JSON.stringify([...answer.headers])}`.replaceAll(stack.sandbox.url, "");
  expect(/127\.0\.0\.1.{0,10}/.exec(text)?.[0]).toBeUndefined();
});

test("a browser that calls the site by the address of this machine is sent to its name", async ({ stack }) => {
  const { port } = new URL(stack.listensAt);
  const mistaken = new HttpBrowser(`http://127.0.0.1:${port}`, { connectTo: stack.listensAt });
  const answer = await mistaken.get("/signin?returnTo=%2Fbag");
  expect([answer.status, answer.headers.get("location")]).toEqual([308, `${stack.appUrl}/signin?returnTo=%2Fbag`]);
  for (const host of ["evil.example", `evil.example:${port}`, "127.0.0.1.evil.example"]) {
    const other = await mistaken.get("/account", { host });
    expect(new URL(other.headers.get("location") ?? "", stack.appUrl).origin).toBe(stack.appUrl);
  }
});
