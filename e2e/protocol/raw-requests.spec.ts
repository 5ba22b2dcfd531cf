import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { formBody, forms, urlencoded } from "../fixtures/endpoints.ts";
import { comeBack, rowCounts, sessionOf, signedIn, startEmail } from "../fixtures/journey.ts";
import { newAddress, newestLink, newPersona } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import { sendRaw, statusOf, writeOn } from "../fixtures/raw-http.ts";
import type { Stack } from "../fixtures/stack.ts";

/** Requests that no browser sends, or never ends: IF-02, IF-03. What a proxy could misread is in server/smuggling.test.ts. */

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
    const answer = await sendRaw(stack, (socket) => socket.write(Buffer.from(line.replace(/\r\n\r\n$/, line.includes("Content-Length") ? "\r\n\r\n" : "\r\nConnection: close\r\n\r\n"), "latin1")), 5_000);
    const [status, { text }] = [statusOf(answer), answer];
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

/** Ways to break a token in the address of a page; what is not ASCII is sent as it is. */
const brokenTokens = (token: string) => [
  `token=${token}%`,
  `token=${token}%zz`,
  `token=${token}%E0%A4%A`,
  `token=%${token}`,
  `token=${token}%ED%A0%80`,
  `token=${token}%C0%80`,
  `token=${token}%00`,
  `token=${token}%FF%FE`,
  `token=${token}\xff\xfe`,
  `token=\xc3${token}`,
  `token=${token}&token=${token}`,
  `token[]=${token}`,
  `token=${"A".repeat(6_000)}`,
  `token=${"A".repeat(1_000_000)}`,
  `%FF%FE=${token}&%E0%A4%A=1`,
];

test("broken tokens in the addresses of mailed links get a 4xx or the recovery page, and spend nothing", async ({ stack, open }) => {
  const [vera, email] = [open(), newAddress()];
  await startEmail(vera, email, "/bag");
  const link = await newestLink(stack, email);
  const token = new URL(link, stack.appUrl).searchParams.get("token") ?? "";
  const cookie = vera.cookieHeader(new URL("/signin/verify", stack.appUrl));
  const before = await rowCounts(stack);
  for (const page of ["/signin/verify", "/signin/undo-change", "/signin/undo-merge"]) {
    for (const query of brokenTokens(token)) {
      const answer = await sendRaw(stack, (socket) => socket.write(Buffer.from(`GET ${page}?${query} HTTP/1.1\r\nHost: localhost:${new URL(stack.appUrl).port}\r\nCookie: ${cookie}\r\nConnection: close\r\n\r\n`, "latin1")), 5_000);
      const [status, { text }] = [statusOf(answer), answer];
      const fine = (status >= 400 && status < 500) || (status === 307 && /^location: \S*\/signin(\/error\?\S+)?\r$/im.test(text));
      expect(fine, `${page}?${query.slice(0, 60)} got ${text.slice(0, 300)}`).toBe(true);
    }
    for (const query of brokenTokens(token).filter((one) => one.length < 60_000)) {
      const answer = await vera.request(page, { method: "POST", headers: { ...urlencoded, origin: stack.appUrl, "sec-fetch-site": "same-origin" }, body: Buffer.from(`${query}&action=use`, "latin1") });
      expect([400, 404, 409, 410, 422], `${page} ${query.slice(0, 60)} answered ${answer.status}`).toContain(answer.status);
      expect(answer.setCookies).toEqual([]);
    }
  }
  expect(await rowCounts(stack)).toEqual(before);
  expect(await sessionOf(vera)).toBeNull();
  expect(new URL((await vera.post("/signin/verify", { token, action: "use" })).headers.get("location") ?? "").pathname).toBe("/bag");
});

