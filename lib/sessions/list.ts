import type { Db } from "../db/client.ts";
import { sessionEnd } from "./check.ts";

/** One session as its owner's list shows it: no token, no hash. */
export type ListedSession = {
  id: string;
  method: string;
  browser: string | null;
  system: string | null;
  shared: boolean;
  signedInAt: Date;
  lastSeenAt: Date;
  /** The one that asks. */
  own: boolean;
};

const most = 100;

/** The sessions of a user that are good, the one that asks first and then by when they were last seen. */
export async function listSessions(db: Db, { userId, id: ownId }: { userId: string; id: string }, now: Date): Promise<ListedSession[]> {
  const rows = await db.session.findMany({
    where: { userId },
    orderBy: [{ lastSeenAt: "desc" }, { id: "asc" }],
    take: most,
    select: { id: true, method: true, browser: true, system: true, shared: true, createdAt: true, lastSeenAt: true, expires: true },
  });
  const good = rows.filter((row) => row.id === ownId || sessionEnd(row) > now);
  const listed = good.map(({ id, method, browser, system, shared, createdAt, lastSeenAt }) => ({ id, method, browser, system, shared, signedInAt: createdAt, lastSeenAt, own: id === ownId }));
  return [...listed.filter(({ own }) => own), ...listed.filter(({ own }) => !own)];
}
