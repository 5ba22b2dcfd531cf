import type { IncomingMessage } from "node:http";
import { pathOf } from "./limits.ts";
import { type Answer, dataAnswer, pageAnswer, type Words } from "./static-page.ts";

const retry = { "Retry-After": "5" };

const afterReading: Words = {
  title: "We can't reach our records right now",
  text: "It isn't you, and nothing is lost: if you were signed in you still are, and your bag is where you left it. Please try again in a moment.",
  action: { href: "", label: "Try again" },
};
const afterSending: Words = {
  title: "We can't reach our records right now",
  text: "What you just sent may not have arrived, so please check before you send it again. If you were signed in you still are, and nothing else has changed.",
  action: { href: "", label: "Go back to the page" },
};
const afterStartingSignIn: Words = {
  title: "We can't reach our records right now",
  text: "Signing in has to wait a moment. It isn't you, and nothing is lost. Please try again in a minute.",
  action: { href: "/signin", label: "Back to sign in" },
};

/** Addresses below `/api/` where a person, not a program, is looking at the answer. */
export const peopleAt = /^\/api\/auth\/(callback|signin)(\/|$)/;

/** Health routes report the outage in their own words. */
const reportsItself = /^\/api\/health\//;

/** True when an outage met while answering this path replaces the answer. */
export function outageReplaces(path: string): boolean {
  return !reportsItself.test(path);
}

function wordsFor(method: string | undefined, path: string): Words {
  if (path.startsWith("/api/auth/signin")) return afterStartingSignIn;
  return method === "POST" ? afterSending : afterReading;
}

/**
 * The answer during a database outage: 503, come back in five seconds, no cookie touched.
 *
 * The links are empty or constant: an empty one leads to the address the person is at, so the authorization code in
 * a callback's address is never written into a page. A request of Next's client router gets an empty body, on which
 * it loads the address as a whole page.
 */
export function outageAnswer(request: IncomingMessage, requestId: string): Answer {
  const path = pathOf(request.url ?? "/");
  if (request.headers.rsc !== undefined) return { status: 503, headers: { ...retry, "Cache-Control": "no-store" }, body: "" };
  if (path.startsWith("/api/") && !peopleAt.test(path)) return dataAnswer(503, "database_unavailable", requestId, retry);
  return pageAnswer(503, wordsFor(request.method, path), requestId, retry);
}
