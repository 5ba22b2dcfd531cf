import fc from "fast-check";
import { expect, test } from "vitest";
import { type Contact, decideMerge } from "./decide-merge.ts";
import { decideUndo, type UndoFacts } from "./decide-undo.ts";
import type { MergeRecord } from "./journal.ts";
import type { MergeSide } from "./types.ts";

// The same cases on every run.
fc.configureGlobal({ seed: 20_261_126 });

const made = new Date("2026-01-01T00:00:00.000Z");
const since = new Date("2026-02-01T00:00:00.000Z");
const proved = (address: string): Contact => ({ email: address, emailVerified: made, provedEmail: address });
const held = (address: string): Contact => ({ email: address, emailVerified: null, provedEmail: null });
const none: Contact = { email: null, emailVerified: null, provedEmail: null };
const [a, b, c] = ["a@shop.example", "b@shop.example", "c@shop.example"];

/** The record of a merge in which the side's address was taken. */
const record = (kept: Contact, merged: Contact, address: MergeSide, change: Partial<MergeRecord> = {}): MergeRecord => ({
  version: 1,
  name: { before: "Vera", after: "Vera" },
  contact: { kept, merged, after: address === "kept" ? kept : merged },
  password: { deed: "stays", changedAt: null },
  accounts: [],
  passkeys: [],
  emailChanges: [],
  notices: [],
  youngChange: null,
  methodsSince: null,
  data: {},
  ...change,
});
const undo = (of: MergeRecord, now: Partial<UndoFacts["kept"]> = {}, more: Partial<UndoFacts> = {}) =>
  decideUndo({ record: of, kept: { ...of.contact.after, name: of.name.after, passwordChangedAt: of.password.changedAt, ...now }, taken: [], methods: [], passwordWaits: false, ...more });

test.each<[string, MergeRecord, Partial<Contact>, string[], Contact, Contact]>([
  ["the released one, to the one who went", record(proved(a), proved(b), "kept"), {}, [], proved(a), proved(b)],
  ["both, where the other one had been chosen", record(proved(a), proved(b), "merged"), {}, [], proved(a), proved(b)],
  ["the one that came, where the one who stayed had none", record(none, proved(b), "merged"), {}, [], none, proved(b)],
  ["the same one, which only the one who went had proved", record(held(a), proved(a), "merged"), {}, [], held(a), proved(a)],
  ["no address that a third user has proved since", record(proved(a), proved(b), "kept"), {}, [b], proved(a), none],
  ["no address that a third user has proved since, to the one who stayed", record(proved(a), proved(b), "merged"), {}, [a], none, proved(b)],
  ["the released one, and leaves another that was proved since", record(proved(a), proved(b), "kept"), proved(c), [], proved(c), proved(b)],
  ["the one that came, and leaves another that was proved since", record(proved(a), proved(b), "merged"), proved(c), [], proved(c), proved(b)],
  ["nothing, where the one who stayed has proved the released one since", record(proved(a), proved(b), "kept"), proved(b), [], proved(b), none],
  ["one that nobody has proved", record(none, held(b), "merged"), {}, [], none, held(b)],
  ["nothing of one that nobody had proved and a third user has now", record(none, held(b), "merged"), {}, [b], none, none],
  ["nothing where neither had one", record(none, none, "kept"), {}, [], none, none],
])("gives back, of addresses, %s", (_case, of, now, taken, kept, merged) => {
  const plan = undo(of, now, { taken });
  expect([plan.kept, plan.merged]).toEqual([{ ...kept, name: "Vera" }, merged]);
});

test.each([
  ["gives the old name back", "Kim", "Vera"],
  ["leaves a name that was changed since", "Robin", "Robin"],
])("%s", (_case, now, name) => {
  expect(undo(record(none, none, "kept", { name: { before: "Vera", after: "Kim" } }), { name: now }).kept.name).toBe(name);
});

test.each([
  ["stays", made, "stays"],
  ["stays", since, "stays"],
  ["moved", made, "moved"],
  ["moved", since, "stays"],
  ["moved", null, "stays"],
  ["swapped", made, "swapped"],
  ["swapped", since, "drop"],
  ["swapped", null, "drop"],
] as const)("of a password that was %s, and was changed at %s, it is: %s", (deed, passwordChangedAt, password) => {
  expect(undo(record(proved(a), proved(b), "merged", { password: { deed, changedAt: made } }), { passwordChangedAt }).password).toBe(password);
});

