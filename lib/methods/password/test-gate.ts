import { createGate } from "./gate.ts";

/** Where `hash.ts` keeps the gate of the process. */
const slot = Symbol.for("siwa.password-hashing");

/**
 * Fills the gate of this process: until the end nobody's password can be hashed, and whoever comes is sent away.
 * @returns what opens it again
 */
export function fillGate(): () => void {
  const holder = globalThis as { [slot]?: unknown };
  const before = holder[slot];
  const gate = createGate({ atOnce: 1, mostWaiting: 0 });
  const { promise, resolve } = Promise.withResolvers<void>();
  void gate(() => promise);
  holder[slot] = { gate };
  return () => {
    resolve();
    holder[slot] = before;
  };
}
