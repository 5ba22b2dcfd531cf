import type { Metadata } from "next";
import { type MessageKey, t } from "#lib/i18n/index.ts";

/** The title of a page, in the language of whoever asks for it. */
export function titled(key: MessageKey): () => Promise<Metadata> {
  return async () => ({ title: t(key) });
}
