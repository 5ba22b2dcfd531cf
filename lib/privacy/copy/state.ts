import { reauthenticatePath, stepUpPath } from "../../auth/step-up.ts";
import { vaultKeys } from "../../crypto/vault-keys.ts";
import { database } from "../../db/client.ts";
import type { SessionView } from "../../sessions/check.ts";
import { openWaiting } from "../../token-vault/open-waiting.ts";
import { copyWish, downloadPath } from "./copy-page.ts";
import { againUntil, decideFetch } from "./decide-fetch.ts";
import { linkAt } from "./make.ts";

/** What the page says of the newest copy of a user. */
export type CopyState =
  | { kind: "none" }
  | { kind: "waiting" }
  | { kind: "making"; done: number; total: number }
  /** `href`: the one-time link, or, in a session that has to prove itself first, the page for that. */
  | { kind: "ready"; href: string; proved: boolean; until: Date; bytes: number; begun: boolean }
  | { kind: "fetched"; at: Date }
  /** Another session has begun to fetch it, and may begin again until then: it is still there. */
  | { kind: "fetching"; at: Date }
  | { kind: "expired"; at: Date }
  | { kind: "failed" }
  | { kind: "voided" };

const select = { id: true, userId: true, sessionId: true, status: true, rowsDone: true, rowsTotal: true, createdAt: true, expires: true, linkSealed: true, bytes: true, fetchedAt: true, fetchSessionId: true, endedAt: true } as const;

/** What a copy is to a session that may not fetch it any more, since one has begun to. */
function usedBy(status: string, fetchedAt: Date, now: Date): CopyState {
  const until = againUntil(fetchedAt);
  return status === "ready" && now < until ? { kind: "fetching", at: until } : { kind: "fetched", at: fetchedAt };
}

/**
 * How far the newest copy of a user is, as this session sees it. Changes nothing.
 * @throws DatabaseUnavailableError
 */
export async function copyState(session: Pick<SessionView, "id" | "userId" | "method" | "authenticatedAt">, now: Date = new Date()): Promise<CopyState> {
  const copy = await database().db.dataCopy.findFirst({ where: { userId: session.userId }, orderBy: [{ createdAt: "desc" }, { id: "desc" }], select });
  if (!copy) return { kind: "none" };
  const { status, expires, fetchedAt } = copy;
  if (status === "waiting" || status === "failed" || status === "voided") return { kind: status };
  if (status === "making") return { kind: "making", done: copy.rowsDone, total: copy.rowsTotal ?? 0 };
  const decision = decideFetch(copy, session, now);
  if (decision.kind === "refused" && decision.outcome === "copy_used") return usedBy(status, fetchedAt ?? now, now);
  const token = copy.linkSealed === null || decision.kind === "refused" ? undefined : await openWaiting(copy.linkSealed, linkAt(copy.id), vaultKeys());
  if (token === undefined) return { kind: "expired", at: expires ?? now };
  const proved = decision.kind === "give" || (await stepUpPath(session, copyWish)) === null;
  const href = proved ? `${downloadPath}?${new URLSearchParams({ token })}` : reauthenticatePath(copyWish);
  const until = fetchedAt === null ? (expires ?? now) : againUntil(fetchedAt);
  return { kind: "ready", href, proved, until, bytes: copy.bytes ?? 0, begun: fetchedAt !== null };
}
