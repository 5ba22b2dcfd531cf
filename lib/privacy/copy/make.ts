import { z } from "zod";
import { recordAudit } from "../../audit/record.ts";
import { seal, type VaultPlace } from "../../crypto/envelope.ts";
import { randomToken, sha256 } from "../../crypto/random.ts";
import { type VaultKey, vaultKeys } from "../../crypto/vault-keys.ts";
import { type Database, database } from "../../db/client.ts";
import { translateDatabaseError } from "../../db/faults.ts";
import { env } from "../../env.ts";
import { DatabaseUnavailableError } from "../../errors.ts";
import { defaultLocale, inLocale, isLocale } from "../../i18n/locale.ts";
import type { Worker } from "../../jobs/queue.ts";
import { noticeTo } from "../../mail/notices.ts";
import type { HeldData, HeldTable } from "../../personal-data/held.ts";
import { logEvent } from "../../telemetry/log.ts";
import type { Spans } from "../spans.ts";
import { archiveOf, inPieces } from "./archive.ts";
import { after, copyNumbers } from "./numbers.ts";
import { beginRun, CopyTakenError, type CopyRun, keepPiece, noteProgress } from "./run.ts";
import { inSnapshot, type Snapshot } from "./snapshot.ts";
import { htmlCopy } from "./write-html.ts";
import { jsonCopy, shownTables } from "./write-json.ts";

/** What goes into a copy: every kind of data, and the durations that its words name. */
export type CopySource = { held: readonly HeldData[]; spans: Spans };
type Means = { now: () => Date; keys: readonly VaultKey[] };

/** Where the token of a copy's link is sealed for. */
export const linkAt = (copyId: string): VaultPlace => ({ purpose: "data_copy", rowId: copyId, field: "link" });

/** Writes the archive, piece by piece. @returns how large it is */
async function writeArchive(db: Database, run: CopyRun, { held, spans }: CopySource, snapshot: Snapshot, { now, keys }: Means): Promise<{ pieces: number; bytes: number }> {
  const tables = held.flatMap(shownTables);
  let rows = 0;
  for (const table of tables) rows += await snapshot.count(table, run.userId);
  const progress = { done: 0, total: 2 * rows };
  await noteProgress(db, run, progress, now());
  async function* pagesOf(table: HeldTable) {
    for await (const page of snapshot.pages(table, run.userId)) {
      yield page;
      progress.done += page.length;
      await noteProgress(db, run, progress, now());
    }
  }
  const head = { site: env().SITE_NAME, address: env().AUTH_URL, madeAt: now() };
  const files = [
    { name: "your-data.json", text: jsonCopy(head, held, pagesOf) },
    { name: "your-data.html", text: htmlCopy(head, held, spans, pagesOf) },
  ];
  let [pieces, bytes] = [0, 0];
  for await (const piece of inPieces(archiveOf(files, head.madeAt), copyNumbers.pieceBytes)) {
    await keepPiece(db, run, pieces, piece, keys);
    [pieces, bytes] = [pieces + 1, bytes + piece.length];
  }
  return { pieces, bytes };
}

/** Makes it ready, with its link, and tells its owner. */
async function finish(db: Database, run: CopyRun, size: { pieces: number; bytes: number }, { now, keys }: Means): Promise<void> {
  const [readyAt, token] = [now(), randomToken()];
  const linkSealed = await seal(token, linkAt(run.copyId), keys);
  await db.transaction(async (tx) => {
    const { count } = await tx.dataCopy.updateMany({
      where: { id: run.copyId, runId: run.runId, status: "making" },
      data: { status: "ready", readyAt, expires: after(readyAt, copyNumbers.liveSeconds), linkHash: sha256(token), linkSealed, ...size },
    });
    if (count === 0) throw new CopyTakenError();
    await recordAudit(tx, [{ type: "data.copy_ready", userId: run.userId, details: { copy: run.copyId } }]);
    await noticeTo(tx, run.userId, "copy_ready", { now: readyAt, keys });
  });
}

/** Nothing more is to be made of it, or the next run may begin. @returns whether it was given up */
async function endRun(db: Database, { copyId, runId, runs }: CopyRun, now: Date): Promise<boolean> {
  const last = runs >= copyNumbers.mostRuns;
  await db.transaction(async (tx) => {
    const { count } = await tx.dataCopy.updateMany({ where: { id: copyId, runId, status: "making" }, data: { runId: null, ...(last ? { status: "failed", endedAt: now } : { status: "waiting" }) } });
    if (count > 0) await tx.dataCopyPiece.deleteMany({ where: { copyId } });
  });
  return last;
}

/** `again`: something went wrong that may be over the next time. */
type RunEnd = "ready" | "failed" | "taken" | "again";

async function endOf(db: Database, run: CopyRun, source: CopySource, means: Means): Promise<RunEnd> {
  const locale = isLocale(run.language) ? run.language : defaultLocale;
  try {
    const size = await inLocale(locale, async () => await inSnapshot(db, async (snapshot) => await writeArchive(db, run, source, snapshot, means)));
    await inLocale(locale, async () => await finish(db, run, size, means));
    return "ready";
  } catch (error) {
    if (error instanceof CopyTakenError) return "taken";
    const fault = translateDatabaseError(error);
    logEvent("copy.failed", { copyId: run.copyId, runs: run.runs, error: fault instanceof Error ? fault.name : "unknown" }, "error");
    // In an outage nothing can be written down: the sweep finds afterwards that nobody is at it.
    if (fault instanceof DatabaseUnavailableError) return "again";
    return (await endRun(db, run, means.now())) ? "failed" : "again";
  }
}

/**
 * Makes a copy that waits. It can be stopped at any point and begun anew; two who are at one copy at once do not get in
 * each other's way, since what the earlier one writes is refused. In memory are a page of rows and a piece of the archive.
 * @returns what became of it: `taken`: there was nothing to do, or somebody else does it
 * @throws Error without a word of what was in it, when it is to be tried again
 */
export async function makeCopy(db: Database, source: CopySource, copyId: string, means: Partial<Means> = {}): Promise<Exclude<RunEnd, "again">> {
  const all: Means = { now: () => new Date(), keys: vaultKeys(), ...means };
  const run = await beginRun(db, copyId, all.now());
  const end = run ? await endOf(db, run, source, all) : "taken";
  // The queue stores what is thrown, and what went wrong may name what is held.
  if (end === "again") throw new Error("the copy was not made");
  return end;
}

const payload = z.object({ copyId: z.uuid() });

/** Makes the copies that people asked for. */
export function copyWorker(source: CopySource): Worker {
  return {
    queue: "copy",
    async run(_id, data) {
      await makeCopy(database(), source, payload.parse(data).copyId);
    },
  };
}
