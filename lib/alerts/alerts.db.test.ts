import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { repository } from "#scripts/bootstrap/paths.mjs";
import { testInstallation } from "#scripts/test/installation.ts";
import { open } from "../crypto/envelope.ts";
import { vaultKeys } from "../crypto/vault-keys.ts";
import { database } from "../db/client.ts";
import { queueSchema } from "../jobs/queue.ts";
import { lookForAlerts, readAlerts } from "./look.ts";
import { type Measured, measureAll } from "./measures.ts";
import { alertNames } from "./rules.ts";
import { runbook } from "./tell.ts";
import { webhookWorker } from "./webhook.ts";
import { amazonBreaker } from "../amazon-health/process.ts";
import { observeInstallation } from "../doctor/observations.ts";
import { watchFormFaults } from "../events/form-faults.ts";
import { noteRefresh } from "../events/note.ts";
import { flushEvents } from "../events/pending.ts";
import { count } from "../telemetry/metrics.ts";

const posted: { body: unknown; id: string | undefined }[] = [];
let answer = 204;
const server = createServer((request, response) => {
  let body = "";
  request.on("data", (chunk: Buffer) => (body += chunk.toString()));
  request.on("end", () => {
    posted.push({ body: JSON.parse(body), id: String(request.headers["idempotency-key"]) });
    response.writeHead(answer, answer === 302 ? { location: "/elsewhere" } : {}).end("words of the server");
  });
});

