import { describeFailure } from "./remedy.ts";

type Stoppable = { stop: () => Promise<unknown> };

/** The life of a command that runs other programs: whatever ends it, everything it started ends first. */
export type Lifetime = {
  /** Aborted as soon as the command has to end. */
  signal: AbortSignal;
  /** Remembers something to stop, even while it is still starting. Returns the same promise. */
  own: <T extends Stoppable>(starting: Promise<T>) => Promise<T>;
  /** Remembers a last deed. Deeds are done in reverse order, one after the other. */
  onStop: (deed: () => unknown) => void;
  /** Stops everything, then ends this process. A second call waits for the first. */
  stop: (exitCode: number) => Promise<never>;
  /** Prints what went wrong and what to do, and stops with exit code 1. While stopping it says nothing. */
  fail: (error: unknown) => Promise<never>;
};

const parentCheckMilliseconds = 400;
const lastResortMilliseconds = 30_000;

/**
 * Takes over the signals of this process; `interruptedExitCode` is how a command ends that was told to. Ctrl-C, SIGTERM, SIGHUP, an error nobody caught and a parent that was killed
 * all end the same way.
 */
export function beginLifetime({ interruptedExitCode = 0 }: { interruptedExitCode?: number } = {}): Lifetime {
  const controller = new AbortController();
  const deeds: (() => unknown)[] = [];
  let ending: Promise<never> | undefined;

  const end = async (exitCode: number): Promise<never> => {
    controller.abort();
    setTimeout(() => process.exit(1), lastResortMilliseconds).unref();
    for (const deed of deeds.toReversed()) {
      // One that fails must not keep the others running.
      await Promise.resolve(deed()).catch(() => {});
    }
    process.exit(exitCode);
  };
  const stop = (exitCode: number) => (ending ??= end(exitCode));
  const fail = async (error: unknown) => {
    if (!ending) process.stderr.write(`\n${describeFailure(error)}\n`);
    return await stop(1);
  };

  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop(interruptedExitCode));
  process.on("uncaughtException", (error) => void fail(error));
  process.on("unhandledRejection", (error) => void fail(error));
  // A terminal that was closed can no longer be written to; that alone is no failure.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  const parent = process.ppid;
  setInterval(() => void (process.ppid !== parent && stop(interruptedExitCode)), parentCheckMilliseconds).unref();

  return {
    signal: controller.signal,
    own: (starting) => {
      deeds.push(async () => (await starting.catch(() => undefined))?.stop());
      return starting;
    },
    onStop: (deed) => void deeds.push(deed),
    stop,
    fail,
  };
}
