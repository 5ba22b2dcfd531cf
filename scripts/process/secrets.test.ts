import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readSecrets } from "./secrets.ts";

let folder = "";
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "secrets-"))));
afterEach(() => rmSync(folder, { recursive: true }));

test("makes secrets once, of 32 random bytes, readable by their owner only", () => {
  const first = readSecrets(folder);
  expect(readSecrets(folder)).toEqual(first);
  expect(Buffer.from(first.authSecret, "base64url")).toHaveLength(32);
  expect(first.vaultKeys).toMatch(/^k1:[\w-]{43}$/);
  expect(statSync(join(folder, "secrets.json")).mode & 0o777).toBe(0o600);
});

test("keeps what is there and adds what is missing", () => {
  writeFileSync(join(folder, "secrets.json"), JSON.stringify({ authSecret: "mine", note: "kept" }));
  expect(readSecrets(folder).authSecret).toBe("mine");
  expect(JSON.parse(readFileSync(join(folder, "secrets.json"), "utf8"))).toMatchObject({ authSecret: "mine", note: "kept" });
});

test("refuses to replace a file that it cannot read", () => {
  writeFileSync(join(folder, "secrets.json"), "{");
  expect(() => readSecrets(folder)).toThrow("cannot be read");
});
