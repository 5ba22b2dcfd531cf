import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";

/** What a page of ours sends has a few hundred characters. */
const maxStateLength = 8_192;

const dynamicKind = z.string().regex(/^(c|oc|d|[cd]i(\(\.\)|\(\.\.\)|\(\.\.\.\)|\(\.\.\)\(\.\.\)))$/);
const segment = z.union([z.string(), z.tuple([z.string(), z.string(), dynamicKind, z.array(z.string()).nullable()])]);
const routerState: z.ZodType = z.lazy(() =>
  z.tuple([
    segment,
    z.record(z.string(), routerState),
    z.tuple([z.string(), z.string()]).nullable().optional(),
    z.enum(["refetch", "inside-shared-layout", "metadata-only"]).nullable().optional(),
    z.number().nullable().optional(),
    z.string().optional(),
  ]),
);

/**
 * True when Next can read what its client router says about the page it is on. Next answers anything else with 500
 * and an error in the log, so a stranger could have both at will.
 * @param text the header `Next-Router-State-Tree`; several of them arrive joined, which is no JSON
 */
export function isRouterState(text: string): boolean {
  if (text.length > maxStateLength) return false;
  try {
    return routerState.safeParse(JSON.parse(decodeURIComponent(text))).success;
  } catch {
    return false;
  }
}

/**
 * Removes the wish for a kind of look ahead that our pages do not offer: Next would try it and log an error.
 * Everything but `1` is of that kind.
 */
export function dropUnknownPrefetch(headers: IncomingHttpHeaders): void {
  if (headers["next-router-prefetch"] !== "1") delete headers["next-router-prefetch"];
}

/** Below these addresses every page is a whole one, and may be one that is not there for whoever asks. */
const wholePages = /^\/ops(\/|$)/;

/**
 * Removes the wish for the data of a page, which only Next's client router has, where pages come whole. Such an answer
 * begins before its page knows who asks, so its status would say that there is a page.
 * @param path as Next will read it
 */
export function dropRouterWish(headers: IncomingHttpHeaders, path: string): void {
  if (!wholePages.test(path)) return;
  for (const name of ["rsc", "next-router-prefetch", "next-router-segment-prefetch", "next-router-state-tree", "next-url"]) delete headers[name];
}
