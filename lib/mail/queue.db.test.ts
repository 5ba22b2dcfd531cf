import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { database } from "../db/client.ts";
import { queueSchema, startWorkers } from "../jobs/queue.ts";
import { configureLog } from "../telemetry/log.ts";
import { metricsRegistry } from "../telemetry/metrics.ts";
import { mailWorker, queueMail } from "./queue.ts";

let server: SMTPServer;
/** What arrived, by recipient; and whom the server refuses so many times. */
const arrived: string[] = [];
const refusals = new Map<string, number>();
/** With what status it refuses. */
let status = 450;
let senderRefused = false;
let textRefused = false;

testInstallation(async () => {
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onRcptTo: ({ address }, _session, done) => {
      const left = refusals.get(address) ?? 0;
      refusals.set(address, left - 1);
      done(left > 0 ? Object.assign(new Error(`no mailbox ${address}`), { responseCode: status }) : null);
    },
    onMailFrom: (_address, _session, done) => done(senderRefused ? Object.assign(new Error("not you"), { responseCode: 550 }) : null),
    onData: (stream, session, done) => {
      stream.resume();
      stream.on("end", () => {
        if (textRefused) return done(Object.assign(new Error(`no such text for ${to}`), { responseCode: 554 }));
        arrived.push(...session.envelope.rcptTo.map(({ address }) => address));
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { SMTP_URL: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`, LOG_LEVEL: "silent" };
});
afterAll(async () => await new Promise<void>((resolve) => server.close(resolve)));

let to: string;
beforeEach(() => {
  to = `vera.${randomUUID()}@shop.example`;
  [status, senderRefused, textRefused] = [450, false, false];
});
afterEach(() => configureLog({}));

const mail = () => ({ to, subject: "123456 is your code", text: "a text", html: "<p>a text</p>" });
const inAMinute = () => new Date(Date.now() + 60_000);
const queue = (expires = inAMinute()) => database().transaction((tx) => queueMail(tx, mail(), expires));
const jobs = async () => (await database().pool.query<{ id: string; state: string; data: unknown; output: unknown; retry_count: number }>(`SELECT id, state, data, output, retry_count FROM ${queueSchema}.job WHERE name = 'mail' ORDER BY created_on`)).rows;
const newest = async () => (await jobs()).at(-1);

test("waits sealed: neither address nor words nor code are in the queue", async () => {
  await queue();
  const job = await newest();
  expect(job?.state).toBe("created");
  expect(JSON.stringify(job)).not.toMatch(/vera|123456|a text|shop\.example/);
});

test("is not queued when its deed is rolled back", async () => {
  const before = (await jobs()).length;
  await expect(
    database().transaction(async (tx) => {
      await queueMail(tx, mail(), inAMinute());
      throw new Error("no commit");
    }),
  ).rejects.toThrow("no commit");
  expect(await jobs()).toHaveLength(before);
});

test("cannot be read in the place of another mail", async () => {
  await queue();
  const job = await newest();
  await expect(mailWorker.run(randomUUID(), job?.data as object)).rejects.toMatchObject({ name: "VaultError" });
});

test("is dropped when it is late, and is no failure that would be tried again", async () => {
  await queue(new Date(Date.now() - 1));
  const job = await newest();
  await expect(mailWorker.run(job?.id ?? "", job?.data as object)).resolves.toBeUndefined();
  expect(arrived).not.toContain(to);
});

test("throws nothing of what the mail server said when it was refused: the queue keeps what is thrown", async () => {
  refusals.set(to, 1);
  await queue();
  const job = await newest();
  const error = await mailWorker.run(job?.id ?? "", job?.data as object).then(() => undefined, (reason: unknown) => reason as Error);
  expect([error?.message, error?.cause]).toEqual(["the mail server did not take the mail", undefined]);
  expect(String(error?.stack)).not.toContain("vera");
});

const counted = async (word: string) => new RegExp(`^siwa_mails_total\\{mail="${word}"\\} (\\d+)$`, "m").exec(await metricsRegistry().metrics())?.[1] ?? "0";

test.each(["its recipient", "its text"])("is given up when the server refuses %s for good, with a line that names nobody", async (what) => {
  let log = "";
  configureLog({ destination: { write: (line: string) => void (log += line) } });
  [status, textRefused] = [550, what === "its text"];
  refusals.set(to, textRefused ? 0 : 1);
  const before = await Promise.all([counted("refused"), counted("failed")]);
  await queue();
  const job = await newest();
  await expect(mailWorker.run(job?.id ?? "", job?.data as object)).resolves.toBeUndefined();
  expect(JSON.parse(log)).toMatchObject({ event: "mail.refused", jobId: job?.id, status: textRefused ? 554 : 550 });
  expect(log).not.toMatch(/vera|mailbox|such text/);
  expect(await Promise.all([counted("refused"), counted("failed")])).toEqual([String(Number(before[0]) + 1), before[1]]);
});

test.each<[string, () => void]>([
  ["the recipient for the moment", () => void refusals.set(to, 1)],
  ["everybody without a login", () => void (refusals.set(to, 1), (status = 530))],
  ["our sender", () => void (senderRefused = true)],
])("is tried again when the server refuses %s", async (_whom, put) => {
  put();
  await queue();
  const job = await newest();
  await expect(mailWorker.run(job?.id ?? "", job?.data as object)).rejects.toThrow("the mail server did not take the mail");
});

test("leaves once, soon after the commit, and after a refusal is tried again", async () => {
  refusals.set(to, 1);
  await startWorkers([mailWorker]);
  await startWorkers([mailWorker]);
  await queue();
  await vi.waitFor(async () => expect((await newest())?.state).toBe("retry"), { timeout: 20_000, interval: 50 });
  expect(JSON.stringify((await newest())?.output)).not.toMatch(/vera|mailbox/);
  await vi.waitFor(() => expect(arrived).toContain(to), { timeout: 30_000, interval: 50 });
  await vi.waitFor(async () => expect((await jobs()).map(({ state }) => state).filter((state) => state !== "completed")).toEqual([]), { timeout: 20_000, interval: 50 });
  expect(arrived.filter((address) => address === to)).toHaveLength(1);
}, 80_000);
