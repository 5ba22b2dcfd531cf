import { AsyncLocalStorage } from "node:async_hooks";

/**
 * What the listener knows about the request being answered. `databaseUnavailable` is set by code that met an outage,
 * `missing` by a page of ours that stands for something that is not there.
 */
export type RequestContext = {
  requestId: string;
  clientAddress: string;
  /** When the request reached the listener, however long it waited since. */
  receivedAt?: Date;
  databaseUnavailable: boolean;
  missing?: boolean;
};

// The listener loads this file natively and Next bundles it more than once: they meet on globalThis.
const slot = Symbol.for("siwa.request-context");
type Holder = { [slot]?: AsyncLocalStorage<RequestContext> };

function storage(): AsyncLocalStorage<RequestContext> {
  const holder = globalThis as Holder;
  holder[slot] ??= new AsyncLocalStorage<RequestContext>();
  return holder[slot];
}

/** Runs `work`, and everything it awaits, with `context` as the request context. */
export function runInRequestContext<T>(context: RequestContext, work: () => T): T {
  return storage().run(context, work);
}

/** The context of the request being answered; undefined outside a request and under plain `next start`. */
export function requestContext(): RequestContext | undefined {
  return storage().getStore();
}
