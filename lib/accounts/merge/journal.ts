import { z } from "zod";
import { sha256 } from "../../crypto/random.ts";
import type { Db, Prisma, Tx } from "../../db/client.ts";
import type { MergeSide } from "./types.ts";

/** For how long a merge can be undone. The notice and the pages name it. */
export const undoMergeSeconds = 30 * 24 * 60 * 60;

const contact = z.object({ email: z.string().nullable(), emailVerified: z.coerce.date().nullable(), provedEmail: z.string().nullable() });

/**
 * What a merge did. Ids lead to rows; of what a person typed there are the names and addresses that either user had, and
 * of passwords only whose it is.
 */
const journal = z.object({
  version: z.literal(1),
  /** The name of the user who stayed. */
  name: z.object({ before: z.string().nullable(), after: z.string().nullable() }),
  contact: z.object({ kept: contact, merged: contact, after: contact }),
  /**
   * `stays`: nothing was done. `moved`: the one who stayed had none and got the other's. `swapped`: each has the other's.
   * `changedAt` is when the password of the one who stayed was set, by which a later change shows.
   */
  password: z.object({ deed: z.enum(["stays", "moved", "swapped"]), changedAt: z.coerce.date().nullable() }),
  accounts: z.array(z.uuid()),
  passkeys: z.array(z.uuid()),
  emailChanges: z.array(z.uuid()),
  /** What the one who went was told on the site and had not put away. */
  notices: z.array(z.uuid()).default([]),
  /** The change of address that the merge itself was for the user who stayed. */
  youngChange: z.uuid().nullable().default(null),
  /** Which side was signed in, and since when a way in of theirs may be the work of whoever merged. */
  methodsSince: z.object({ side: z.enum(["kept", "merged"]), at: z.coerce.date() }).nullable().default(null),
  /** The journals of the personal-data entries, by name. */
  data: z.record(z.string(), z.unknown()),
});
export type MergeRecord = z.infer<typeof journal>;

/** One merge with what it did. */
export type StoredMerge = { id: string; keptUserId: string; mergedUserId: string; createdAt: Date; expires: Date; undoneAt: Date | null; record: MergeRecord };

/** What the notices to the address of either side hold, to take the merge back. Only the hashes are kept. */
export type MergeTokens = Record<MergeSide, string | null>;

const hashed = (token: string | null) => (token === null ? null : sha256(token));

/** Writes down what a merge did. @returns the id of the merge */
export async function writeJournal(tx: Tx, merge: { keptUserId: string; mergedUserId: string; now: Date; record: MergeRecord; tokens: MergeTokens }): Promise<string> {
  const { keptUserId, mergedUserId, now, record, tokens } = merge;
  const entries = JSON.parse(JSON.stringify(record)) as Prisma.InputJsonValue;
  const { id } = await tx.mergeJournal.create({
    data: { keptUserId, mergedUserId, entries, keptUndoHash: hashed(tokens.kept), mergedUndoHash: hashed(tokens.merged), createdAt: now, expires: new Date(now.getTime() + undoMergeSeconds * 1_000) },
    select: { id: true },
  });
  return id;
}

const select = { id: true, keptUserId: true, mergedUserId: true, entries: true, createdAt: true, expires: true, undoneAt: true } as const;

/** A merge by its id, which anybody can write; null when there is none. */
export async function readJournal(db: Db | Tx, id: unknown): Promise<StoredMerge | null> {
  const known = z.uuid().safeParse(id);
  const row = known.success ? await db.mergeJournal.findUnique({ where: { id: known.data }, select }) : null;
  if (!row) return null;
  const { entries, ...rest } = row;
  return { ...rest, record: journal.parse(entries) };
}

/** The merge in which a user went, if it was not undone. */
export async function mergeOf(db: Db | Tx, mergedUserId: string): Promise<string | null> {
  const row = await db.mergeJournal.findFirst({ where: { mergedUserId, undoneAt: null }, select: { id: true } });
  return row?.id ?? null;
}

/** A merge that can be undone, for a list. */
export type OpenMerge = { mergeId: string; mergedAt: Date; until: Date; otherName: string | null };

/** The merges into a user that can still be undone, the newest first. */
export async function openMerges(db: Db | Tx, userId: string, now: Date): Promise<OpenMerge[]> {
  return await db.$queryRaw<OpenMerge[]>`
    SELECT m."id" AS "mergeId", m."createdAt" AS "mergedAt", m."expires" AS "until", u."name" AS "otherName"
    FROM "MergeJournal" m JOIN "User" u ON u."id" = m."mergedUserId"
    WHERE m."keptUserId" = ${userId}::uuid AND m."undoneAt" IS NULL AND m."expires" > ${now}
    ORDER BY m."createdAt" DESC, m."id" DESC`;
}

/** The ways in that came to a user by merges that are not undone and could still be at a time, or came after it. */
export async function mergedMethods(db: Db | Tx, userId: string, at: Date): Promise<{ accounts: string[]; passkeys: string[]; password: boolean }> {
  const rows = await db.mergeJournal.findMany({ where: { keptUserId: userId, undoneAt: null, expires: { gt: at } }, select: { entries: true } });
  const records = rows.map(({ entries }) => journal.parse(entries));
  return { accounts: records.flatMap(({ accounts }) => accounts), passkeys: records.flatMap(({ passkeys }) => passkeys), password: records.some(({ password }) => password.deed !== "stays") };
}
