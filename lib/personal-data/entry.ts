import type { Db, Prisma, Tx } from "../db/client.ts";

/** The guest whose data joins a user, by row ids. */
export type GuestAdoption = { guestId: string; userId: string };

/** Whose data becomes whose, by row ids. */
export type UserMove = { fromUserId: string; toUserId: string };

/** Plain values, as they are kept in a journal or shown in an export. */
export type Json = Prisma.InputJsonValue;

/** One thing that is held about a person. */
export type PersonalRecord = {
  /** What it is the same as: a thing of the one user that the other has too, by this key, is there once after a move. */
  key: string;
  /** What is to be shown of it to the person. */
  data: Readonly<Record<string, Json | null>>;
};

/** How many things go back when a move is taken back, and how many do not, because they were changed since. */
export type MoveReview = { back: number; changed: number };

/**
 * What a folder that holds personal data offers to the operations that concern all of it
 * (lib/personal-data/operations.ts). Each is called in a transaction of the caller, who holds both users' rows where
 * there are two.
 */
export type PersonalDataEntry = {
  /** A short word for the kind of data, unique among the entries. Journals name it, so it is never changed. */
  name: string;
  /** The tables that hold it; a test finds tables of people that nobody lists. */
  tables: readonly string[];
  /** Everything that is held about a user. */
  list(db: Db | Tx, userId: string): Promise<PersonalRecord[]>;
  /**
   * Hands the rows of one user to another. Nothing is lost: what the other one has already, by its key, stays with the
   * first and is out of the way there. Columns other than the owner are left as they are wherever that is possible.
   * @returns what `moveBack` needs: ids, numbers and times, never a token, a secret or what a person typed
   */
  move(tx: Tx, move: UserMove): Promise<Json>;
  /** What `moveBack` would do; changes nothing. */
  reviewMove(db: Db | Tx, move: UserMove, journal: unknown): Promise<MoveReview>;
  /**
   * Takes a move back, row for row. What was changed since stays where it is.
   * @param move the same as it was then
   * @param journal what `move` returned
   */
  moveBack(tx: Tx, move: UserMove, journal: unknown): Promise<MoveReview>;
  /** Hands the guest's rows to the user. Doing it again changes nothing. */
  adoptGuest(tx: Tx, from: GuestAdoption): Promise<void>;
  /** Removes all that names the user, for good. */
  erase(tx: Tx, userId: string): Promise<void>;
};
