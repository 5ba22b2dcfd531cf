import { createGate, type Gate } from "./gate.ts";

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

/**
 * How many passwords some work hashes or compares: each goes through the gate once, and nothing else does.
 * @throws Error when nothing was hashed in this process before
 */
export async function hashesOf(work: () => Promise<unknown>): Promise<number> {
  const held = (globalThis as { [slot]?: { gate: Gate } })[slot];
  if (!held) throw new Error("hash a password first: then there is a gate");
  const { gate } = held;
  let count = 0;
  held.gate = async (hashing) => {
    count += 1;
    return await gate(hashing);
  };
  try {
    await work();
  } finally {
    held.gate = gate;
  }
  return count;
}
