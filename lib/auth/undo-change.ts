import { readUndo, undoChange, type UndoResult } from "../accounts/address-change.ts";
import { vaultKeys } from "../crypto/vault-keys.ts";
import { database } from "../db/client.ts";
import { retriedTransaction } from "../db/retry.ts";

/** What the link in a notice would take back; changes nothing. */
export async function undoView(token: unknown): Promise<UndoResult> {
  return await readUndo(database().db, token, new Date());
}

/**
 * Takes a change of address back. Whoever reads the mail of the old address may: no session is asked for, because the
 * one who made the change may hold it.
 */
export async function takeChangeBack(token: string): Promise<UndoResult> {
  const now = new Date();
  return await retriedTransaction(database(), (tx) => undoChange(tx, token, now, vaultKeys()));
}
