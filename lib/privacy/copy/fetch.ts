import { recordAudit } from "../../audit/record.ts";
import { seeOther } from "../../auth/answers.ts";
import { reauthenticatePath, withStepUp } from "../../auth/step-up.ts";
import type { Visitor } from "../../auth/visitor.ts";
import { openBytes, VaultError } from "../../crypto/envelope.ts";
import { sha256 } from "../../crypto/random.ts";
import { vaultKeys } from "../../crypto/vault-keys.ts";
import { type Database, database, type Db, type Tx } from "../../db/client.ts";
import { retriedTransaction } from "../../db/retry.ts";
import { AuthError } from "../../errors.ts";
import { bodyLengthHeader } from "../../http/body-length.ts";
import { refusedForm } from "../../http/form-route.ts";
import { missingResponse } from "../../http/page-response.ts";
import { logEvent } from "../../telemetry/log.ts";
import { copyPage, copyWish } from "./copy-page.ts";
import { type CopyAtHand, decideFetch, type FetchDecision } from "./decide-fetch.ts";
import { pieceAt } from "./run.ts";

type Archive = CopyAtHand & { id: string; pieces: number; bytes: number; readyAt: Date };
type Session = { id: string; userId: string };

const select = { id: true, userId: true, sessionId: true, status: true, expires: true, fetchedAt: true, fetchSessionId: true, pieces: true, bytes: true, readyAt: true } as const;

async function archiveByToken(db: Db | Tx, token: string): Promise<Archive | null> {
  if (!/^[\w-]{43}$/.test(token)) return null;
  const row = await db.dataCopy.findUnique({ where: { linkHash: sha256(token) }, select });
  return row && { ...row, pieces: row.pieces ?? 0, bytes: row.bytes ?? 0, readyAt: row.readyAt ?? new Date(0) };
}

/** @throws Error when the piece is not there, VaultError when it cannot be opened */
async function readPiece({ db }: Pick<Database, "db">, copyId: string, position: number): Promise<Uint8Array> {
  const row = await db.dataCopyPiece.findUnique({ where: { copyId_position: { copyId, position } }, select: { sealed: true } });
  if (!row) throw new Error("a piece of the archive is not there any more");
  return await openBytes(row.sealed, pieceAt(copyId, position), vaultKeys());
}

/** Whether this instance can open it: not when its key was taken out of the ring, or when it was ended a moment ago. */
async function canBeRead(copyId: string): Promise<boolean> {
  try {
    await readPiece(database(), copyId, 0);
    return true;
  } catch (error) {
    if (!(error instanceof VaultError) || error.code !== "unknown_key") throw error;
    logEvent("vault.key_unknown", { purpose: "data_copy" }, "warn");
    return false;
  }
}

/** Writes down that fetching has begun, unless the rule refuses it by now. The row is held, so that of two one is first. */
async function beginFetch(tx: Tx, copyId: string, session: Session, now: Date, proved: boolean): Promise<FetchDecision> {
  await tx.$queryRaw`SELECT 1 FROM "DataCopy" WHERE "id" = ${copyId}::uuid FOR UPDATE`;
  const copy = await tx.dataCopy.findUnique({ where: { id: copyId }, select });
  const decision = decideFetch(copy, session, now);
  if (copy === null || (decision.kind !== "give" && !(proved && decision.kind === "prove"))) return decision;
  if (copy.fetchedAt === null) {
    await tx.dataCopy.update({ where: { id: copyId }, data: { fetchedAt: now, fetchSessionId: session.id }, select: { id: true } });
    await recordAudit(tx, [{ type: "data.copy_fetched", userId: session.userId, details: { copy: copyId } }]);
  }
  return { kind: "give" };
}

/** A whole transfer was made: the archive goes. */
async function finishFetch(copyId: string): Promise<void> {
  await database().transaction(async (tx) => {
    await tx.dataCopy.updateMany({ where: { id: copyId, status: "ready" }, data: { status: "fetched", endedAt: new Date(), linkSealed: null } });
    await tx.dataCopyPiece.deleteMany({ where: { copyId } });
  });
}

