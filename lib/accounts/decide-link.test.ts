import { expect, test } from "vitest";
import { decideLink, type LinkDecision, type LinkFacts, providerIntents, refusalOf } from "./decide-link.ts";

const robin = "robin";
const kim = "kim";
const statuses = ["active", "suspended", "locked", "deletion_pending", "merged"] as const;
const emails = ["absent_or_unknown", "proved_by_user"] as const;

/** Somebody who is not signed in comes back with an Amazon account that nobody has. */
const stranger: LinkFacts = { intent: "sign_in", owner: null, expected: null, session: null, email: "absent_or_unknown", inTheWay: [], answer: null };
const ownedBy = (userId: string, accountId = "first") => ({ userId, accountId, status: "active" as const });
/** The very session of Robin in which the attempt was started, proved minutes ago. */
const own = { userId: robin, startedIt: true, recent: true };
/** Robin comes back from linking; nobody has the account. */
const linking: LinkFacts = { ...stranger, intent: "link", session: own };

/** A row of the table with both kinds of address: for most of them it makes no difference. */
const anyEmail = (facts: LinkFacts): LinkDecision[] => emails.map((email) => decideLink({ ...facts, email }));
const both = (decision: LinkDecision) => [decision, decision];

test("known, this user or no session, sign_in: signs the owner in", () => {
  for (const session of [null, own, { ...own, startedIt: false, recent: false }]) {
    expect(anyEmail({ ...stranger, owner: ownedBy(robin), session })).toEqual(both({ kind: "sign_in", userId: robin }));
  }
});

test("known, this user, link: already linked, however old the proof is", () => {
  for (const recent of [true, false]) {
    expect(anyEmail({ ...linking, owner: ownedBy(robin), session: { ...own, recent } })).toEqual(both({ kind: "refresh", userId: robin, outcome: "already_linked" }));
  }
});

test("known, other user, link: refuses, and the page offers a merge", () => {
  for (const recent of [true, false]) {
    expect(anyEmail({ ...linking, owner: ownedBy(kim), session: { ...own, recent } })).toEqual(both({ kind: "refuse", outcome: "link_owned_by_other" }));
  }
});

test("known, other user, session, sign_in: asks before it switches", () => {
  expect(anyEmail({ ...stranger, owner: ownedBy(kim), session: own })).toEqual(both({ kind: "ask", reason: "switch_asked" }));
});

test("unknown, link, same session, recently authenticated: asks to confirm, then links", () => {
  expect(anyEmail(linking)).toEqual(both({ kind: "confirm", replaces: [] }));
  expect(anyEmail({ ...linking, answer: { replaces: null } })).toEqual(both({ kind: "link", userId: robin, replaces: null }));
});

test("unknown, link, session gone or another: refuses, also after the confirming page", () => {
  for (const session of [null, { ...own, startedIt: false }, { userId: kim, startedIt: false, recent: true }]) {
    for (const answer of [null, { replaces: null }]) {
      expect(anyEmail({ ...linking, session, answer })).toEqual(both({ kind: "refuse", outcome: "link_other_session" }));
    }
  }
});

test("unknown, link, not recent: asks for a fresh proof, then continues", () => {
  for (const answer of [null, { replaces: null }]) {
    expect(anyEmail({ ...linking, session: { ...own, recent: false }, answer })).toEqual(both({ kind: "step_up" }));
  }
});

test("unknown, link, another account in the way: offers to replace that one, and links only for a yes to that", () => {
  for (const answer of [null, { replaces: null }, { replaces: "another" }]) {
    for (const inTheWay of [["old"], ["old", "older"]]) expect(anyEmail({ ...linking, inTheWay, answer })).toEqual(both({ kind: "confirm", replaces: inTheWay }));
  }
  for (const inTheWay of [["old"], ["older", "old"]]) expect(anyEmail({ ...linking, inTheWay, answer: { replaces: "old" } })).toEqual(both({ kind: "link", userId: robin, replaces: "old" }));
});