testInstallation(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { ALERT_EMAIL: "ops@shop.example", ALERT_WEBHOOK_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret-path`, LOG_LEVEL: "silent" };
});
afterAll(() => server.close());

const start = new Date("2026-03-01T12:00:00Z");
const minute = (number: number) => new Date(start.getTime() + number * 60_000);
const good: Measured = Object.fromEntries(alertNames.map((name) => [name, 0])) as Measured;
const look = (at: number, measured: Partial<Measured> = {}) => lookForAlerts(minute(at), async () => ({ ...good, ...measured }));

type Job = { id: string; name: string; data: { sealed: string; alert?: string; state?: string } };
const jobs = async (name: string) => (await database().pool.query<Job>(`SELECT id, name, data FROM ${queueSchema}.job WHERE name = $1 ORDER BY created_on, id`, [name])).rows;
const mails = async () =>
  await Promise.all((await jobs("mail")).map(async ({ id, data }) => JSON.parse(await open(data.sealed, { purpose: "mail", rowId: id, field: "mail" }, vaultKeys())) as { to: string; subject: string; text: string }));

beforeEach(async () => {
  await database().pool.query(`DELETE FROM ${queueSchema}.job`);
  await database().pool.query(`DELETE FROM "Alert"`);
  posted.length = 0;
  answer = 204;
});

test("tells of an alert once, by mail and webhook, and once that it is over", async () => {
  await look(0, { error_spike: 50 });
  expect(await mails()).toEqual([]);
  for (const at of [1, 2, 3]) await look(at, { error_spike: 60 });
  expect((await mails()).map(({ to, subject }) => [to, subject])).toEqual([["ops@shop.example", "Larkspur (development): Many sign-ins fail"]]);
  expect((await mails())[0]?.text).toMatch(/60 of every hundred[\s\S]*ops\/runbook\.md#signinerrors[\s\S]*\/ops/);
  expect((await jobs("webhook")).map(({ data }) => data)).toEqual([expect.objectContaining({ alert: "error_spike", state: "fired", value: 60, threshold: 20, environment: "development" })]);
  for (const at of [4, 5, 6]) await look(at, { error_spike: 2 });
  expect((await mails()).map(({ subject }) => subject)).toEqual(["Larkspur (development): Many sign-ins fail", "Larkspur (development): over: Many sign-ins fail"]);
  expect((await mails())[1]?.text).toContain("over after 4 minutes");
  expect((await jobs("webhook")).map(({ data }) => data.state)).toEqual(["fired", "over"]);
});

test("of several processes that look at once one does, so that two looks are two minutes", async () => {
  await look(0, { error_spike: 90 });
  await Promise.all(Array.from({ length: 8 }, () => look(1, { error_spike: 90 })));
  await Promise.all(Array.from({ length: 8 }, () => look(1, { error_spike: 90 })));
  expect(await mails()).toHaveLength(1);
  await database().pool.query(`DELETE FROM "Alert"`);
  await Promise.all(Array.from({ length: 8 }, () => look(2, { database_slow: 900 })));
  const { rows } = await database().pool.query(`SELECT "streak" FROM "Alert" WHERE "name" = 'database_slow'`);
  expect(rows).toEqual([{ streak: 1 }]);
});

test("what cannot be measured fires nothing, ends nothing, and keeps the last figure", async () => {
  for (const at of [0, 1]) await look(at, { revocation_spike: 30 });
  await look(2, { revocation_spike: null });
  expect((await readAlerts(database().db))[0]).toMatchObject({ name: "revocation_spike", firing: true, value: 30 });
  expect(await mails()).toHaveLength(1);
});

test("the page has those that fire first, each with its time and figure", async () => {
  await look(0, { amazon_down: 1 });
  const [first, ...others] = await readAlerts(database().db);
  expect(first).toEqual({ name: "amazon_down", firing: true, since: minute(0), value: 1, lookedAt: minute(0) });
  expect(others.every(({ firing }) => !firing)).toBe(true);
  expect(others).toHaveLength(alertNames.length - 1);
});

const attempt = async (outcome: string, endedAt: Date) => {
  const id = randomUUID();
  await database().pool.query(
    `INSERT INTO "Attempt" ("id", "reference", "intent", "method", "returnTo", "status", "outcome", "browserHash", "createdAt", "legExpires", "expires", "endedAt") VALUES ($1, $2, 'sign_in', 'amazon', '/', 'failed', $3, 'x', $4, $4, $4, $4)`,
    [id, id.slice(0, 11), outcome, endedAt],
  );
};

test("measures the share of ends that are nobody's fault but ours or a provider's, where there are enough", async () => {
  for (let number = 0; number < 6; number += 1) await attempt("provider_unavailable", minute(-1));
  expect((await measureAll(minute(0))).error_spike).toBe(0);
  for (let number = 0; number < 14; number += 1) await attempt("consent_denied", minute(-2));
  await attempt("provider_unavailable", minute(-30));
  expect((await measureAll(minute(0))).error_spike).toBe(30);
});

test("in a small shop three ends of our own doing within an hour are enough, and no end that is somebody else's", async () => {
  await database().pool.query(`DELETE FROM "Attempt"`);
  for (let number = 0; number < 40; number += 1) await attempt("consent_denied", minute(-20));
  for (const outcome of ["provider_unavailable", "identity_mismatch", "user_suspended"]) await attempt(outcome, minute(-20));
  for (const outcome of ["unexpected", "client_rejected", "mail_unavailable"]) await attempt(outcome, minute(-50));
  await attempt("unexpected", minute(-61));
  const measured = await measureAll(minute(0));
  expect([measured.error_spike, measured.our_fault]).toEqual([0, 3]);
  await look(0, measured);
  expect((await mails()).map(({ subject, text }) => [subject, /ops\/runbook\.md#\w+/.exec(text)?.[0]])).toEqual([["Larkspur (development): Sign-ins fail through our own fault", "ops/runbook.md#signinerrors"]]);
});

test("forms that fail through a fault of ours count with the ends that do, and no other refusal of a form", async () => {
  await database().pool.query(`DELETE FROM "Attempt"`);
  watchFormFaults();
  for (const outcome of ["unexpected", "unexpected", "input_invalid", "rate_limited"] as const) count("siwa_form_refusals_total", { outcome });
  count("siwa_refusals_total", { outcome: "unexpected" });
  await flushEvents();
  expect((await measureAll(new Date())).our_fault).toBe(2);
});

test("the manual shows the mail as it is sent", async () => {
  await look(0, { amazon_down: 1 });
  const [mail] = await mails();
  const example = (text: string) => text.replace("(development)", "(production)").replace(/https?:\/\/\S+\/ops/, "https://shop.example/ops").trim();
  expect(readFileSync(`${repository}/docs/operating.md`, "utf8")).toContain(`\`\`\`\n${example(mail?.subject ?? "")}\n\n${example(mail?.text ?? "")}\n\`\`\``);
});

test("counts mails that wait too long, and not those that have just been queued", async () => {
  await look(0, { amazon_down: 1 });
  expect((await measureAll(new Date())).mail_failures).toBe(0);
  await database().pool.query(`UPDATE ${queueSchema}.job SET created_on = now() - interval '6 minutes' WHERE name = 'mail'`);
  expect((await measureAll(new Date())).mail_failures).toBe(1);
});

