import { expect, test, vi } from "vitest";
import { keepRunning } from "./keep-running.ts";

function fakeProgram() {
  const programs: { pid: number; end: () => void; ended: Promise<void>; stop: () => Promise<void> }[] = [];
  const start = async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const program = { pid: programs.length + 1, ended: promise, end: resolve, stop: async () => resolve() };
    programs.push(program);
    return program;
  };
  return { programs, start };
}

test("starts again what ended by itself", async () => {
  const { programs, start } = fakeProgram();
  const onRestart = vi.fn();
  const kept = await keepRunning({ start, onRestart, onGivenUp: () => {} });
  programs[0]?.end();
  await vi.waitFor(() => expect(onRestart).toHaveBeenCalledOnce());
  expect(kept.current().pid).toBe(2);
  await kept.stop();
  expect(programs).toHaveLength(2);
});

test("gives up after too many restarts in too little time", async () => {
  const { programs, start } = fakeProgram();
  const onGivenUp = vi.fn();
  await keepRunning({ start, onRestart: () => programs.at(-1)?.end(), onGivenUp, limit: { restarts: 2, withinMilliseconds: 1000 }, now: () => 5 });
  programs[0]?.end();
  await vi.waitFor(() => expect(onGivenUp).toHaveBeenCalledWith("it ended 3 times within 1 s"));
  expect(programs).toHaveLength(3);
});

test("does not start again what was stopped", async () => {
  const { programs, start } = fakeProgram();
  const kept = await keepRunning({ start, onRestart: () => {}, onGivenUp: () => {} });
  await kept.stop();
  expect(programs).toHaveLength(1);
});
