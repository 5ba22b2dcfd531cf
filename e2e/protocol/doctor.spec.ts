import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Report } from "#lib/doctor/finding.ts";
import { rateLimits } from "#lib/rate-limit/limits.ts";
import { HttpBrowser } from "../fixtures/http-browser.ts";
import { newOperator, secondOperator } from "../fixtures/operators.ts";
import { newPasswordUser } from "../fixtures/passwords.ts";
import { expect, test } from "../fixtures/protocol.ts";
import type { Stack } from "../fixtures/stack.ts";

/** `npm run doctor` as an operator runs it beside a running site, and how it ends. */

const repository = fileURLToPath(new URL("../../", import.meta.url));

async function doctor(stack: Stack, args: string[], more: Record<string, string> = {}): Promise<{ exitCode: number; text: string }> {
  const { PATH = "", HOME = "" } = process.env;
  const env = { PATH, HOME, ...stack.environment, DATABASE_URL: stack.directDatabaseUrl, DATA_DIR: ".test-data/doctor", OPS_EMAILS: "ops@example.test", ...more, NODE_ENV: "production" as const };
  const child = spawn(process.execPath, ["scripts/doctor/main.ts", ...args], { cwd: repository, env, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const [exitCode] = (await once(child, "close")) as [number];
  for (const name of ["AUTH_SECRET", "AUTH_AMAZON_SECRET", "VAULT_KEYS", "DATABASE_URL"]) expect(text).not.toContain(env[name as "PATH"]);
  return { exitCode, text };
}

async function report(stack: Stack, args: string[] = [], more: Record<string, string> = {}): Promise<Report & { exitCode: number }> {
  const { exitCode, text } = await doctor(stack, ["--json", ...args], more);
  return { exitCode, ...(JSON.parse(text) as Report) };
}

const asking = { action: "ask" };

const faults = ({ findings }: Report) => findings.filter(({ level }) => level === "warn" || level === "fail").map(({ code }) => code);

test.beforeEach(async ({ stack }) => void (await newOperator(stack)));

test("finds nothing wrong with a site that is well, here and at Amazon, and asks it without a trace", async ({ stack }) => {
  const before = stack.sandbox.ledger.read({}).issued.length;
  const found = await report(stack, ["--live"]);
  expect([faults(found), found.exitCode, found.ok]).toEqual([[], 0, true]);
  const asked = ["operators", "address", "cookies", "policy", "mail", "database", "migrations", "claim", "clock", "returnUrl", "clientSecret"];
  expect(found.findings.filter(({ code, level }) => level === "ok" && asked.includes(code)).map(({ code }) => code).toSorted()).toEqual(asked.toSorted());
  for (const finding of found.findings) expect(Object.keys(finding)).toEqual(["code", "level", "text", "remedy"]);
  expect(stack.sandbox.ledger.read({}).issued).toHaveLength(before);
});

test("ends with 1 when something has to be mended, and says what and how for people, too", async ({ stack }) => {
  const { exitCode, text } = await doctor(stack, ["--live"], { AUTH_AMAZON_SECRET: "an-old-one-that-amazon-has-forgotten-by-now" });
  expect(exitCode).toBe(1);
  expect(text).toMatch(/^fail {2}live_secret_refused {6}Amazon refuses the client secret: nobody can sign in\.\n {6}What to do: Copy AUTH_AMAZON_SECRET anew/m);
  expect(text).toMatch(/\n1 thing has to be mended\.\n$/);
});

test("ends with 0 when something is only worth knowing", async ({ stack }) => {
  const found = await report(stack, ["--live"], { AUTH_AMAZON_SECRET: `${stack.environment.AUTH_AMAZON_SECRET},an-old-one-that-amazon-has-forgotten-by-now` });
  expect([faults(found), found.exitCode, found.ok]).toEqual([["live_secret_left_over"], 0, true]);
});

test("ends with 2 when it cannot look", async ({ stack }) => {
  expect(await doctor(stack, ["--alive"])).toMatchObject({ exitCode: 2, text: expect.stringContaining("--alive") as unknown });
});

test("an operator sees the same on a page, and nobody else sees that there is one", async ({ stack }) => {
  const { browser } = await newOperator(stack);
  const before = stack.sandbox.ledger.read({}).calls.length;
  const page = await browser.get("/ops/doctor");
  expect(page.status).toBe(200);
  expect(page.body).toContain("Nothing has to be mended");
  for (const text of ["AUTH_URL leads here, over no proxy.", "The mail server takes mail from us.", "All ", "Worth knowing: Nobody has confirmed address 3 of OPS_EMAILS."]) expect(page.body).toContain(text);
  for (const secret of [stack.environment.AUTH_SECRET, stack.environment.VAULT_KEYS, stack.environment.AUTH_AMAZON_SECRET]) expect(page.body).not.toContain(secret);
  expect(stack.sandbox.ledger.read({}).calls).toHaveLength(before);
  for (const other of [new HttpBrowser(stack.appUrl), (await newPasswordUser(stack)).browser]) expect((await other.get("/ops/doctor")).status).toBe(404);
});

test("the page asks Amazon at the press of its button, says what the command says, and leaves nothing there", async ({ stack }) => {
  const { browser } = await newOperator(stack);
  const issued = stack.sandbox.ledger.read({}).issued.length;
  const fine = await browser.post("/ops/doctor", asking);
  expect(fine.status).toBe(200);
  for (const text of ["Amazon was asked just now.", "Amazon takes the client secret.", "This machine and Amazon have the same time."]) expect(fine.body).toContain(text);
  stack.sandbox.faults.add({ endpoint: "token", status: 401, body: JSON.stringify({ error: "invalid_client", error_description: "Client authentication failed" }) });
  const refused = await browser.post("/ops/doctor", asking);
  const command = await report(stack, ["--live"]);
  stack.sandbox.faults.clear();
  const { text, remedy } = command.findings.find(({ code }) => code === "live_secret_refused") ?? { text: "the command did not say it", remedy: "" };
  expect(refused.status).toBe(200);
  for (const words of [text, remedy]) expect(refused.body).toContain(words);
  expect((await browser.get("/ops/doctor")).body, "nothing of it is kept").not.toContain(text);
  expect(stack.sandbox.ledger.read({}).issued).toHaveLength(issued);
});

test("while Amazon is silent the page says so; who asks on and on is told to wait, and Amazon hears nothing of it", async ({ stack }) => {
  const { browser } = await newOperator(stack);
  for (const endpoint of ["authorize", "token"] as const) stack.sandbox.faults.add({ endpoint, reset: true });
  const silent = await browser.post("/ops/doctor", asking);
  stack.sandbox.faults.clear();
  expect([silent.status, silent.body.includes("Amazon gave no answer at")]).toEqual([200, true]);
  for (let asked = 1; asked < rateLimits.live_doctor_by_operator.points; asked++) expect((await browser.post("/ops/doctor", asking)).status).toBe(200);
  const calls = stack.sandbox.ledger.read({}).calls.length;
  const refused = await browser.post("/ops/doctor", asking);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(stack.sandbox.ledger.read({}).calls).toHaveLength(calls);
  // Another operator has times of their own.
  expect((await (await secondOperator(stack)).browser.post("/ops/doctor", asking)).status).toBe(200);
});

test("what somebody writes into the page's own headers is not shown as what Amazon said", async ({ stack }) => {
  const { browser } = await newOperator(stack);
  const forged = Buffer.from(JSON.stringify({ amazon: JSON.stringify([{ code: "clientSecret", level: "ok", text: "All is forged.", remedy: "" }]) })).toString("base64url");
  const page = await browser.get("/ops/doctor", { "x-form-values": forged });
  expect([page.status, page.body.includes("All is forged."), page.body.includes("Amazon was asked just now.")]).toEqual([200, false, false]);
});