test("unknown, link, what was to be replaced is gone: links beside nothing", () => {
  expect(decideLink({ ...linking, answer: { replaces: "old" } })).toEqual({ kind: "link", userId: robin, replaces: null });
});

test("unknown, session, sign_in: asks, and never links silently", () => {
  expect(anyEmail({ ...stranger, session: own, answer: { replaces: null } })).toEqual(both({ kind: "ask", reason: "switch_asked" }));
});

test("the expected one, reconnect: brings it up to date", () => {
  for (const accountId of ["first", "second"]) {
    const facts: LinkFacts = { ...stranger, intent: "reconnect", session: { ...own, recent: false }, owner: ownedBy(robin, accountId), expected: accountId };
    expect(anyEmail(facts)).toEqual(both({ kind: "refresh", userId: robin, outcome: "account_reconnected" }));
  }
});

test("other than the expected one, reconnect: refuses, also another one of the same user, and where none was named", () => {
  for (const owner of [null, ownedBy(kim), ownedBy(robin, "second")]) {
    expect(anyEmail({ ...stranger, intent: "reconnect", session: own, owner, expected: "first" })).toEqual(both({ kind: "refuse", outcome: "reconnect_other_account" }));
  }
  expect(decideLink({ ...stranger, intent: "reconnect", session: own, owner: ownedBy(robin) })).toEqual({ kind: "refuse", outcome: "reconnect_other_account" });
});

test("reconnect, session gone or another: refuses", () => {
  for (const session of [null, { ...own, startedIt: false }]) {
    expect(decideLink({ ...stranger, intent: "reconnect", session, owner: ownedBy(robin), expected: "first" })).toEqual({ kind: "refuse", outcome: "link_other_session" });
  }
});

test("unknown, no session, address absent, unknown or held unproved: makes a user", () => {
  expect(decideLink(stranger)).toEqual({ kind: "create_user" });
});

test("unknown, no session, address proved by a user: goes to the ladder", () => {
  expect(decideLink({ ...stranger, email: "proved_by_user" })).toEqual({ kind: "ask", reason: "email_in_use" });
});

test("any, reauthenticate: a provider is never an answer", () => {
  for (const session of [null, own]) {
    for (const owner of [null, ownedBy(robin), ownedBy(kim)]) {
      expect(anyEmail({ ...stranger, intent: "reauthenticate", session, owner })).toEqual(both({ kind: "refuse", outcome: "reauthentication_required" }));
    }
  }
});

test("add_first_method: only the account of the very user in the very session is an answer", () => {
  const back: LinkFacts = { ...stranger, intent: "add_first_method", session: { ...own, recent: false }, owner: ownedBy(robin) };
  expect(decideLink(back)).toEqual({ kind: "confirm_identity", userId: robin });
  for (const owner of [null, ownedBy(kim)]) expect(decideLink({ ...back, owner })).toEqual({ kind: "refuse", outcome: "step_up_other_account" });
  for (const session of [null, { ...own, startedIt: false }]) expect(decideLink({ ...back, session })).toEqual({ kind: "refuse", outcome: "step_up_other_session" });
});

test.each([
  ["suspended", "user_suspended"],
  ["locked", "user_locked"],
  ["deletion_pending", "deletion_pending"],
  ["merged", "user_merged"],
] as const)("any intent, owner %s: refuses, whoever is signed in, or asks at a sign-in whether the account is kept", (status, outcome) => {
  for (const intent of providerIntents) {
    for (const session of [null, own, { userId: kim, startedIt: true, recent: true }]) {
      const decision = status === "deletion_pending" && intent === "sign_in" ? ({ kind: "ask_to_keep" } as const) : ({ kind: "refuse", outcome } as const);
      expect(anyEmail({ ...stranger, intent, session, owner: { ...ownedBy(robin), status }, answer: { replaces: null } })).toEqual(both(decision));
    }
  }
  expect(refusalOf(status)).toBe(outcome);
});

