import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { takeLock } from "./lock.mjs";

let folder = "";
let file = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lock-"));
  file = join(folder, "lock");
});
afterEach(() => rmSync(folder, { recursive: true }));

function take(): () => void {
  const lock = takeLock(file);
  if ("holder" in lock) throw new Error("it is held");
  return lock.release;
}

test("a lock names its process and is gone after its release", () => {
  const release = take();
  expect(readFileSync(file, "utf8")).toBe(String(process.pid));
  release();
  expect(() => readFileSync(file)).toThrow("ENOENT");
});

test("a lock of a process that is gone is taken over", () => {
  writeFileSync(file, "2147483646");
  take()();
});

test("a lock that names somebody else's program is taken over, because ids are reused", () => {
  writeFileSync(file, String(process.ppid));
  take()();
});

test("an unreadable lock is taken over", () => {
  writeFileSync(file, "nonsense");
  take()();
});
