import { expect, test } from "vitest";
import { decideLink, type LinkFacts, refusalOf } from "./decide-link.ts";

const robin = "robin";
const kim = "kim";
const unknownAmazon: LinkFacts = { intent: "sign_in", owner: null, sessionUserId: null, email: "absent_or_unknown" };

test("signs the owner of a known Amazon account in, with the owner's session or none, whatever the address", () => {
  for (const sessionUserId of [null, robin]) {
    for (const email of ["absent_or_unknown", "proved_by_user"] as const) {
      expect(decideLink({ ...unknownAmazon, owner: { userId: robin, status: "active" }, sessionUserId, email })).toEqual({ kind: "sign_in", userId: robin });
    }
  }
});

test("asks before it leaves the signed-in user for the owner of a known Amazon account", () => {
  expect(decideLink({ ...unknownAmazon, owner: { userId: kim, status: "active" }, sessionUserId: robin })).toEqual({ kind: "ask", reason: "switch_asked" });
});

test("asks a signed-in user what an unknown Amazon account means, and never links it", () => {
  for (const email of ["absent_or_unknown", "proved_by_user"] as const) {
    expect(decideLink({ ...unknownAmazon, sessionUserId: robin, email })).toEqual({ kind: "ask", reason: "switch_asked" });
  }
});

test("makes a user for an unknown Amazon account without an address that anybody proved", () => {
  expect(decideLink(unknownAmazon)).toEqual({ kind: "create_user" });
});

test("sends an unknown Amazon account with a proved address to the ladder", () => {
  expect(decideLink({ ...unknownAmazon, email: "proved_by_user" })).toEqual({ kind: "ask", reason: "email_in_use" });
});

const statuses = ["active", "suspended", "locked", "deletion_pending", "merged"] as const;

test.each([
  ["suspended", "user_suspended"],
  ["locked", "user_locked"],
  ["deletion_pending", "deletion_pending"],
  ["merged", "user_merged"],
] as const)("refuses an owner who is %s, whoever is signed in", (status, outcome) => {
  for (const sessionUserId of [null, robin, kim]) {
    expect(decideLink({ ...unknownAmazon, owner: { userId: robin, status }, sessionUserId })).toEqual({ kind: "refuse", outcome });
  }
  expect(refusalOf(status)).toBe(outcome);
});

test("lets an active user in", () => {
  expect(refusalOf("active")).toBeUndefined();
});

const combinations = [null, ...statuses].flatMap((status) =>
  [null, robin, kim].flatMap((sessionUserId) =>
    (["absent_or_unknown", "proved_by_user"] as const).map((email): LinkFacts => ({ intent: "sign_in", owner: status && { userId: robin, status }, sessionUserId, email })),
  ),
);

test.each(combinations)("keeps its promises for %j", (facts) => {
  const before = structuredClone(facts);
  const decision = decideLink(facts);
  expect(facts).toEqual(before);
  // Only the owner, active, is ever signed in; a new user needs that nobody is signed in, owns the id or proved the address.
  if (decision.kind === "sign_in") expect(facts.owner).toEqual({ userId: decision.userId, status: "active" });
  if (decision.kind === "sign_in" && facts.sessionUserId !== null) expect(decision.userId).toBe(facts.sessionUserId);
  if (decision.kind === "create_user") expect(facts).toEqual(unknownAmazon);
  if (decision.kind === "refuse") expect(facts.owner?.status).not.toBe("active");
  if (facts.owner && facts.owner.status !== "active") expect(decision.kind).toBe("refuse");
  expect(["sign_in", "create_user", "ask", "refuse"]).toContain(decision.kind);
});
