import { request as httpRequest } from "node:http";
import { createTransport } from "nodemailer";
import type { SendMailOptions } from "nodemailer";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Mail } from "./mails.ts";
import { startMailbox } from "./server.ts";
import type { RunningMailbox } from "./server.ts";

let mailbox: RunningMailbox;
beforeEach(async () => {
  mailbox = await startMailbox({ webPort: 0, smtpPort: 0 });
});
afterEach(() => mailbox.close());

const send = (mail: SendMailOptions) =>
  createTransport(mailbox.smtpUrl).sendMail({ from: "Shop <shop@example.test>", to: "vera@example.test", ...mail });
const get = (path: string) => fetch(`${mailbox.url}${path}`);
const api = async (query = "") => (await get(`/api/mails${query}`)).json() as Promise<Mail[]>;

test("keeps a mail with its addresses, subject, text and HTML", async () => {
  await send({ subject: "Your code: 123 456 ✓", replyTo: "answers@example.test", text: "Hello", html: "<p>Hello</p>" });
  expect(await api()).toEqual([
    {
      id: expect.any(String),
      to: ["vera@example.test"],
      from: '"Shop" <shop@example.test>',
      replyTo: "answers@example.test",
      subject: "Your code: 123 456 ✓",
      text: expect.stringMatching(/^Hello\s*$/),
      html: expect.stringContaining("<p>Hello</p>"),
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    },
  ]);
});

test("lists newest first and filters by recipient in whatever case, hidden ones included", async () => {
  await send({ subject: "1" });
  await send({ subject: "2", to: "sam@example.test", bcc: "Vera@Example.test" });
  await send({ subject: "3", to: "sam@example.test" });
  expect((await api()).map((mail) => mail.subject)).toEqual(["3", "2", "1"]);
  expect((await api("?to=VERA@example.test")).map((mail) => mail.subject)).toEqual(["2", "1"]);
  expect(await api("?to=nobody@example.test")).toEqual([]);
});

test("says null when a mail has no HTML", async () => {
  await send({ subject: "plain", text: "only text" });
  expect((await api())[0]).toMatchObject({ html: null });
});

test("keeps the latest 200 mails", () => {
  const mail = { to: [], from: "", replyTo: null, text: "", html: null };
  for (let number = 1; number <= 203; number++) mailbox.mails.add({ ...mail, subject: String(number) });
  expect(mailbox.mails.all()).toHaveLength(200);
  expect(mailbox.mails.all().at(-1)?.subject).toBe("4");
});

test("empties on DELETE", async () => {
  await send({ subject: "x", text: "x" });
  const response = await fetch(`${mailbox.url}/api/mails`, { method: "DELETE" });
  expect([response.status, await api()]).toEqual([200, []]);
});

test("shows text as text with links to click, and HTML only in a frame that may do nothing", async () => {
  const text = `<script>alert(1)</script> Open http://localhost:3000/signin/verify?a=1&b=2. <http://x.test/"onclick=1>`;
  await send({ subject: "<b>bold</b>", text, html: `<script>alert("2")</script><p>it's</p>` });
  const list = await (await get("/")).text();
  expect(list).toContain("&lt;b&gt;bold&lt;/b&gt;");
  const response = await get(/href="(\/mails\/[^"]+)"/.exec(list)?.[1] ?? "");
  const html = await response.text();
  expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(html).toContain(`<a href="http://localhost:3000/signin/verify?a=1&amp;b=2" rel="noopener noreferrer">`);
  expect(html).toMatch(/<iframe [^>]*sandbox="" srcdoc="&lt;script&gt;alert\(&quot;2&quot;\)/);
  expect(html).not.toMatch(/<script|"onclick/);
  expect(response.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'unsafe-inline'; /);
});

test("answers 404 for a mail that is gone and 405 for other methods", async () => {
  expect((await get("/mails/none")).status).toBe(404);
  expect((await fetch(mailbox.url, { method: "POST" })).status).toBe(405);
  expect((await fetch(`${mailbox.url}/api/mails`, { method: "PUT" })).status).toBe(405);
});

test("refuses every page to a foreign Host header", async () => {
  const status = await new Promise((resolve, reject) => {
    httpRequest(`${mailbox.url}/api/mails`, { headers: { host: "evil.example" } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end();
  });
  expect(status).toBe(403);
});

test("refuses a mail over 5 MiB", async () => {
  await expect(send({ subject: "big", text: "x".repeat(5 * 1024 * 1024) })).rejects.toThrow(/552/);
  expect(await api()).toEqual([]);
});

test("does not start half: with the web port taken, the mail port is free again", async () => {
  const webPort = Number(new URL(mailbox.url).port);
  await expect(startMailbox({ webPort, smtpPort: 0 })).rejects.toThrow("EADDRINUSE");
});
