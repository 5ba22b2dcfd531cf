import type { Tx } from "../db/client.ts";

/** The guest whose data joins a user, by row ids. */
export type GuestAdoption = { guestId: string; userId: string };

/**
 * What a folder that holds personal data offers to the operations that concern all of it.
 * Only joining a guest is here so far; list, move, move back and erase follow with merge and privacy.
 */
export type PersonalDataEntry = {
  /** A short word for the kind of data, unique among the entries. */
  name: string;
  /** The tables that hold it; a test finds tables of people that nobody lists. */
  tables: readonly string[];
  /** Hands the guest's rows to the user in the given transaction. Doing it again changes nothing. */
  adoptGuest(tx: Tx, from: GuestAdoption): Promise<void>;
};

/** Hands everything that a guest has to a user: every entry in turn, in one transaction. */
export async function adoptGuest(tx: Tx, entries: readonly PersonalDataEntry[], from: GuestAdoption): Promise<void> {
  for (const entry of entries) await entry.adoptGuest(tx, from);
}
