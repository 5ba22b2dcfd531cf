import type { Db, Tx } from "../../db/client.ts";
import type { PersonalDataEntry } from "../../personal-data/entry.ts";
import { countAfterMove } from "../../personal-data/operations.ts";
import { decideMerge } from "./decide-merge.ts";
import { judgePair } from "./pair.ts";
import { viewSide } from "./side-view.ts";
import type { MergePair, MergePreviewResult } from "./types.ts";

/** What putting two users together would do, or why it cannot be done. Changes nothing and locks nothing. */
export async function mergePreview(db: Db | Tx, pair: MergePair, entries: readonly PersonalDataEntry[], now: Date = new Date()): Promise<MergePreviewResult> {
  const judged = await judgePair(db, pair, now);
  if (judged.kind === "merged_before") return { kind: "refused", outcome: "user_merged" };
  if (judged.kind === "refused") return judged;
  const [kept, merged] = [await viewSide(db, judged.kept, entries, now), await viewSide(db, judged.merged, entries, now)];
  const { conflicts } = decideMerge(judged.kept, judged.merged, {});
  const result = Object.fromEntries(entries.map(({ name }) => [name, countAfterMove(merged.records[name] ?? [], kept.records[name] ?? [])]));
  return { kind: "preview", preview: { kept: kept.view, merged: merged.view, conflicts, result } };
}
