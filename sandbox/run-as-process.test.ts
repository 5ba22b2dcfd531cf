import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const amazon = fileURLToPath(new URL("amazon/main.ts", import.meta.url));
const mailbox = fileURLToPath(new URL("mailbox/main.ts", import.meta.url));
const anyPorts = { SANDBOX_PORT: "0", MAILBOX_PORT: "0", MAILBOX_SMTP_PORT: "0" };
const readyLines = {
  amazon: /^sandbox amazon ready http:\/\/127\.0\.0\.1:\d+\n$/,
  mailbox: /^mailbox ready http:\/\/127\.0\.0\.1:\d+ smtp:\/\/127\.0\.0\.1:\d+\n$/,
};
const services: [string, string, RegExp][] = [
  ["amazon", amazon, readyLines.amazon],
  ["mailbox", mailbox, readyLines.mailbox],
];

function run(file: string, environment: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [file], { env: { ...process.env, APP_ENV: "test", ...anyPorts, ...environment } });
}

async function firstOutput(child: ChildProcess): Promise<string> {
  const [chunk] = (await once(child.stdout!, "data")) as [Buffer];
  return chunk.toString();
}

async function refusal(file: string, environment: Record<string, string>) {
  const child = run(file, environment);
  let text = "";
  child.stderr?.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const [exitCode] = (await once(child, "close")) as [number];
  return { exitCode, text };
}

test.each(services)("%s prints its ready line and exits with 0 on SIGTERM and SIGINT", async (_name, file, line) => {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    const child = run(file);
    expect(await firstOutput(child)).toMatch(line);
    child.kill(signal);
    expect(await once(child, "exit")).toEqual([0, null]);
  }
});

test.each(services)("%s exits when its parent is killed", async (_name, file, line) => {
  const script = `require("node:child_process").spawn(process.execPath, [${JSON.stringify(file)}], { stdio: "inherit" });`;
  const env = { ...process.env, APP_ENV: "test", ...anyPorts };
  const parent = spawn(process.execPath, ["-e", script], { env });
  expect(await firstOutput(parent)).toMatch(line);
  // The pipe closes only when the last process that holds it, the service, has gone.
  const gone = once(parent.stdout, "close");
  parent.kill("SIGKILL");
  await gone;
});

test.each(services)("%s refuses to start in production", async (_name, file) => {
  const { exitCode, text } = await refusal(file, { APP_ENV: "production" });
  expect(exitCode).toBe(1);
  expect(text).toMatch(/^.+ does not start with APP_ENV=production: [^\n]+\n$/);
});

test("refuses a port that is taken", async () => {
  const running = run(amazon);
  const port = /:(\d+)\n/.exec(await firstOutput(running))?.[1] ?? "";
  const taken = await refusal(amazon, { SANDBOX_PORT: port });
  running.kill();
  expect(taken.text).toMatch(/^sandbox amazon could not start: [^\n]*EADDRINUSE[^\n]*\n$/);
});

test.each([
  ["port", { SANDBOX_PORT: "99999" }, "SANDBOX_PORT must be a port from 0 to 65535"],
  ["region", { SANDBOX_REGION: "moon" }, "SANDBOX_REGION must be one of na, eu, fe"],
  [
    "list of clients",
    { SANDBOX_CLIENTS: `[{"clientId":"x","clientSecret":"hidden-value"}]` },
    "SANDBOX_CLIENTS is not a list of clients; look at 0.name",
  ],
])("refuses a bad %s with one line that names the variable, never the value", async (_what, environment, line) => {
  const refused = await refusal(amazon, environment as Record<string, string>);
  expect(refused).toEqual({ exitCode: 1, text: `sandbox amazon could not start: ${line}\n` });
});
