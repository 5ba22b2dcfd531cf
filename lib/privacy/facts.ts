import { switchedOnProviders } from "../auth/switched-on.ts";
import { sha256 } from "../crypto/random.ts";
import { env } from "../env.ts";
import { isSecure } from "../http/cookies.ts";
import type { HeldData } from "../personal-data/held.ts";
import type { ProviderName } from "../sessions/methods.ts";
import { type AmazonPart, receivedParts } from "./amazon-parts.ts";
import { type CookieFact, cookieFacts } from "./cookies.ts";
import { operatorNotice } from "./operator-notice.ts";
import type { Spans } from "./spans.ts";

/** All that the privacy notice says, without the words of a language. */
export type NoticeFacts = {
  siteName: string;
  controller: string;
  contact: string;
  fromAmazon: readonly AmazonPart[];
  providers: readonly ProviderName[];
  /** What is held, and whether rows of it stay after a deletion, without a name. */
  held: readonly { name: string; kept: boolean }[];
  spans: Spans;
  cookies: readonly CookieFact[];
  /** Of the operator's own text. */
  textHash: string | null;
};

/** What the installation knows of itself, from lib/composition.ts: it alone knows the shop. */
export type NoticeSource = { held: readonly HeldData[]; spans: Spans & { guest: number } };

/** The facts of this installation. */
export function noticeFacts({ held, spans }: NoticeSource): NoticeFacts {
  const { SITE_NAME, PRIVACY_CONTROLLER, SUPPORT_EMAIL, AUTH_URL, AUTH_AMAZON_SCOPE } = env();
  const providers = switchedOnProviders();
  return {
    siteName: SITE_NAME,
    controller: PRIVACY_CONTROLLER,
    contact: SUPPORT_EMAIL,
    fromAmazon: receivedParts(AUTH_AMAZON_SCOPE),
    providers,
    held: held.map(({ name, tables }) => ({ name, kept: tables.some(({ afterDeletion }) => afterDeletion === "kept") })),
    spans,
    cookies: cookieFacts({ providers, secure: isSecure(AUTH_URL), guestSeconds: spans.guest }),
    textHash: operatorNotice()?.hash ?? null,
  };
}

/** Keys in order, so that the same facts are the same text. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([key, part]) => [key, ordered(part)]));
}

/** The version of a notice: another one if and only if a fact is another. The words of no language count. */
export function noticeVersion(facts: NoticeFacts): string {
  return Buffer.from(sha256(JSON.stringify(ordered(facts))), "base64url").toString("hex").slice(0, 12);
}
