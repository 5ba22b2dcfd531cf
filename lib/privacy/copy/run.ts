import { randomUUID } from "node:crypto";
import { sealBytes, type VaultPlace } from "../../crypto/envelope.ts";
import type { VaultKey } from "../../crypto/vault-keys.ts";
import { plainly, type Database } from "../../db/client.ts";
import { before, copyNumbers } from "./numbers.ts";

/** One making of a copy, until it is done, given up, or somebody else's. */
export type CopyRun = { copyId: string; runId: string; userId: string; language: string; runs: number };

/** Somebody else makes the copy now, or nobody may any more. */
export class CopyTakenError extends Error {
  override readonly name = "CopyTakenError";
}

/** Where a piece of an archive is sealed for. */
export const pieceAt = (copyId: string, position: number): VaultPlace => ({ purpose: "data_copy", rowId: copyId, field: `piece ${position}` });

const claim = `
  UPDATE "DataCopy" c SET "status" = 'making', "runs" = c."runs" + 1, "runId" = $2::uuid, "aliveAt" = $3::timestamptz, "rowsDone" = 0, "rowsTotal" = NULL
  FROM "User" u WHERE c."id" = $1::uuid AND u."id" = c."userId" AND u."status" = 'active' AND c."runs" < $5::int
    AND (c."status" = 'waiting' OR (c."status" = 'making' AND c."aliveAt" <= $4::timestamptz))
  RETURNING c."userId", c."language", c."runs"`;

// Whoever cannot sign in could not fetch it, and asks again once they can.
const giveUp = `
  UPDATE "DataCopy" c SET "status" = 'voided', "endedAt" = $2::timestamptz, "runId" = NULL
  FROM "User" u WHERE c."id" = $1::uuid AND u."id" = c."userId" AND u."status" <> 'active' AND c."status" = 'waiting' RETURNING c."id"`;

/**
 * Takes a copy on that waits, or whose maker is gone, and removes what was made of it before.
 * @returns null where there is nothing to make: it is done, ended, or somebody else is at it
 */
export async function beginRun(database: Database, copyId: string, now: Date): Promise<CopyRun | null> {
  const runId = randomUUID();
  return await database.transaction(async (tx) => {
    const silent = before(now, copyNumbers.silentSeconds);
    const [row] = await plainly<Pick<CopyRun, "userId" | "language" | "runs">>(tx, "copy-claim", claim, [copyId, runId, now, silent, copyNumbers.mostRuns]);
    if (!row) {
      await plainly(tx, "copy-give-up", giveUp, [copyId, now]);
      return null;
    }
    await tx.dataCopyPiece.deleteMany({ where: { copyId } });
    return { copyId, runId, ...row };
  });
}

const step = `UPDATE "DataCopy" SET "rowsDone" = $3::int, "rowsTotal" = $4::int, "aliveAt" = $5::timestamptz WHERE "id" = $1::uuid AND "runId" = $2::uuid AND "status" = 'making'`;

/**
 * Says how far a run is, and that it is still there.
 * @throws CopyTakenError when it is not this run's copy any more
 */
export async function noteProgress({ db }: Database, { copyId, runId }: CopyRun, progress: { done: number; total: number }, now: Date): Promise<void> {
  const rows = await plainly(db, "copy-progress", `${step} RETURNING "id"`, [copyId, runId, progress.done, progress.total, now]);
  if (rows.length === 0) throw new CopyTakenError();
}

// The row of the copy is held while a piece is written, so that none comes after the end of a run.
const insertPiece = `
  WITH run AS (SELECT "id" FROM "DataCopy" WHERE "id" = $1::uuid AND "runId" = $2::uuid AND "status" = 'making' FOR UPDATE)
  INSERT INTO "DataCopyPiece" ("copyId", "position", "sealed") SELECT "id", $3::int, $4::text FROM run RETURNING "position"`;

/**
 * Keeps a piece of the archive, sealed: a dump of the database holds nothing that can be read.
 * @throws CopyTakenError when it is not this run's copy any more
 */
export async function keepPiece({ db }: Database, { copyId, runId }: CopyRun, position: number, piece: Uint8Array, keys: readonly VaultKey[]): Promise<void> {
  const sealed = await sealBytes(piece, pieceAt(copyId, position), keys);
  const rows = await plainly(db, "copy-piece", insertPiece, [copyId, runId, position, sealed]);
  if (rows.length === 0) throw new CopyTakenError();
}
