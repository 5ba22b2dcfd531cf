import { peopleAt } from "./outage.ts";
import { type Answer, dataAnswer, pageAnswer, type Words } from "./static-page.ts";

const back = { href: "/", label: "Go to the home page" };
const again = { href: "", label: "Try again" };

/** What a person reads when the listener itself refuses or gives up. */
const words: Record<number, Words & { error: string }> = {
  400: { error: "bad_request", title: "We couldn't read that address", text: "Part of the address or of the request is broken. Please go back, or start from the home page.", action: back },
  404: { error: "not_found", title: "There is nothing here", text: "This address does not lead anywhere. Please start from the home page.", action: back },
  405: { error: "method_not_allowed", title: "That doesn't work here", text: "This address can be opened, but not used in this way.", action: again },
  408: { error: "request_timeout", title: "That took too long to arrive", text: "Your connection was too slow this time, so nothing was changed. Please try again.", action: again },
  413: { error: "content_too_large", title: "That was too much text", text: "What you sent is larger than we accept. Nothing was changed. Please go back and shorten it.", action: again },
  414: { error: "uri_too_long", title: "That address is too long", text: "Please follow the link again, or start from the home page.", action: back },
  415: { error: "unsupported_media_type", title: "We couldn't read what was sent", text: "It came in a form that we don't accept. Nothing was changed.", action: again },
  417: { error: "expectation_failed", title: "We couldn't read that request", text: "Please start again from the home page.", action: back },
  431: { error: "header_fields_too_large", title: "Your browser sent too many cookies", text: "Please delete this site's cookies in your browser's settings, then open this page again.", action: again },
  500: { error: "server_error", title: "Something went wrong on our side", text: "It wasn't you. Please try again in a moment. If it stays like this, tell us the reference below.", action: again },
  503: { error: "request_timed_out", title: "This is taking longer than it should", text: "We stopped waiting so that you don't have to. Please try again in a moment.", action: again },
};
const general = { error: "request_refused", title: "We couldn't do that", text: "Please start again from the home page.", action: back };

/**
 * The answer for a status that the listener gives by itself: a page for people, JSON for `/api/`.
 * @param path path of the request; "" when it could not be read
 */
export function refusalAnswer(status: number, path: string, requestId: string, headers: Record<string, string> = {}): Answer {
  const { error, ...text } = words[status] ?? general;
  const all = status === 503 ? { "Retry-After": "5", ...headers } : headers;
  return path.startsWith("/api/") && !peopleAt.test(path) ? dataAnswer(status, error, requestId, all) : pageAnswer(status, text, requestId, all);
}