test("counts the ways that work on either side: what goes back, what stays, and the address", () => {
  const methods = [{ id: "mine", works: true }, { id: "theirs", works: true }, { id: "off", works: false }, { id: "theirs, off", works: false }];
  const of = record(none, proved(b), "merged", { accounts: ["theirs", "theirs, off", "unlinked since"] });
  expect(undo(of, {}, { methods }).ways).toEqual({ kept: 1, merged: 2 });
  expect(undo(of, {}, { methods, taken: [b] }).ways).toEqual({ kept: 1, merged: 1 });
  expect(undo(of, {}, { methods: [] }).ways).toEqual({ kept: 0, merged: 1 });
});

test("says by what the one who went is known and signs in again, and what is lost", () => {
  const methods = [{ id: "theirs", works: true }, { id: "key", works: true }, { id: "mine", works: true }];
  const of = (change: Partial<MergeRecord> = {}) => record(proved(a), proved(b), "kept", { accounts: ["theirs"], passkeys: ["key", "removed since"], ...change });
  const nothing = { address: null, ways: 0, password: false };
  expect(undo(of(), {}, { methods, passwordWaits: true }).identity).toEqual({ back: { address: b, ways: 2, password: true }, lost: { ...nothing, ways: 1 } });
  expect(undo(of(), {}, { methods, taken: [b], passwordWaits: true }).identity).toEqual({ back: { ...nothing, ways: 2 }, lost: { address: { address: b, taken: true }, ways: 1, password: true } });
  expect(undo(of(), proved(b), { methods }).identity.lost).toEqual({ address: { address: b, taken: false }, ways: 1, password: false });
  const moved = of({ password: { deed: "moved", changedAt: made } });
  expect(undo(moved, {}, { methods }).identity).toMatchObject({ back: { password: true }, lost: { password: false } });
  expect(undo(moved, { passwordChangedAt: since }, { methods }).identity).toMatchObject({ back: { password: false }, lost: { password: true } });
  expect(undo(record(none, none, "kept")).identity).toEqual({ back: nothing, lost: nothing });
});

const anyContact = fc.oneof(fc.constant(none), fc.constantFrom(a, b, c).chain((address) => fc.constantFrom(proved(address), held(address))));
const anySide = fc.constantFrom<MergeSide>("kept", "merged");

test("after a merge of anybody, undone at once, everybody has what they had", () => {
  fc.assert(
    fc.property(anyContact, anyContact, anySide, anySide, fc.constantFrom("Vera", "Kim", null), fc.constantFrom("Vera", "Kim", null), (mine, theirs, name, email, first, second) => {
      // Nobody holds what somebody else has proved: lib/accounts/held-address.ts.
      fc.pre(mine.email === null || mine.email !== theirs.email || (mine.provedEmail === null && theirs.provedEmail === null));
      const user = { id: "x", createdAt: made, hasPassword: false };
      const plan = decideMerge({ ...user, ...mine, name: first }, { ...user, ...theirs, name: second }, { name, email });
      const of = { ...record(mine, theirs, "kept"), name: { before: first, after: plan.name }, contact: { kept: mine, merged: theirs, after: plan.contact } };
      const undone = undo(of);
      expect(undone.kept).toEqual({ ...mine, name: first });
      expect(undone.merged).toEqual(theirs);
    }),
  );
});

test("never lets two users own one address, whatever happened since", () => {
  fc.assert(
    fc.property(anyContact, anyContact, anySide, anyContact, fc.subarray([a, b, c]), (mine, theirs, side, now, taken) => {
      fc.pre(mine.provedEmail === null || mine.provedEmail !== theirs.provedEmail);
      fc.pre(!taken.includes(now.provedEmail ?? ""));
      const plan = undo(record(mine, theirs, side), now, { taken });
      const owned = [plan.kept.provedEmail, plan.merged.provedEmail, ...taken].filter((one) => one !== null);
      expect(new Set(owned).size).toBe(owned.length);
    }),
  );
});