/** MiB that the web process holds. */
const memoryOf = (stack: Stack) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${stack.web.child.pid}/status`, "utf8"))?.[1] ?? 0) / 1_024;

const head = (stack: Stack, extra: string, type = urlencoded["content-type"]) =>
  `POST /signin/verify HTTP/1.1\r\nHost: localhost\r\nOrigin: ${stack.appUrl}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: ${type}\r\n${extra}\r\n\r\n`;

test("bodies that are too large or packed are refused early, with memory flat", async ({ stack, open }) => {
  const before = memoryOf(stack);
  const big = Buffer.alloc(1_000_000, "a");
  const declared = await sendRaw(stack, (socket) => {
    socket.write(head(stack, "Content-Length: 60000000"));
    writeOn(socket, big, 5);
  });
  expect(statusOf(declared)).toBe(413);
  expect(declared.milliseconds).toBeLessThan(3_000);
  const chunked = await sendRaw(stack, (socket) => {
    socket.write(head(stack, "Transfer-Encoding: chunked"));
    writeOn(socket, Buffer.concat([Buffer.from("f4240\r\n"), big, Buffer.from("\r\n")]), 5);
  });
  expect(statusOf(chunked)).toBe(413);
  expect(chunked.milliseconds).toBeLessThan(3_000);
  const bomb = gzipSync(Buffer.alloc(50_000_000));
  for (const coding of ["gzip", "deflate", "br", "zstd", "identity, gzip", "x-gzip", ""]) {
    const packed = await sendRaw(stack, (socket) => socket.write(Buffer.concat([Buffer.from(head(stack, `Content-Encoding: ${coding}\r\nContent-Length: ${bomb.length}`)), bomb])));
    expect(statusOf(packed), coding).toBe(415);
  }
  const expecting = await sendRaw(stack, (socket) => socket.write(head(stack, "Expect: 100-continue\r\nContent-Length: 60000000")));
  expect([statusOf(expecting), expecting.text.includes("100 Continue")]).toEqual([413, false]);
  expect((await open().get("/signin")).status).toBe(200);
  expect(memoryOf(stack)).toBeLessThan(before + 120);
});

test("requests that trickle are ended with 408, all at once and without a sleep for the others", async ({ stack, open }) => {
  const get = "GET / HTTP/1.1\r\nHost: localhost\r\n";
  const slow: Record<string, (socket: Socket) => void> = {
    "a body": (socket) => {
      socket.write(head(stack, "Content-Length: 600"));
      writeOn(socket, "a", 500);
    },
    "chunks of one byte": (socket) => {
      socket.write(head(stack, "Transfer-Encoding: chunked"));
      writeOn(socket, "1\r\na\r\n", 500);
    },
    "zeros before a chunk's size": (socket) => {
      socket.write(head(stack, "Transfer-Encoding: chunked"));
      writeOn(socket, "0".repeat(100), 20);
    },
    "a trailer": (socket) => {
      socket.write(`${head(stack, "Transfer-Encoding: chunked")}3\r\na=b\r\n0\r\n`);
      writeOn(socket, "x: y\r\n", 500);
    },
    "a header": (socket) => {
      socket.write(get);
      writeOn(socket, "x", 500);
    },
    "many headers": (socket) => {
      socket.write(get);
      writeOn(socket, "x: y\r\n", 500);
    },
    "a target": (socket) => {
      socket.write("GET /");
      writeOn(socket, "x", 500);
    },
    "empty lines": (socket) => writeOn(socket, "\r\n", 20),
    nothing: () => undefined,
  };
  const ends = Promise.all(Object.entries(slow).map(async ([name, send]) => [name, await sendRaw(stack, send, 25_000)] as const));
  for (let round = 0; round < 5; round += 1) expect((await open().get("/signin")).status).toBe(200);
  for (const [name, answer] of await ends) {
    expect(statusOf(answer), name).toBe(408);
    expect(answer.milliseconds, name).toBeLessThan(20_000);
  }
});

test("headers and targets without end are refused with 431 or 414", async ({ stack }) => {
  const get = "GET / HTTP/1.1\r\nHost: localhost\r\n";
  const endless: [start: string, piece: string][] = [
    [get, `x: ${"y".repeat(900)}\r\n`],
    [`${get}x: `, "y".repeat(900)],
    [`${get}cookie: a=b`, `; a=${"b".repeat(900)}`],
    ["GET /", "y".repeat(900)],
    [`${head(stack, "Transfer-Encoding: chunked")}3\r\na=b\r\n0\r\n`, `x: ${"y".repeat(900)}\r\n`],
  ];
  for (const [start, piece] of endless) {
    const answer = await sendRaw(stack, (socket) => {
      socket.write(start);
      writeOn(socket, piece);
    });
    expect([414, 431], start.slice(0, 40)).toContain(statusOf(answer));
  }
});

test("a body that is not what its type says is refused and changes nothing", async ({ stack, open }) => {
  const vera = open();
  await signedIn(stack, vera, newPersona(stack));
  const own = { origin: stack.appUrl, "sec-fetch-site": "same-origin" };
  const before = await rowCounts(stack);
  const utf16 = Buffer.from(formBody({ action: "add", productId: "wool-blanket" }), "utf16le");
  const lies: [type: string, body: string | Buffer, statuses: number[]][] = [
    ["application/x-www-form-urlencoded", JSON.stringify({ action: "add", productId: "wool-blanket" }), [422]],
    ["application/x-www-form-urlencoded", gzipSync("action=add&productId=wool-blanket"), [400, 422]],
    ["application/x-www-form-urlencoded;charset=utf-16", utf16, [400, 422]],
    ["application/x-www-form-urlencoded, application/json", "action=add&productId=wool-blanket", [415]],
    ["application/x-www-form-urlencodedx", "action=add&productId=wool-blanket", [415]],
    ["application/json", "action=add&productId=wool-blanket", [400]],
    ["application/json;application/x-www-form-urlencoded", "action=add&productId=wool-blanket", [400]],
    ["multipart/form-data; boundary=x", "action=add&productId=wool-blanket", [415]],
    ["text/html", "<form>", [415]],
    ["/", "action=add&productId=wool-blanket", [415]],
    [";", "action=add&productId=wool-blanket", [415]],
  ];
  for (const [type, body, statuses] of lies) {
    const answer = await vera.request("/bag", { method: "POST", headers: { ...own, "content-type": type }, body });
    expect(statuses, `${type} answered ${answer.status}`).toContain(answer.status);
  }
  expect(await rowCounts(stack)).toEqual(before);
});

test("nothing about where a client comes from is believed without a trusted proxy, on any form", async ({ stack, open }) => {
  await stack.sql.query(`DELETE FROM "RateLimit"`);
  const claims: Record<string, string>[] = ["x-forwarded-for", "x-real-ip", "true-client-ip", "x-client-ip", "cf-connecting-ip", "x-client-address", "forwarded", "x-forwarded", "x-cluster-client-ip", "fastly-client-ip"].map((name, index) => ({ [name]: name === "forwarded" ? `for=203.0.113.${index}` : `203.0.113.${index}` }));
  for (const headers of claims) for (const { path, fields } of forms) await open().post(path, { ...fields, email: `claim.${headers["x-forwarded-for"] ?? "x"}@example.test` }, headers);
  const { rows } = await stack.sql.query<{ key: string }>(`SELECT "key" FROM "RateLimit" WHERE "key" LIKE 'email_code_from_client%'`);
  expect(rows).toHaveLength(1);
});
