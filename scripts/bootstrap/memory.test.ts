import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { memoryFlags, memoryVariables } from "./memory.mjs";

/** What this Node sets its young generation to, at most, in MiB: both halves and the part for large objects. */
function youngMegabytes(flags: readonly string[]): number {
  const script = `let kept = []; for (let n = 0; n < 3e6; n += 1) kept.push({ n }); const { space_size } = v8.getHeapSpaceStatistics().find((one) => one.space_name === "new_space"); console.log(space_size / 2 ** 20)`;
  const { stdout } = spawnSync(process.execPath, [...flags, "-p", script], { encoding: "utf8" });
  return Number(stdout.split("\n")[0]);
}

test("the arguments are ones that this Node knows, and bound its young generation", () => {
  expect(youngMegabytes(memoryFlags({}))).toBeGreaterThan(0);
  expect(youngMegabytes(memoryFlags({}))).toBeLessThanOrEqual(3 * 8);
});

test("whoever sizes the memory themselves is not overruled, and other options of Node change nothing", () => {
  for (const own of ["--max-semi-space-size=64", "--trace-warnings --max-old-space-size=900", "--max_heap_size=900"]) expect(memoryFlags({ NODE_OPTIONS: own })).toEqual([]);
  expect(memoryFlags({ NODE_OPTIONS: "--trace-warnings" })).toHaveLength(1);
  expect([memoryVariables({}), memoryVariables({ MALLOC_ARENA_MAX: "8" })]).toEqual([{ MALLOC_ARENA_MAX: "2" }, { MALLOC_ARENA_MAX: "8" }]);
});
