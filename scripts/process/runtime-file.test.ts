import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readRuntime, removeRuntime, writeRuntime } from "./runtime-file.ts";

let folder = "";
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "runtime-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const runtime = { appUrl: "http://localhost:3000", databaseUrl: "postgresql://x@127.0.0.1/shop", pids: { supervisor: process.pid } };

test("what was written is read, by its owner only, until it is removed", () => {
  writeRuntime(folder, runtime);
  expect(readRuntime(folder)).toEqual(runtime);
  expect(statSync(join(folder, "runtime.json")).mode & 0o777).toBe(0o600);
  removeRuntime(folder);
  expect(readRuntime(folder)).toBeUndefined();
});

test("a file that a killed start left behind says nothing", () => {
  writeRuntime(folder, { ...runtime, pids: { supervisor: 2_147_483_646 } });
  expect(readRuntime(folder)).toBeUndefined();
});

test("a damaged file says nothing", () => {
  writeFileSync(join(folder, "runtime.json"), "{");
  expect(readRuntime(folder)).toBeUndefined();
});
