import type { MergeChoices, MergePreview, MergeSide } from "./types.ts";

/** An address of a user as the rules see it. `email` is what is shown; only `provedEmail` owns the address. */
export type Contact = { email: string | null; emailVerified: Date | null; provedEmail: string | null };

/** What the rules need to know of one side. */
export type MergeUser = Contact & { id: string; name: string | null; createdAt: Date; hasPassword: boolean };

/** What becomes of the fields of which one user can have one only. */
export type MergePlan = {
  /** Where both have a value, they differ, and no rule decides. */
  conflicts: MergePreview["conflicts"];
  name: string | null;
  contact: Contact;
  /** The proved address that signs nobody in afterwards, and whose it was. */
  released: { side: MergeSide; address: string } | null;
  /** Whose password stays; null when neither has one. */
  password: MergeSide | null;
};

/** Which of two users stays: the older one, by the id where both were made in one moment. Both directions agree. */
export function olderFirst<User extends { id: string; createdAt: Date }>(one: User, other: User): [User, User] {
  const age = one.createdAt.getTime() - other.createdAt.getTime();
  return age < 0 || (age === 0 && one.id < other.id) ? [one, other] : [other, one];
}

const addressOf = ({ email, provedEmail }: Contact) => provedEmail ?? email;
const contactOf = ({ email, emailVerified, provedEmail }: Contact): Contact => ({ email, emailVerified, provedEmail });

/** A value and whose it is; `open` when the person has to say. */
type Pick = { side: MergeSide; open: boolean };

function pickName(kept: MergeUser, merged: MergeUser, choice: MergeSide | undefined): Pick {
  const open = kept.name !== null && merged.name !== null && kept.name !== merged.name;
  return { side: open ? (choice ?? "kept") : kept.name === null ? "merged" : "kept", open };
}

/** A proved address beats one that nobody proved; of two alike the person chooses. */
function pickAddress(kept: MergeUser, merged: MergeUser, choice: MergeSide | undefined): Pick {
  const [mine, theirs] = [addressOf(kept), addressOf(merged)];
  const proved = [kept, merged].map(({ provedEmail }) => provedEmail !== null);
  if (mine === null || theirs === null) return { side: mine === null && theirs !== null ? "merged" : "kept", open: false };
  if (proved[0] !== proved[1]) return { side: proved[0] ? "kept" : "merged", open: false };
  return mine === theirs ? { side: "kept", open: false } : { side: choice ?? "kept", open: true };
}

/** The password goes with the address that it is entered with; where that one's user has none, the other's stays. */
function pickPassword(kept: MergeUser, merged: MergeUser, address: MergeSide): MergeSide | null {
  const has = { kept: kept.hasPassword, merged: merged.hasPassword };
  const other = address === "kept" ? "merged" : "kept";
  return has[address] ? address : has[other] ? other : null;
}

/**
 * What becomes of names, addresses and passwords when two users are put together (pure, total).
 * @param choices of the person; one for a field that does not conflict changes nothing
 * @see docs/decisions/0013-merging.md
 */
export function decideMerge(kept: MergeUser, merged: MergeUser, choices: MergeChoices): MergePlan {
  const sides = { kept, merged };
  const name = pickName(kept, merged, choices.name);
  const address = pickAddress(kept, merged, choices.email);
  const [contact, other] = [contactOf(sides[address.side]), address.side === "kept" ? ("merged" as const) : ("kept" as const)];
  const lost = sides[other].provedEmail;
  return {
    conflicts: {
      name: name.open ? { kept: kept.name ?? "", merged: merged.name ?? "" } : null,
      email: address.open ? { kept: addressOf(kept) ?? "", merged: addressOf(merged) ?? "" } : null,
    },
    name: sides[name.side].name,
    contact,
    released: lost === null ? null : { side: other, address: lost },
    password: pickPassword(kept, merged, address.side),
  };
}
