import { randomUUID } from "node:crypto";
import { lockUser } from "../../accounts/sign-in-methods.ts";
import { recordAudit } from "../../audit/record.ts";
import { seeOther } from "../../auth/answers.ts";
import { hashKey } from "../../auth/hash-key.ts";
import { stepUpPath, withStepUp } from "../../auth/step-up.ts";
import type { Visitor } from "../../auth/visitor.ts";
import { vaultKeys } from "../../crypto/vault-keys.ts";
import { database, type Tx } from "../../db/client.ts";
import { refusedForm } from "../../http/form-route.ts";
import { currentLocale } from "../../i18n/locale.ts";
import { enqueue } from "../../jobs/queue.ts";
import { noticeTo } from "../../mail/notices.ts";
import { voidCopies } from "../../personal-data/copies.ts";
import { consumeRateLimit, refundRateLimit } from "../../rate-limit/consume.ts";
import { copyPage, copyWish } from "./copy-page.ts";

/**
 * Asks for a copy in the transaction of the fresh proof. An older one that could still be fetched is void: there is one
 * link at a time.
 * @returns false with nothing written where one waits or is being made already
 */
async function askIn(tx: Tx, session: { id: string; userId: string }, now: Date): Promise<boolean> {
  const { id: sessionId, userId } = session;
  await lockUser(tx, userId);
  if ((await tx.dataCopy.count({ where: { userId, status: { in: ["waiting", "making"] } } })) > 0) return false;
  await voidCopies(tx, userId, now);
  const { id } = await tx.dataCopy.create({ data: { userId, sessionId, language: currentLocale(), createdAt: now }, select: { id: true } });
  await enqueue(tx, "copy", { id: randomUUID(), data: { copyId: id } });
  await recordAudit(tx, [{ type: "data.copy_requested", userId, details: { copy: id } }]);
  await noticeTo(tx, userId, "copy_asked", { now, keys: vaultKeys() });
  return true;
}

/**
 * "Make a copy of what you hold about me", after a fresh proof. Who asks while one is being made is led to that one.
 * @throws DatabaseUnavailableError; nothing has changed then
 */
export async function askForCopy(request: Request, visitor: Visitor): Promise<Response> {
  const session = await visitor.session();
  if (!session) return seeOther(`/signin?${new URLSearchParams({ returnTo: copyPage })}`);
  // Who has to prove themselves first has not asked yet, and is not counted.
  const first = await stepUpPath(session, copyWish);
  if (first !== null) return seeOther(first);
  const limit = await consumeRateLimit(database(), hashKey(), "copy_by_user_per_day", session.userId);
  if (!limit.allowed) return await refusedForm(request, "rate_limited", { retryAfterSeconds: limit.retryAfterSeconds });
  const done = await withStepUp<boolean>(visitor, copyWish, async (tx, own, now, refuse) => (await askIn(tx, own, now)) || refuse(false));
  if (done.kind === "answer" || !done.result) await refundRateLimit(database(), hashKey(), "copy_by_user_per_day", session.userId);
  return done.kind === "answer" ? done.response : seeOther(copyPage);
}
