import fc from "fast-check";
import { expect, test } from "vitest";
import { decideMerge, type MergePlan, type MergeUser, olderFirst } from "./decide-merge.ts";
import type { MergeChoices, MergeSide } from "./types.ts";

// The same cases on every run.
fc.configureGlobal({ seed: 20_261_126 });

const made = new Date("2026-01-01T00:00:00.000Z");
const proved = (address: string) => ({ email: address, emailVerified: made, provedEmail: address });
const held = (address: string) => ({ email: address, emailVerified: null, provedEmail: null });
const none = { email: null, emailVerified: null, provedEmail: null };

const user = (change: Partial<MergeUser>): MergeUser => ({ id: "a", name: null, createdAt: made, hasPassword: false, ...none, ...change });
const plan = (kept: Partial<MergeUser>, merged: Partial<MergeUser>, choices: MergeChoices = {}): MergePlan => decideMerge(user(kept), user({ id: "b", ...merged }), choices);

test("lets the older one stay, whichever comes first, and by the id where both are of one age", () => {
  const [old, young] = [user({ id: "z" }), user({ id: "a", createdAt: new Date(made.getTime() + 1) })];
  expect([olderFirst(old, young), olderFirst(young, old)]).toEqual([[old, young], [old, young]]);
  const [first, second] = [user({ id: "a" }), user({ id: "b" })];
  expect([olderFirst(first, second), olderFirst(second, first)]).toEqual([[first, second], [first, second]]);
});

test.each<[string, Partial<MergeUser>, Partial<MergeUser>, MergeChoices, string | null, boolean]>([
  ["of the one who stays, unless asked", { name: "Vera" }, { name: "Kim" }, {}, "Vera", true],
  ["that was chosen", { name: "Vera" }, { name: "Kim" }, { name: "merged" }, "Kim", true],
  ["that both have", { name: "Vera" }, { name: "Vera" }, { name: "merged" }, "Vera", false],
  ["of the one who has one", { name: null }, { name: "Kim" }, { name: "kept" }, "Kim", false],
  ["of the one who has one, the other way round", { name: "Vera" }, { name: null }, { name: "merged" }, "Vera", false],
  ["of neither", {}, {}, {}, null, false],
])("takes the name %s", (_case, kept, merged, choices, name, open) => {
  const decided = plan(kept, merged, choices);
  expect([decided.name, decided.conflicts.name]).toEqual([name, open ? { kept: kept.name, merged: merged.name } : null]);
});

const [a, b] = ["a@shop.example", "b@shop.example"];

test.each<[string, Partial<MergeUser>, Partial<MergeUser>, MergeChoices, Partial<MergeUser>, { side: MergeSide; address: string } | null, boolean]>([
  ["of the one who stays, unless asked; the other signs nobody in any more", proved(a), proved(b), {}, proved(a), { side: "merged", address: b }, true],
  ["that was chosen; the other signs nobody in any more", proved(a), proved(b), { email: "merged" }, proved(b), { side: "kept", address: a }, true],
  ["that is proved, without asking", held(a), proved(b), { email: "kept" }, proved(b), null, false],
  ["that is proved, without asking, the other way round", proved(a), held(b), { email: "merged" }, proved(a), null, false],
  ["that is proved, where the other merely holds the same", held(a), proved(a), {}, proved(a), null, false],
  ["of the one who has one", none, held(b), { email: "kept" }, held(b), null, false],
  ["of the one who has a proved one", none, proved(b), {}, proved(b), null, false],
  ["of the one who stays, if the other has none", proved(a), none, { email: "merged" }, proved(a), null, false],
  ["that was chosen of two that nobody proved", held(a), held(b), { email: "merged" }, held(b), null, true],
  ["that both hold", held(a), held(a), { email: "merged" }, held(a), null, false],
  ["of neither", none, none, {}, none, null, false],
])("takes the address %s", (_case, kept, merged, choices, contact, released, open) => {
  const decided = plan(kept, merged, choices);
  expect(decided.contact).toEqual(contact);
  expect(decided.released).toEqual(released);
  expect(decided.conflicts.email).toEqual(open ? { kept: kept.email, merged: merged.email } : null);
});

test.each<[string, Partial<MergeUser>, Partial<MergeUser>, MergeChoices, MergeSide | null]>([
  ["of the address that stays", { ...proved(a), hasPassword: true }, { ...proved(b), hasPassword: true }, {}, "kept"],
  ["of the address that was chosen", { ...proved(a), hasPassword: true }, { ...proved(b), hasPassword: true }, { email: "merged" }, "merged"],
  ["of the other one, where the chosen address has none", { ...proved(a), hasPassword: true }, proved(b), { email: "merged" }, "kept"],
  ["of the other one, where the one who stays has none", proved(a), { ...proved(b), hasPassword: true }, {}, "merged"],
  ["of neither", proved(a), proved(b), {}, null],
])("keeps the password %s", (_case, kept, merged, choices, password) => {
  expect(plan(kept, merged, choices).password).toBe(password);
});

const anyContact = fc.oneof(fc.constant(none), fc.constantFrom(a, b, "c@shop.example").chain((address) => fc.constantFrom(proved(address), held(address))));
const anyUser = fc.record({ name: fc.constantFrom(null, "Vera", "Kim"), contact: anyContact, password: fc.boolean() }).map(({ name, contact, password }) => user({ name, ...contact, hasPassword: password && contact.provedEmail !== null }));
const anySide = fc.constantFrom<MergeSide | undefined>("kept", "merged", undefined);

test("invents nothing, loses no proof without saying so, and leaves no password without a proved address", () => {
  fc.assert(
    fc.property(anyUser, anyUser, anySide, anySide, (kept, merged, name, email) => {
      fc.pre(kept.provedEmail === null || kept.provedEmail !== merged.provedEmail);
      const choices = { ...(name ? { name } : {}), ...(email ? { email } : {}) };
      const decided = decideMerge(kept, merged, choices);
      expect([kept.name, merged.name]).toContain(decided.name);
      expect([kept, merged].map(({ email: address, emailVerified, provedEmail }) => ({ email: address, emailVerified, provedEmail }))).toContainEqual(decided.contact);
      const ownedBefore = [kept.provedEmail, merged.provedEmail].filter((one) => one !== null);
      const ownedAfter = [decided.contact.provedEmail, decided.released?.address ?? null].filter((one) => one !== null);
      expect(ownedAfter.toSorted()).toEqual(ownedBefore.toSorted());
      if (ownedBefore.length > 0) expect(decided.contact.provedEmail).not.toBeNull();
      if (decided.password) expect(decided.contact.provedEmail).not.toBeNull();
      expect(decided.password === null).toBe(!kept.hasPassword && !merged.hasPassword);
      // Without a conflict a choice changes nothing.
      if (!decided.conflicts.name && !decided.conflicts.email) expect(decided).toEqual(decideMerge(kept, merged, {}));
    }),
  );
});
