/** Request header that carries the secret of the internal render server. */
export const internalRenderHeader = "x-internal-render";

/** Where pages of ours can be fetched from inside this process; the secret keeps other local programs out. */
export type InternalRender = { origin: string; secret: string };

// Set by server/, read by route handlers, which Next bundles on their own: they meet on globalThis.
const slot = Symbol.for("siwa.internal-render");
type Holder = { [slot]?: InternalRender };

/** The internal render server; undefined under plain `next start`. */
export function internalRender(): InternalRender | undefined {
  return (globalThis as Holder)[slot];
}

/** Announces the internal render server, or that it is gone. */
export function setInternalRender(value: InternalRender | undefined): void {
  (globalThis as Holder)[slot] = value;
}
