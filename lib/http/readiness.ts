// Set by the listener's drain, read by the health route, which Next bundles on its own: they meet on globalThis.
const slot = Symbol.for("siwa.draining");
type Holder = { [slot]?: boolean };

/** True once the process has been told to stop: `/api/health/ready` answers 503 from then on. */
export function isDraining(): boolean {
  return (globalThis as Holder)[slot] === true;
}

/** Turns readiness red, or green again. */
export function setDraining(draining: boolean): void {
  (globalThis as Holder)[slot] = draining;
}
