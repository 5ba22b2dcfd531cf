import type { Db, Tx } from "../db/client.ts";
import type { GuestAdoption, Json, MoveReview, PersonalDataEntry, PersonalRecord, UserMove } from "./entry.ts";

type Entries = readonly PersonalDataEntry[];

/** The journals of all entries by their names, as `moveAll` returns and the others take them. */
export type MoveJournals = Readonly<Record<string, unknown>>;

/** One answer per entry, by its name, asked one after another: a transaction is one connection. */
async function ofEach<T>(entries: Entries, ask: (entry: PersonalDataEntry) => Promise<T>): Promise<Record<string, T>> {
  const answers: Record<string, T> = {};
  for (const entry of entries) answers[entry.name] = await ask(entry);
  return answers;
}

/** Everything that is held about a user. */
export async function listAll(db: Db | Tx, entries: Entries, userId: string): Promise<Record<string, PersonalRecord[]>> {
  return await ofEach(entries, (entry) => entry.list(db, userId));
}

/** How many things of the one there will be with the other after a move, by the rule of `PersonalRecord.key` (pure). */
export function countAfterMove(from: readonly PersonalRecord[], to: readonly PersonalRecord[]): number {
  const keys = new Set(to.map(({ key }) => key));
  return to.length + from.filter(({ key }) => !keys.has(key)).length;
}

/** Hands everything of one user to another. @returns the journal of it */
export async function moveAll(tx: Tx, entries: Entries, move: UserMove): Promise<Record<string, Json>> {
  return await ofEach(entries, (entry) => entry.move(tx, move));
}

/** What `moveAllBack` would do; changes nothing. An entry that is no longer there is left out. */
export async function reviewAll(db: Db | Tx, entries: Entries, move: UserMove, journals: MoveJournals): Promise<Record<string, MoveReview>> {
  return await ofEach(inJournal(entries, journals), (entry) => entry.reviewMove(db, move, journals[entry.name]));
}

/** Takes a move of everything back, in the reverse order. */
export async function moveAllBack(tx: Tx, entries: Entries, move: UserMove, journals: MoveJournals): Promise<Record<string, MoveReview>> {
  return await ofEach(inJournal(entries, journals).toReversed(), (entry) => entry.moveBack(tx, move, journals[entry.name]));
}

function inJournal(entries: Entries, journals: MoveJournals): PersonalDataEntry[] {
  return entries.filter(({ name }) => Object.hasOwn(journals, name));
}

/** Hands everything that a guest has to a user. */
export async function adoptGuest(tx: Tx, entries: Entries, from: GuestAdoption): Promise<void> {
  for (const entry of entries) await entry.adoptGuest(tx, from);
}

/** Removes everything that names a user. */
export async function eraseAll(tx: Tx, entries: Entries, userId: string): Promise<void> {
  for (const entry of entries) await entry.erase(tx, userId);
}
