import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isBuilt, sourceHash } from "./build.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "build-"));
  for (const folder of ["app", "lib/db/generated", "docs", ".next"]) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, "app", "page.tsx"), "one");
});
afterEach(() => rmSync(root, { recursive: true }));

test("a change, a new file and a new name are other sources", () => {
  const first = sourceHash(root);
  writeFileSync(join(root, "app", "page.tsx"), "two");
  const second = sourceHash(root);
  writeFileSync(join(root, "next.config.ts"), "");
  const third = sourceHash(root);
  expect(new Set([first, second, third]).size).toBe(3);
});

test("tests, documents and generated files are not sources", () => {
  const before = sourceHash(root);
  for (const file of ["app/page.test.tsx", "docs/readme.md", "lib/db/generated/client.ts"]) writeFileSync(join(root, file), "x");
  expect(sourceHash(root)).toBe(before);
});

test("a build counts only with the stamp of the present source", () => {
  expect(isBuilt(".next", root)).toBe(false);
  writeFileSync(join(root, ".next", "siwa-source-hash"), sourceHash(root));
  expect(isBuilt(".next", root)).toBe(true);
  writeFileSync(join(root, "app", "page.tsx"), "changed");
  expect(isBuilt(".next", root)).toBe(false);
});
