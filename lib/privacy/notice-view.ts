import { t } from "../i18n/index.ts";
import type { NoticeFacts } from "./facts.ts";
import { afterWords, type HeldWords, heldWords } from "./held-words.ts";
import { spanInWords, spansInWords } from "./spans.ts";

/** What of the notice is made from facts, in the words of whoever is being answered. */
export type NoticeView = {
  /** `after`: what stays of it after a deletion, where something does. */
  held: readonly (HeldWords & { name: string; after: string | null })[];
  /** Durations in words, by their names. */
  spans: Readonly<Record<string, string>>;
  cookies: readonly { names: readonly string[]; purpose: string; keep: string }[];
};

/**
 * The words for the facts of a notice.
 * @throws Error when something is held that has no words
 */
export function noticeView({ held, spans, cookies }: Pick<NoticeFacts, "held" | "spans" | "cookies">): NoticeView {
  return {
    held: held.map(({ name, kept }) => ({ name, after: kept ? afterWords(name, spans) : null, ...heldWords(name, spans) })),
    spans: spansInWords(spans),
    cookies: cookies.map(({ use, names, seconds }) => ({
      names,
      purpose: t(`privacy.cookies.${use}`),
      keep: seconds === null ? t("privacy.notice.window") : spanInWords(seconds),
    })),
  };
}
