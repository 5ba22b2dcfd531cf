import { afterEach, beforeEach, expect, test } from "vitest";
import { runInRequestContext } from "./request-context.ts";
import { configureLog, logEvent } from "./log.ts";

let output = "";

beforeEach(() => {
  output = "";
  configureLog({ level: "debug", destination: { write: (text: string) => void (output += text) } });
});

afterEach(() => configureLog({}));

function lines(): Record<string, unknown>[] {
  return output.split("\n").filter(Boolean).map((line) => JSON.parse(line) as Record<string, unknown>);
}

test("writes one line of JSON per event, with level, time and the request id of the context", () => {
  runInRequestContext({ requestId: "req-1", clientAddress: "::1", databaseUnavailable: false }, () => {
    logEvent("account.linked", { provider: "amazon" });
  });
  logEvent("worker.started");
  expect(lines()).toEqual([
    { level: "info", time: expect.any(String), event: "account.linked", requestId: "req-1", provider: "amazon" },
    { level: "info", time: expect.any(String), event: "worker.started" },
  ]);
});

test.each(["accessToken", "refresh_token", "clientSecret", "code", "state", "codeVerifier", "email", "e-mail", "Cookie", "set-cookie", "Authorization", "password", "SMTP_PASSWORD", "nonce"])(
  "redacts the field %s at any depth",
  (name) => {
    logEvent("x", { [name]: "hush-hush", inner: { list: [{ [name]: { deep: "hush-hush" } }] } });
    expect(output).not.toContain("hush-hush");
    expect(output).toContain("[redacted]");
  },
);

test("keeps numbers and flags under such names, and outcome codes", () => {
  logEvent("x", { tokenCount: 2, emailProved: true, outcome: "consent_denied" });
  expect(lines()[0]).toMatchObject({ tokenCount: 2, emailProved: true, outcome: "consent_denied" });
});

test("removes secrets and addresses from running text and from error messages with their causes", () => {
  const cause = new Error("GET https://api.test/cb?code=SECRET1&state=SECRET2 for mal@example.test");
  logEvent("x", { error: new Error("token Atza|SECRET3 refused, postgresql://app:SECRET4@db:5432/x, Bearer SECRET5", { cause }) }, "error");
  expect(output).not.toMatch(/SECRET|mal@/);
  expect(output).toContain("refused");
});

test("keeps an event on its line whatever control characters a value holds", () => {
  logEvent("x", { path: '/a\r\n{"level":"info","event":"forged"}\u001b[2J\u2028' });
  expect(output.trimEnd().split(/\r|\n/)).toHaveLength(1);
  expect(output).not.toContain("\u001b");
  expect(lines()).toHaveLength(1);
});

test("clips long text, bounds depth and entries, and survives circles", () => {
  const circle: Record<string, unknown> = {};
  circle["self"] = circle;
  logEvent("x", { long: "a".repeat(1_000_000), list: Array.from({ length: 10_000 }, () => "b"), circle });
  expect(output.length).toBeLessThan(2_000);
  expect(String(lines()[0]?.["long"])).toHaveLength(501);
});

test("writes nothing below the level and nothing at all in tests without a destination", () => {
  logEvent("x", {}, "trace");
  expect(output).toBe("");
  configureLog({ level: "info" });
  logEvent("x");
  expect(output).toBe("");
});

test.each([
  ["line ends and a whole line of our form", '\r\n{"level":"info","event":"forged"}'],
  ["escape sequences of seven and of eight bits", "\u001b[31mred\u001b]0;title\u0007\u009b31m"],
  ["Unicode's line ends and direction marks", "a\u2028b\u2029c\u0085d\u202egnp.exe\u2066\ufeff"],
  ["quotes, backslashes and NUL", `"'\\\\"}\u0000`],
  ["a lone surrogate", "\ud800"],
  ["100 kB", "a".repeat(100_000)],
])("writes one clipped line that misleads nobody, whatever field holds %s", (_name, text) => {
  logEvent("x", { path: text, agent: text, [text]: text, list: [text, { [text]: text }], error: Object.assign(new Error(text, { cause: new Error(text) }), { code: text, name: "OddError" }) }, "error");
  expect(output.split("\n")).toHaveLength(2);
  expect(lines()).toMatchObject([{ event: "x", level: "error" }]);
  expect(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/.exec(output)).toBeNull();
  expect(output.length).toBeLessThan(8_000);
  expect(output).toBe(output.toWellFormed());
});