test("lets an active user in", () => {
  expect(refusalOf("active")).toBeUndefined();
});

const yesNo = [true, false];
const owners = [null, ...[robin, kim].flatMap((userId) => ["first", "second"].flatMap((accountId) => statuses.map((status) => ({ userId, accountId, status }))))];
const expectations = [null, "first"];
const sessions = [null, ...[robin, kim].flatMap((userId) => yesNo.flatMap((startedIt) => yesNo.map((recent) => ({ userId, startedIt, recent }))))];
const answers = [null, { replaces: null }, { replaces: "old" }, { replaces: "another" }];

/** All there can be. */
function* combinations(): Generator<LinkFacts> {
  for (const intent of providerIntents)
    for (const owner of owners)
      for (const expected of expectations)
        for (const session of sessions)
          for (const email of emails) for (const inTheWay of [[], ["old"], ["old", "another"]]) for (const answer of answers) yield { intent, owner, expected, session, email, inTheWay, answer };
}

/** What must hold of a decision, whatever the facts. @returns what does not */
function brokenPromises(facts: LinkFacts, decision: LinkDecision): string[] {
  const { intent, owner, expected, session, email, inTheWay, answer } = facts;
  const free = owner === null;
  const promises: Record<string, boolean> = {
    "only the owner, active, is signed in, and nobody else's session is replaced": decision.kind !== "sign_in" || (intent === "sign_in" && owner?.userId === decision.userId && owner.status === "active" && (session === null || session.userId === decision.userId)),
    "a new user needs that nobody is signed in, has the account or proved the address": decision.kind !== "create_user" || (intent === "sign_in" && free && session === null && email === "absent_or_unknown"),
    "a link needs the intent, the very session, a recent proof and a yes, and that nobody owns the account":
      decision.kind !== "link" || (intent === "link" && free && session?.startedIt === true && session.recent && session.userId === decision.userId && answer !== null),
    "an account goes for a link only when the yes named it": decision.kind !== "link" || (decision.replaces === null ? inTheWay.length === 0 : inTheWay.includes(decision.replaces) && answer?.replaces === decision.replaces),
    "only an account of the very user is brought up to date in the settings": decision.kind !== "refresh" || ((intent === "link" || intent === "reconnect") && session?.startedIt === true && owner?.userId === session.userId && decision.userId === session.userId),
    "connecting again takes the very account that was named, and it alone": intent !== "reconnect" || decision.kind === "refuse" || (decision.kind === "refresh" && expected !== null && owner?.accountId === expected),
    "only the very user of the session is confirmed": decision.kind !== "confirm_identity" || (intent === "add_first_method" && session?.startedIt === true && owner?.userId === session.userId),
    "a confirming page is for whom it was started": (decision.kind !== "confirm" && decision.kind !== "step_up") || (intent === "link" && free && session?.startedIt === true),
    "an owner on hold gets nothing, and one who waits to be deleted no more than a question": free || owner.status === "active" || decision.kind === "refuse" || (decision.kind === "ask_to_keep" && owner.status === "deletion_pending" && intent === "sign_in"),
    "a provider is no proof": intent !== "reauthenticate" || decision.kind === "refuse",
  };
  return Object.entries(promises).flatMap(([promise, kept]) => (kept ? [] : [promise]));
}

test("keeps its promises for every combination of facts, and changes none of them", () => {
  let count = 0;
  const kinds = new Set<string>();
  for (const facts of combinations()) {
    const before = structuredClone(facts);
    const decision = decideLink(facts);
    expect(facts).toEqual(before);
    expect(brokenPromises(facts, decision), JSON.stringify(facts)).toEqual([]);
    kinds.add(decision.kind);
    count += 1;
  }
  expect(count).toBe(5 * 21 * 2 * 9 * 2 * 3 * 4);
  expect([...kinds].toSorted()).toEqual(["ask", "ask_to_keep", "confirm", "confirm_identity", "create_user", "link", "refresh", "refuse", "sign_in", "step_up"]);
});
