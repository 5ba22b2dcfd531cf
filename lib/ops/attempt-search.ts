import type { AttemptStatus } from "../attempts/attempt.ts";
import { referencePattern } from "../crypto/random.ts";
import type { Db, Prisma } from "../db/client.ts";
import { outcomeCodes } from "../outcomes.ts";
import { signInMethods } from "../sessions/methods.ts";

/** An attempt in a list. */
export type ListedAttempt = { reference: string; intent: string; method: string; status: AttemptStatus; outcome: string | null; createdAt: Date; endedAt: Date | null; userId: string | null };
export type AttemptPage = { attempts: ListedAttempt[]; /** The reference of the last of this page, where there are more. */ next: string | null };

/** What stands for attempts that have not ended. */
export const underWay = "under_way";

/** What is looked for; what the address said and is none of these is left out. */
export type AttemptSearch = { outcome?: string; method?: string; from?: string; to?: string; before?: string };

/**
 * The reference that somebody wrote in a mail: in any case, with or without its dash, with spaces, quotes or dots around.
 * @returns undefined when it is none
 */
export function readReference(text: string | undefined): string | undefined {
  if (text === undefined || text.length > 200) return undefined;
  const characters = text.toUpperCase().replaceAll(/[^\dA-Z]/g, "");
  const reference = `${characters.slice(0, 5)}-${characters.slice(5)}`;
  return referencePattern.test(reference) ? reference : undefined;
}

/** A day in UTC, as a date field of a form sends it. */
function day(text: string | undefined): Date | undefined {
  if (text === undefined || !/^20\d\d-\d\d-\d\d$/.test(text)) return undefined;
  const date = new Date(`${text}T00:00:00.000Z`);
  return Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== text ? undefined : date;
}

/** What of a query can be looked for. */
export function readSearch(query: Record<keyof AttemptSearch, string | undefined>): AttemptSearch {
  const known = (value: string | undefined, values: readonly string[]) => (value !== undefined && values.includes(value) ? value : undefined);
  const read = {
    outcome: known(query.outcome, [...outcomeCodes, underWay]),
    method: known(query.method, signInMethods),
    from: day(query.from) && query.from,
    to: day(query.to) && query.to,
    before: query.before !== undefined && referencePattern.test(query.before) ? query.before : undefined,
  };
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined));
}

export const listedAttempt = { reference: true, intent: true, method: true, status: true, outcome: true, createdAt: true, endedAt: true, userId: true } as const;

const perPage = 30;
const dayMilliseconds = 86_400_000;

function conditions({ outcome, method, from, to }: AttemptSearch): Prisma.AttemptWhereInput {
  const [start, end] = [day(from), day(to)];
  const ended: Prisma.AttemptWhereInput = outcome === underWay ? { status: { in: ["open", "claimed", "waiting"] } } : outcome === undefined ? {} : { outcome };
  const createdAt = { ...(start && { gte: start }), ...(end && { lt: new Date(end.getTime() + dayMilliseconds) }) };
  return { ...ended, ...(method === undefined ? {} : { method }), ...(start || end ? { createdAt } : {}) };
}

/** Attempts, the newest first, a page at a time: each begins below the last one that was shown, whatever came since. */
export async function searchAttempts(db: Db, search: AttemptSearch): Promise<AttemptPage> {
  const last = search.before === undefined ? null : await db.attempt.findUnique({ where: { reference: search.before }, select: { id: true, createdAt: true } });
  const older: Prisma.AttemptWhereInput = last ? { OR: [{ createdAt: { lt: last.createdAt } }, { createdAt: last.createdAt, id: { lt: last.id } }] } : {};
  const rows = await db.attempt.findMany({ where: { AND: [conditions(search), older] }, orderBy: [{ createdAt: "desc" }, { id: "desc" }], take: perPage + 1, select: listedAttempt });
  const attempts = rows.slice(0, perPage);
  return { attempts, next: rows.length > perPage ? (attempts.at(-1)?.reference ?? null) : null };
}
