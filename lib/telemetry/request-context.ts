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
  /** Whether a person is likely to look at the answer: a GET that is no look ahead, and not a page in answer to a form. */
  view?: boolean;
  databaseUnavailable: boolean;
  missing?: boolean;
  /** Path and query, as they were asked for. */
  url?: string;
  /** The language to answer in, where the request names one that we have. */
  locale?: string | undefined;
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
