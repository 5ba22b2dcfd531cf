import type { Contact } from "./decide-merge.ts";
import type { MergeRecord } from "./journal.ts";
import type { MergeSide, UndoIdentity } from "./types.ts";

/** What the rules need to know of the user who stayed, as they are now. */
export type UndoFacts = {
  record: MergeRecord;
  kept: Contact & { name: string | null; passwordChangedAt: Date | null };
  /** Proved addresses that a third user has by now. */
  taken: readonly string[];
  /** The ids of the ways in that the user who stayed has now, but for the address; `works` when it signs in. */
  methods: readonly { id: string; works: boolean }[];
  /** The side whose address asks, by the link in its notice: that one is theirs again, whatever was changed since. */
  asker?: MergeSide | undefined;
  /** Whether a password waits with the one who went. */
  passwordWaits: boolean;
};

export type UndoPlan = {
  /** What the user who stayed has afterwards. */
  kept: Contact & { name: string | null };
  /** What the user who went has again. */
  merged: Contact;
  /** `drop`: what waits with the tombstone is of no use to either, and goes. */
  password: "stays" | "moved" | "swapped" | "drop";
  /** How many ways that work each has afterwards. */
  ways: { kept: number; merged: number };
  /** What the one who went has again, and what not. */
  identity: UndoIdentity;
};

const none: Contact = { email: null, emailVerified: null, provedEmail: null };
const same = (one: Contact, other: Contact) => one.email === other.email && one.provedEmail === other.provedEmail;

/** An earlier address, or none when somebody has proved it by now: it is theirs then. */
function unlessTaken(contact: Contact, taken: readonly (string | null)[]): Contact {
  const address = contact.provedEmail ?? contact.email;
  return address !== null && taken.includes(address) ? none : contact;
}

/** What was changed since stays with the user who stayed; the other one has nothing of it. */
function decidePassword({ record: { password }, kept }: UndoFacts): UndoPlan["password"] {
  if (password.deed === "stays") return "stays";
  const unchanged = password.changedAt?.getTime() === kept.passwordChangedAt?.getTime();
  if (unchanged) return password.deed;
  return password.deed === "swapped" ? "drop" : "stays";
}

/** What the one who went is known and signs in by again, for the page that asks. */
function identityOf({ record, taken, methods, passwordWaits }: UndoFacts, merged: Contact, password: UndoPlan["password"]): UndoIdentity {
  const had = record.contact.merged.provedEmail ?? record.contact.merged.email;
  const has = merged.provedEmail ?? merged.email;
  const moved = [...record.accounts, ...record.passkeys];
  const ways = moved.filter((id) => methods.some((method) => method.id === id)).length;
  const comesBack = password === "moved" || password === "swapped" || (password === "stays" && passwordWaits);
  const enters = comesBack && merged.provedEmail !== null;
  return {
    back: { address: has, ways, password: enters },
    lost: { address: had === null || had === has ? null : { address: had, taken: taken.includes(had) }, ways: moved.length - ways, password: !enters && (passwordWaits || record.password.deed !== "stays") },
  };
}

/**
 * What taking a merge back leads to (pure, total). What was changed since is left as it is; an address that somebody
 * else has proved since is not given back.
 * @see docs/decisions/0013-merging.md
 */
export function decideUndo(facts: UndoFacts): UndoPlan {
  const { record, kept, taken, methods, asker } = facts;
  const { contact, name } = record;
  const now: Contact = { email: kept.email, emailVerified: kept.emailVerified, provedEmail: kept.provedEmail };
  const asked = asker === "kept" || (asker === "merged" && now.provedEmail === contact.merged.provedEmail);
  const given = asked || (!same(contact.after, contact.kept) && same(contact.after, now));
  const keptContact = given ? unlessTaken(contact.kept, taken) : now;
  const merged = unlessTaken(contact.merged, [...taken, keptContact.provedEmail]);
  const back = new Set([...record.accounts, ...record.passkeys]);
  const working = methods.filter(({ works }) => works);
  const goingBack = working.filter(({ id }) => back.has(id)).length;
  const password = decidePassword(facts);
  return {
    kept: { ...keptContact, name: name.after !== name.before && kept.name === name.after ? name.before : kept.name },
    merged,
    password,
    identity: identityOf(facts, merged, password),
    ways: {
      kept: working.length - goingBack + (keptContact.provedEmail === null ? 0 : 1),
      merged: goingBack + (merged.provedEmail === null ? 0 : 1),
    },
  };
}
