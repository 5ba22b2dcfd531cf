import { afterEach, beforeEach, expect, test } from "vitest";
import { logCspReports, parseCspReports } from "./csp-report.ts";
import { configureLog } from "./log.ts";

let output = "";
beforeEach(() => {
  output = "";
  configureLog({ level: "info", destination: { write: (text: string) => void (output += text) } });
});
afterEach(() => configureLog({}));

const legacy = (blocked: string) => JSON.stringify({ "csp-report": { "violated-directive": "script-src 'self'", "blocked-uri": blocked, "document-uri": "https://shop.example/?code=SECRET" } });

test("keeps directive and host of both kinds of report, and nothing else", () => {
  expect(parseCspReports(legacy("https://evil.example/x?y=1"))).toEqual([{ directive: "script-src", blockedHost: "evil.example" }]);
  const list = [{ type: "csp-violation", body: { effectiveDirective: "img-src", blockedURL: "inline" } }, { type: "deprecation", body: {} }];
  expect(parseCspReports(JSON.stringify(list))).toEqual([{ directive: "img-src", blockedHost: "inline" }]);
  logCspReports(legacy("inline"));
  expect(output).toContain("csp.violated");
  expect(output).not.toContain("SECRET");
});

test.each(["", "{", "null", "[1]", '{"csp-report":1}', legacy(`https://a.example/${"a".repeat(9_000)}`)])("refuses %.20s", (body) => {
  expect(parseCspReports(body)).toBeUndefined();
});

test("makes unknown directives and hosts harmless", () => {
  expect(parseCspReports(JSON.stringify({ "csp-report": { "effective-directive": "<b>\n", "blocked-uri": "<script>" } }))).toEqual([{ directive: "unknown", blockedHost: "unknown" }]);
});

test("logs at most 20 reports a minute and starts again in the next", () => {
  for (let count = 0; count < 50; count += 1) logCspReports(legacy("eval"), 600_000);
  expect(output.trim().split("\n")).toHaveLength(20);
  logCspReports(legacy("eval"), 660_000);
  expect(output.trim().split("\n")).toHaveLength(21);
});
