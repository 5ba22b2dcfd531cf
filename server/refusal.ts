import { t } from "#lib/i18n/index.ts";
import { peopleAt } from "./outage.ts";
import { type Answer, type Asking, dataAnswer, pageAnswer } from "./static-page.ts";

/** What the listener refuses or gives up, by status, and where the page leads on: to the home page, or to the same address. */
const refusals = {
  400: ["bad_request", "home"],
  404: ["not_found", "home"],
  405: ["method_not_allowed", "again"],
  408: ["request_timeout", "again"],
  413: ["content_too_large", "again"],
  414: ["uri_too_long", "home"],
  415: ["unsupported_media_type", "again"],
  417: ["expectation_failed", "home"],
  431: ["header_fields_too_large", "again"],
  500: ["server_error", "again"],
  503: ["request_timed_out", "again"],
} as const;
const general = ["request_refused", "home"] as const;

const isRefusal = (status: number): status is keyof typeof refusals => Object.hasOwn(refusals, status);

/**
 * The answer for a status that the listener gives by itself: a page for people, JSON for `/api/`.
 * @param path path of the request; "" when it could not be read
 */
export function refusalAnswer(status: number, path: string, asking: Asking, headers: Record<string, string> = {}): Answer {
  const [error, way] = isRefusal(status) ? refusals[status] : general;
  const all = status === 503 ? { "Retry-After": "5", ...headers } : headers;
  if (path.startsWith("/api/") && !peopleAt.test(path)) return dataAnswer(status, error, asking, all);
  const words = () => ({ title: t(`listener.refused.${error}.title`), text: t(`listener.refused.${error}.text`), action: { href: way === "home" ? "/" : "", label: way === "home" ? t("listener.home") : t("listener.again") } });
  return pageAnswer(status, words, asking, all);
}
