import type { Db, Tx } from "../../db/client.ts";
import type { PersonalDataEntry, PersonalRecord } from "../../personal-data/entry.ts";
import { listAll } from "../../personal-data/operations.ts";
import { countLiveSessions } from "../../sessions/live.ts";
import { signInMethodsOf } from "../sign-in-methods.ts";
import type { MergeSideRow } from "./pair.ts";
import type { MergeSideView } from "./types.ts";

/** What one side of the preview shows, and the things behind its counts. */
export async function viewSide(db: Db | Tx, side: MergeSideRow, entries: readonly PersonalDataEntry[], now: Date): Promise<{ view: MergeSideView; records: Record<string, PersonalRecord[]> }> {
  const { id: userId, name, createdAt } = side;
  const methods = await signInMethodsOf(db, userId);
  const records = await listAll(db, entries, userId);
  const view: MergeSideView = {
    userId,
    name,
    email: methods?.email ?? null,
    createdAt,
    linked: methods?.linked.map(({ provider }) => provider) ?? [],
    passkeys: methods?.passkeys.length ?? 0,
    password: methods?.password !== null,
    sessions: await countLiveSessions(db, { userId }, now),
    counts: Object.fromEntries(Object.entries(records).map(([entry, list]) => [entry, list.length])),
  };
  return { view, records };
}
