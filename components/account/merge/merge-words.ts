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

/** How many things of a kind are in both, and are there once afterwards. */
const doublesOf = (kind: (typeof kinds)[number], { kept, merged, result }: MergePreview) => (kept.counts[kind] ?? 0) + (merged.counts[kind] ?? 0) - (result[kind] ?? 0);

/** The address that is not kept, in words: one that signs in stops to do so, one that nobody confirmed goes by its name or by the choice. */
function droppedAddress({ kept: { email: mine }, merged: { email: theirs } }: MergePreview): string[] {
  if (!mine || !theirs || mine.address === theirs.address) return [];
  if (mine.proved && theirs.proved) return [t("merge.preview.dropped.address")];
  if (mine.proved === theirs.proved) return [t("merge.preview.dropped.notChosen")];
  return [t("merge.preview.dropped.unproved", { email: inSentence((mine.proved ? theirs : mine).address, 64) })];
}

/** What is not kept, in words: what there can be only one of, and what both have. */
export function droppedInWords(preview: MergePreview): string[] {
  const { kept, merged } = preview;
  return [
    ...droppedAddress(preview),
    ...(kept.password && merged.password ? [t("merge.preview.dropped.password")] : []),
    ...(doublesOf("bag", preview) > 0 ? [t("merge.preview.dropped.bag", { count: doublesOf("bag", preview) })] : []),
    ...(doublesOf("saved_items", preview) > 0 ? [t("merge.preview.dropped.saved", { count: doublesOf("saved_items", preview) })] : []),
    t("merge.preview.dropped.sessions"),
  ];
}

/** Which ways in there are afterwards, in words: all but an address that signs in today and is not chosen. */
export function waysAfterInWords({ kept, merged, conflicts }: MergePreview): string {
  return t(conflicts.email && kept.email?.proved && merged.email?.proved ? "merge.preview.someWays" : "merge.preview.allWays");
}
