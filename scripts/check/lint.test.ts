import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repository } from "../bootstrap/paths.mjs";

let root = "";
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "lint-"));
  copyFileSync(join(repository, ".oxlintrc.json"), join(root, ".oxlintrc.json"));
});
afterAll(() => rmSync(root, { recursive: true }));

/** Lints one planted file with this repository's rules; returns the rules that it broke. */
function brokenRules(file: string, text: string): string[] {
  mkdirSync(join(root, dirname(file)), { recursive: true });
  writeFileSync(join(root, file), text);
  const oxlint = join(repository, "node_modules", "oxlint", "bin", "oxlint");
  const { stdout } = spawnSync(process.execPath, [oxlint, "--deny-warnings", "-f", "json", file], { cwd: root, encoding: "utf8" });
  rmSync(join(root, file));
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string }[] };
  return diagnostics.map(({ code }) => /\(([\w-]+)\)/.exec(code)?.[1] ?? code);
}

const lines = (count: number) => Array.from({ length: count }, (_, i) => `  export0(${i});`).join("\n");
const functionOf = (total: number) => `export function long(export0: (n: number) => void): void {\n${lines(total - 2)}\n}\n`;
const fileOf = (total: number) => `${Array.from({ length: total }, (_, i) => `export const value${i} = ${i};`).join("\n")}\n`;

test("a function may have 60 lines and not one more", () => {
  expect(brokenRules("lib/long.ts", functionOf(60))).toEqual([]);
  expect(brokenRules("lib/long.ts", functionOf(61))).toEqual(["max-lines-per-function"]);
  expect(brokenRules("components/long.tsx", functionOf(61))).toEqual(["max-lines-per-function"]);
});

test("a file may have 250 lines and not one more", () => {
  expect(brokenRules("lib/long.ts", fileOf(250))).toEqual([]);
  expect(brokenRules("lib/long.ts", fileOf(251))).toEqual(["max-lines"]);
});

test("tests and catalogues may be longer, but a catalogue's functions may not", () => {
  expect(brokenRules("lib/long.test.ts", fileOf(300))).toEqual([]);
  expect(brokenRules("lib/long.test.ts", functionOf(80))).toEqual([]);
  expect(brokenRules("lib/i18n/en/auth.ts", fileOf(300))).toEqual([]);
  expect(brokenRules("lib/i18n/en/auth.ts", functionOf(61))).toEqual(["max-lines-per-function"]);
});

test("the environment is read in lib/env.ts and in tools only", () => {
  const text = "export const port = process.env.PORT;\n";
  expect(brokenRules("lib/mail/send.ts", text)).toEqual(["no-process-env"]);
  expect(brokenRules("app/page.tsx", text)).toEqual(["no-process-env"]);
  expect(brokenRules("lib/env.ts", text)).toEqual([]);
  expect(brokenRules("scripts/start/main.ts", text)).toEqual([]);
});

test("silenced checks, left-over markers and console output are refused", () => {
  expect(brokenRules("lib/a.ts", "export const a = (b: any) => b as any;\n")).toContain("no-explicit-any");
  expect(brokenRules("lib/a.ts", "// @ts-ignore\nexport const a = 1;\n")).toContain("ban-ts-comment");
  expect(brokenRules("lib/a.ts", `// ${"TO"}${"DO"}: later\nexport const a = 1;\n`)).toContain("no-warning-comments");
  expect(brokenRules("lib/a.ts", "console.log(1);\n")).toContain("no-console");
});

test("skipped and focused tests are refused", () => {
  const text = (name: string) => `import { test } from "vitest";\n${name}("x", () => {});\n`;
  expect(brokenRules("lib/a.test.ts", text("test.only"))).toContain("no-focused-tests");
  expect(brokenRules("lib/a.test.ts", text("test.skip"))).toContain("no-disabled-tests");
});
