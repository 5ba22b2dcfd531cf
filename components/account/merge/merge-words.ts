import { inSentence } from "#components/ui/person-text.tsx";
import type { MergePreview, MergeSideView } from "#lib/accounts/merge/types.ts";
import { t } from "#lib/i18n/index.ts";

/** Kinds of things that have words of their own, in the order in which they are shown. */
const kinds = ["orders", "addresses", "bag", "saved_items"] as const;

/**
 * How much of each kind there is, in words, a line per kind; what has no words of its own is counted together.
 * @param all whether kinds of which there is nothing are named
 */
export function countsInWords(counts: Readonly<Record<string, number>>, all = false): string[] {
  const others = Object.entries(counts).filter(([name]) => !kinds.some((kind) => kind === name));
  const other = others.reduce((sum, [, count]) => sum + count, 0);
  const known = kinds.flatMap((kind) => (counts[kind] === undefined || (counts[kind] === 0 && !all) ? [] : [t(`merge.counts.${kind}`, { count: counts[kind] })]));
  return other === 0 ? known : [...known, t("merge.counts.other", { count: other })];
}

/** The ways in of one side, in words. `labels` are what people call its linked providers. */
export function waysInWords({ email, password, passkeys }: Pick<MergeSideView, "email" | "password" | "passkeys">, labels: readonly string[]): string[] {
  return [...labels, ...(email?.proved ? [t("merge.preview.byCode")] : []), ...(passkeys > 0 ? [t("merge.preview.byPasskeys", { count: passkeys })] : []), ...(password ? [t("merge.preview.byPassword")] : [])];
}

/** Name and address of the one account, in words, where there is nothing to choose. A confirmed address comes before one that is not. */
export function keptInWords({ kept, merged, conflicts }: Pick<MergePreview, "kept" | "merged" | "conflicts">): string[] {
  const name = conflicts.name ? null : (kept.name ?? merged.name);
  const email = conflicts.email ? null : kept.email?.proved || !merged.email?.proved ? (kept.email ?? merged.email) : merged.email;
  return [...(name === null ? [] : [t("merge.preview.nameAfter", { name: inSentence(name) })]), ...(email === null ? [] : [t("merge.preview.emailAfter", { email: inSentence(email.address, 64) })])];
}

/** What is not kept, in words: what there can be only one of. */
export function droppedInWords(kept: MergeSideView, merged: MergeSideView): string[] {
  const [mine, theirs] = [kept.email, merged.email];
  const differ = mine !== null && theirs !== null && mine.address !== theirs.address;
  const lost = differ && mine.proved !== theirs.proved ? (mine.proved ? theirs : mine) : undefined;
  return [
    ...(differ && mine.proved && theirs.proved ? [t("merge.preview.dropped.address")] : []),
    ...(lost ? [t("merge.preview.dropped.unproved", { email: inSentence(lost.address, 64) })] : []),
    ...(kept.password && merged.password ? [t("merge.preview.dropped.password")] : []),
    t("merge.preview.dropped.sessions"),
  ];
}
