import { afterEach, expect, test, vi } from "vitest";
import { logEvent } from "../telemetry/log.ts";
import { startSweepJob } from "./sweep-job.ts";

vi.mock("../db/client.ts", () => ({ database: () => ({ db: {} }) }));
vi.mock("../telemetry/log.ts", () => ({ logEvent: vi.fn<typeof logEvent>() }));
afterEach(() => vi.useRealTimers());

test("a sweeper that throws stops none of the others, is named in the log, and is tried again with the next minute", async () => {
  vi.useFakeTimers();
  const swept: string[] = [];
  const broken = vi.fn<() => Promise<void>>().mockRejectedValueOnce(new TypeError("no such column")).mockImplementation(async () => void swept.push("broken"));
  const stop = startSweepJob({ first: async () => swept.push("first"), broken, last: async () => swept.push("last") });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(swept).toEqual(["first", "last"]);
  expect(vi.mocked(logEvent).mock.calls).toEqual([["job.failed", { job: "sweep", sweeper: "broken", error: "TypeError" }, "warn"]]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(swept).toEqual(["first", "last", "first", "broken", "last"]);
  stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(swept).toHaveLength(5);
});
