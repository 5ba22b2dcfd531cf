import { type Db, onceKept, type Tx } from "../db/client.ts";
import { count, observeAttempt } from "../telemetry/metrics.ts";

/** What is counted of an attempt that ended. */
export type Ended = { method: string; outcome: string | null; createdAt: Date; endedAt: Date | null };
export const endedColumns = { method: true, outcome: true, createdAt: true, endedAt: true } as const;

/** Counts a start in the metrics of this process, once it is kept. */
export function countStart(handle: Db | Tx, { method, intent, client }: { method: string; intent: string; client?: { device: string } | undefined }): void {
  onceKept(handle, () => count("siwa_attempts_started_total", { method, intent, device: client?.device }));
}

/** Counts the end of attempts in the metrics of this process, once they are kept. The pages count the rows themselves. */
export function countEnd(handle: Db | Tx, ended: readonly Ended[]): void {
  if (ended.length === 0) return;
  onceKept(handle, () => {
    for (const { method, outcome, createdAt, endedAt } of ended) {
      count("siwa_attempts_ended_total", { method, outcome });
      observeAttempt(method, ((endedAt ?? createdAt).getTime() - createdAt.getTime()) / 1_000);
    }
  });
}