/**
 * An archive as it is sent: the next piece is read when the last one was taken. Where one is missing, or cannot be opened,
 * the transfer breaks off, so that half an archive never looks like a whole one.
 * @param finish called once all bytes were handed over
 */
export function archiveStream(pieces: number, read: (position: number) => Promise<Uint8Array>, finish: () => Promise<void>): ReadableStream<Uint8Array> {
  let position = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (position < pieces) {
          controller.enqueue(await read(position));
          position += 1;
          return;
        }
        await finish();
        controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}

function archiveHeaders({ bytes, readyAt }: Archive): HeadersInit {
  const name = `your-data-${readyAt.toISOString().slice(0, 10)}.zip`;
  return { "content-type": "application/zip", "content-disposition": `attachment; filename="${name}"`, [bodyLengthHeader]: String(bytes), "cache-control": "no-store" };
}

/** What there is instead of an archive; null where there is one. */
async function refusal(request: Request, decision: FetchDecision): Promise<Response | null> {
  switch (decision.kind) {
    case "missing":
      return await missingResponse(request);
    case "refused":
      return await refusedForm(request, decision.outcome);
    case "prove":
      return seeOther(reauthenticatePath(copyWish));
    case "give":
      return null;
    default:
      return decision satisfies never;
  }
}

/** Whether the person may have it, written down; an answer where they have to prove themselves first. */
async function claimFetch(visitor: Visitor, copy: Archive, session: Session): Promise<FetchDecision | Response> {
  const decision = decideFetch(copy, session, new Date());
  if (decision.kind === "give") return await retriedTransaction(database(), async (tx) => await beginFetch(tx, copy.id, session, new Date(), false));
  if (decision.kind !== "prove") return decision;
  const done = await withStepUp<FetchDecision>(visitor, copyWish, async (tx, own, now, refuse) => {
    const result = await beginFetch(tx, copy.id, own, now, true);
    return result.kind === "give" ? result : refuse(result);
  });
  return done.kind === "answer" ? done.response : done.result;
}

/** Whether a browser only fetches ahead, in case its person goes there: that would use the link up. */
function isAhead({ headers }: Request): boolean {
  return ["sec-purpose", "purpose", "x-purpose", "x-moz"].some((name) => /\bprefetch\b|\bpreview\b/i.test(headers.get(name) ?? ""));
}

async function answer(request: Request, visitor: Visitor, token: string): Promise<Response> {
  const session = await visitor.session();
  if (!session) return seeOther(`/signin?${new URLSearchParams({ returnTo: copyPage })}`);
  const copy = await archiveByToken(database().db, token);
  const looked = decideFetch(copy, session, new Date());
  if (copy === null || looked.kind === "missing" || looked.kind === "refused") return (await refusal(request, looked)) ?? (await missingResponse(request));
  if (!(await canBeRead(copy.id))) return await refusedForm(request, "copy_over");
  // Only looking at what is there takes nothing.
  if (request.method === "HEAD") return (await refusal(request, looked)) ?? new Response(null, { headers: archiveHeaders(copy) });
  const claimed = await claimFetch(visitor, copy, session);
  if (claimed instanceof Response) return claimed;
  const refused = await refusal(request, claimed);
  return refused ?? new Response(archiveStream(copy.pieces, (position) => readPiece(database(), copy.id, position), () => finishFetch(copy.id)), { headers: archiveHeaders(copy) });
}

/**
 * The archive of a copy, by the token of its one-time link, to its owner.
 * @param token as it came in the address
 */
export async function sendCopy(request: Request, visitor: Visitor, token: string): Promise<Response> {
  // Browsers throw such an answer away, and ask again when somebody goes there.
  if (isAhead(request)) return new Response(null, { status: 503, headers: { "cache-control": "no-store" } });
  try {
    return await answer(request, visitor, token);
  } catch (error) {
    return await refusedForm(request, error instanceof AuthError ? error.code : "unexpected", { error });
  }
}