test("a measure that fails is not known, and the others are", async () => {
  await database().pool.query(`ALTER TABLE "AuditEvent" RENAME TO "Gone"`);
  try {
    const measured = await measureAll(minute(0));
    expect(measured.revocation_spike).toBeNull();
    expect(measured.database_slow).toBeGreaterThan(0);
  } finally {
    await database().pool.query(`ALTER TABLE "Gone" RENAME TO "AuditEvent"`);
  }
});

test("posts what happened under the job's id, so that one which comes twice is told to be one", async () => {
  await webhookWorker.run("job-1", { alert: "error_spike" });
  expect(posted).toEqual([{ id: "job-1", body: { alert: "error_spike" } }]);
});

test.each([500, 404, 302])("a webhook that answers %i is tried again, and its address stands nowhere", async (status) => {
  answer = status;
  const failure = await webhookWorker.run("job-2", { alert: "error_spike" }).then(
    () => undefined,
    (error: unknown) => error as Error,
  );
  expect(failure?.message).toBe("the webhook was not taken");
  expect(JSON.stringify([failure, failure?.stack])).not.toContain("secret-path");
});

test("an installation that names nobody is told on the page alone", async () => {
  vi.resetModules();
  vi.stubEnv("ALERT_EMAIL", "");
  vi.stubEnv("ALERT_WEBHOOK_URL", "");
  const fresh = await import("./look.ts");
  await fresh.lookForAlerts(minute(0), async () => ({ ...good, amazon_down: 1 }));
  expect([await jobs("mail"), await jobs("webhook")]).toEqual([[], []]);
  expect((await readAlerts(database().db))[0]).toMatchObject({ name: "amazon_down", firing: true });
});

test("every alert leads to a section of the runbook that is there", () => {
  const headings = [...readFileSync(`${repository}/ops/runbook.md`, "utf8").matchAll(/^## (.+)$/gm)].map(([, heading]) => `ops/runbook.md#${heading?.toLowerCase()}`);
  expect(alertNames.map(runbook).filter((place) => !headings.includes(place))).toEqual([]);
});

test("counts refreshes that failed, and not those that found out that a consent is gone", async () => {
  const now = new Date();
  for (const result of ["unavailable", "misconfigured", "interrupted", "revoked", "raced", "refreshed"] as const) noteRefresh(result);
  await flushEvents();
  expect((await measureAll(now)).refresh_failures).toBe(3);
  expect((await measureAll(new Date(now.getTime() + 60 * 60_000))).refresh_failures).toBe(0);
});

test("in a small shop it is enough that every refresh of an hour failed, until one has an answer", async () => {
  await database().pool.query(`DELETE FROM "EventSum"`);
  for (const result of ["unavailable", "misconfigured", "interrupted", "raced"] as const) noteRefresh(result);
  await flushEvents();
  const later = () => measureAll(new Date(Date.now() + 45 * 60_000));
  const measured = await later();
  expect([measured.refresh_failures, measured.refresh_outage]).toEqual([0, 3]);
  await look(0, measured);
  expect((await mails()).map(({ subject }) => subject)).toEqual(["Larkspur (development): None of Amazon's tokens is renewed"]);
  noteRefresh("revoked");
  await flushEvents();
  expect((await later()).refresh_outage).toBe(0);
});

test("an incident of Amazon lasts until all is well again", async () => {
  const at = (state: "ok" | "shaky" | "down", incidentSince: Date | null) => amazonBreaker().adopt({ state, since: start, until: performance.now() + 60_000, tries: 0, incidentSince });
  const seen: (number | null)[] = [];
  for (const [state, since] of [["ok", null], ["shaky", null], ["down", start], ["shaky", start], ["ok", null]] as const) {
    at(state, since);
    seen.push((await measureAll(minute(0))).amazon_down);
  }
  expect(seen).toEqual([0, 0, 1, 1, 0]);
});

test("a secret is as old as its first sight", async () => {
  expect((await measureAll(new Date())).secret_old).toBe(0);
  await observeInstallation(database().db);
  await database().pool.query(`UPDATE "Observation" SET "firstAt" = now() - interval '400 days 1 hour' WHERE "what" LIKE 'AUTH_SECRET:%'`);
  expect((await measureAll(new Date())).secret_old).toBe(400);
});
