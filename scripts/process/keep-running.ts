/** What is kept running: anything that ends by itself some day and can be stopped. */
export type Runnable = { pid: number; ended: Promise<unknown>; stop: () => Promise<void> };

export type KeptRunning<T> = { current: () => T; stop: () => Promise<void> };

type Options<T> = {
  start: () => Promise<T>;
  /** Called after every restart, and once with the reason when it is given up. */
  onRestart: (running: T) => void;
  onGivenUp: (reason: string) => void;
  limit?: { restarts: number; withinMilliseconds: number };
  now?: () => number;
};

/**
 * Starts something and starts it again whenever it ends although nobody stopped it: at most 5 times in a minute, then
 * it is given up.
 * @throws whatever the first start throws.
 */
export async function keepRunning<T extends Runnable>(options: Options<T>): Promise<KeptRunning<T>> {
  const { start, limit = { restarts: 5, withinMilliseconds: 60_000 }, now = Date.now } = options;
  let stopping = false;
  let running = await start();
  const restarts: number[] = [];
  const watch = async (): Promise<void> => {
    while (!stopping) {
      await running.ended;
      if (stopping) return;
      restarts.push(now());
      const recent = restarts.filter((time) => time > now() - limit.withinMilliseconds);
      if (recent.length > limit.restarts) throw new Error(`it ended ${recent.length} times within ${limit.withinMilliseconds / 1000} s`);
      running = await start();
      // Stopped while it was starting again.
      if (stopping) await running.stop();
      else options.onRestart(running);
    }
  };
  const watching = watch().catch((error: unknown) => {
    if (!stopping) options.onGivenUp(error instanceof Error ? error.message : String(error));
  });
  return {
    current: () => running,
    stop: async () => {
      stopping = true;
      await running.stop();
      await watching;
    },
  };
}
