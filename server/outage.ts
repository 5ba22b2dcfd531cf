import type { IncomingMessage } from "node:http";
import { t } from "#lib/i18n/index.ts";
import { pathOf } from "./limits.ts";
import { type Answer, type Asking, dataAnswer, pageAnswer, type Words } from "./static-page.ts";

const retry = { "Retry-After": "5" };

/** Addresses below `/api/` where a person, not a program, is looking at the answer. */
export const peopleAt = /^\/api\/auth\/(callback|signin)(\/|$)/;

/** Health routes report the outage in their own words. */
const reportsItself = /^\/api\/health\//;

/** True when an outage met while answering this path replaces the answer. */
export function outageReplaces(path: string): boolean {
  return !reportsItself.test(path);
}

function wordsFor(method: string | undefined, path: string): Words {
  const title = t("listener.outage.title");
  if (path.startsWith("/api/auth/signin")) return { title, text: t("listener.outage.starting"), action: { href: "/signin", label: t("listener.toSignIn") } };
  if (method === "POST") return { title, text: t("listener.outage.sending"), action: { href: "", label: t("listener.toPage") } };
  return { title, text: t("listener.outage.reading"), action: { href: "", label: t("listener.again") } };
}

/**
 * The answer during a database outage: 503, come back in five seconds, no cookie touched.
 *
 * The links are empty or constant: an empty one leads to the address the person is at, so the authorization code in
 * a callback's address is never written into a page. A request of Next's client router gets an empty body, on which
 * it loads the address as a whole page.
 */
export function outageAnswer(request: IncomingMessage, asking: Asking): Answer {
  const path = pathOf(request.url ?? "/");
  if (request.headers.rsc !== undefined) return { status: 503, headers: { ...retry, "Cache-Control": "no-store" }, body: "" };
  if (path.startsWith("/api/") && !peopleAt.test(path)) return dataAnswer(503, "database_unavailable", asking, retry);
  return pageAnswer(503, () => wordsFor(request.method, path), asking, retry);
}
