import { type MergeLinkResult, readMergeLink } from "../../accounts/merge/merge-link.ts";
import { type LinkUndoResult, undoByLink } from "../../accounts/merge/undo-by-link.ts";
import { vaultKeys } from "../../crypto/vault-keys.ts";
import { database } from "../../db/client.ts";
import { retriedTransaction } from "../../db/retry.ts";
import type { OutcomeCode } from "../../outcomes.ts";
import type { PersonalDataEntry } from "../../personal-data/entry.ts";

/** What the link in the notice of a merge would take apart; changes nothing. */
export async function mergeLinkView(token: unknown): Promise<MergeLinkResult> {
  return await readMergeLink(database().db, token, new Date());
}

/** Rolls the transaction back: what was merged later may be apart by then. */
class UndoRefused extends Error {
  override readonly name = "UndoRefused";
  readonly outcome: OutcomeCode;
  constructor(outcome: OutcomeCode) {
    super(outcome);
    this.outcome = outcome;
  }
}

/**
 * Takes a merge back by the link in its notice. Whoever reads the mail of either address may: no session is asked for,
 * because the one who merged may hold it.
 * @throws DatabaseUnavailableError; nothing has changed then
 */
export async function takeApartByLink(token: string, entries: readonly PersonalDataEntry[]): Promise<LinkUndoResult> {
  const now = new Date();
  try {
    return await retriedTransaction(database(), async (tx) => {
      const result = await undoByLink(tx, token, { now, keys: vaultKeys() }, entries);
      if (result.kind === "refused") throw new UndoRefused(result.outcome);
      return result;
    });
  } catch (error) {
    if (error instanceof UndoRefused) return { kind: "refused", outcome: error.outcome };
    throw error;
  }
}
