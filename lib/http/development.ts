// Set by server/main.ts, read by middleware.ts, which Next bundles on its own: they meet on globalThis.
const slot = Symbol.for("siwa.development");
type Holder = { [slot]?: boolean };

/** True under `npm run dev` only, where Next's hot reload and error overlay need more room than a policy should give. */
export function inDevelopment(): boolean {
  return (globalThis as Holder)[slot] === true;
}

/** Said once, before Next starts. */
export function setDevelopment(development: boolean): void {
  (globalThis as Holder)[slot] = development;
}
