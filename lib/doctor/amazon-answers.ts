import { amazonRegionOf } from "../env-amazon.ts";
import { errorCodeOf } from "../oauth/json.ts";
import type { Asked, Unanswered } from "./ask.ts";

const redirected = (where: string) => `a redirect to ${where}`;

/** What Amazon's answer to an authorization request says of client, return URL and scope. */
export type AuthorizationVerdict = { kind: "fine" | "client_unknown" | "return_url" | "scope" } | { kind: "refused" | "unclear" | "silent"; reason: string };

/** What its answer to a token request with a made-up code says of the client secret. */
export type SecretVerdict = { kind: "fine" | "refused" } | { kind: "grant_refused" | "unclear" | "silent"; reason: string };

export type AmazonFacts = {
  authorizeHost: string;
  apiHost: string;
  scope: string;
  returnUrls: { url: string; verdict: AuthorizationVerdict }[];
  /** In the order of AUTH_AMAZON_SECRET. */
  secrets: SecretVerdict[];
  /** Amazon's clock less this machine's. */
  clockAheadMilliseconds: number | undefined;
};

/** An error code of OAuth, or that it was none: what Amazon writes there could be anything. */
const codeOf = (error: string | undefined | null) => (/^[A-Za-z_]{1,40}$/.test(error ?? "") ? (error ?? "") : "an unknown error");
const statusOf = ({ status }: Asked) => `HTTP ${status}`;

/** The lines of Amazon's own error page between its summary and the parameters that it repeats. */
function errorSummary(page: string): string {
  const words = page.replace(/<[^>]*>/g, " ").replace(/&#0?39;|&apos;/g, "'").replace(/\s+/g, " ");
  return /Error Summary(.*?)(Request Details|$)/i.exec(words)?.[1] ?? "";
}

const lines = [
  ["client_unknown", /unknown client_?id/i],
  ["return_url", /redirect URI you provided has not been whitelisted|Allowed Return URLs/i],
  ["scope", /unknown scope/i],
] as const;

function ofRedirect(location: string, { authorizeUrl, returnUrl }: { authorizeUrl: string; returnUrl: string }): AuthorizationVerdict {
  const target = URL.parse(location, authorizeUrl);
  if (!target) return { kind: "unclear", reason: redirected("nowhere") };
  if (`${target.origin}${target.pathname}` === returnUrl.split("?")[0]) {
    const error = target.searchParams.get("error");
    if (error === null) return { kind: "fine" };
    return error === "invalid_scope" ? { kind: "scope" } : { kind: "refused", reason: codeOf(error) };
  }
  // On to signing in, at Amazon.
  const known = target.origin === new URL(authorizeUrl).origin || amazonRegionOf(target.hostname) !== undefined || /^(.+\.)?amazon\.[a-z.]+$/.test(target.hostname);
  return known ? { kind: "fine" } : { kind: "unclear", reason: redirected("elsewhere") };
}

/**
 * Reads the answer to an authorization request without cookies (pure). Amazon refuses an unknown client and a return URL
 * that is not registered on a page of its own, with 400; other errors come back by redirect.
 */
export function readAuthorizationAnswer(answer: Asked | Unanswered, asked: { authorizeUrl: string; returnUrl: string }): AuthorizationVerdict {
  if ("silent" in answer) return { kind: "silent", reason: answer.silent };
  const location = answer.headers.get("location");
  if (answer.status >= 300 && answer.status < 400 && location !== null) return ofRedirect(location, asked);
  const summary = errorSummary(answer.body);
  const line = lines.find(([, pattern]) => pattern.test(summary));
  if (line) return { kind: line[0] };
  return answer.status === 200 && summary === "" && /<form\b/i.test(answer.body) ? { kind: "fine" } : { kind: "unclear", reason: statusOf(answer) };
}

/**
 * Reads the answer to a token request with a code that never was (pure). Amazon looks at the client first: only whose
 * secret is good is told that the code is not.
 */
export function readTokenAnswer(answer: Asked | Unanswered): SecretVerdict {
  if ("silent" in answer) return { kind: "silent", reason: answer.silent };
  const error = errorCodeOf({ status: answer.status, contentType: "", body: answer.body });
  if (error === "invalid_client") return { kind: "refused" };
  if (answer.status === 400 && error === "invalid_grant") return { kind: "fine" };
  if (answer.status === 400 && (error === "unauthorized_client" || error === "unsupported_grant_type")) return { kind: "grant_refused", reason: error };
  return { kind: "unclear", reason: error === undefined ? statusOf(answer) : codeOf(error) };
}
