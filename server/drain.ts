import type { Server } from "node:http";
import { setDraining } from "#lib/http/readiness.ts";
import type { Listener } from "./listener.ts";

export type DrainLimits = {
  /** How long requests are still accepted while readiness is red, for a balancer to notice. */
  readinessMilliseconds: number;
  /** How long requests in flight may go on. */
  drainMilliseconds: number;
};

export const drainLimits: DrainLimits = { readinessMilliseconds: 500, drainMilliseconds: 10_000 };

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Stops accepting and waits for what is in flight; after `milliseconds` the rest is cut. @returns whether all finished */
export async function closeServer(server: Server, closeQuiet: () => void, milliseconds: number): Promise<boolean> {
  if (!server.listening) return true;
  let cut = false;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  closeQuiet();
  const timer = setTimeout(() => {
    cut = true;
    server.closeAllConnections();
  }, milliseconds);
  await closed;
  clearTimeout(timer);
  return !cut;
}

/**
 * Ends the service in order: readiness red, no new connections, requests in flight answered, then `closers` one by
 * one (the internal render server, Next, the database). A closer that fails does not stop the next.
 * @returns whether every request in flight was answered
 */
export async function drain({ server, closeQuietConnections }: Listener, limits: DrainLimits, closers: (() => Promise<unknown>)[]): Promise<boolean> {
  setDraining(true);
  await delay(limits.readinessMilliseconds);
  const finished = await closeServer(server, closeQuietConnections, limits.drainMilliseconds);
  for (const close of closers) await close().catch(() => undefined);
  return finished;
}

/**
 * Calls `stop` once on the first SIGTERM or SIGINT; a second signal ends the process at once with status 1.
 * @param exit replaces `process.exit` in tests
 */
export function onStopSignal(stop: () => void, exit: (status: number) => void = (status) => process.exit(status)): void {
  let stopping = false;
  const signalled = () => {
    if (stopping) return exit(1);
    stopping = true;
    stop();
  };
  process.on("SIGTERM", signalled);
  process.on("SIGINT", signalled);
}

/** Calls `stop` when the process that started this one is gone, so that no orphan keeps the port. */
export function onParentExit(stop: () => void, everyMilliseconds: number = 500): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, everyMilliseconds);
  timer.unref();
}
