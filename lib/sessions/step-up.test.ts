import fc from "fast-check";
import { expect, test } from "vitest";
import { countsForStepUp, providerNames, signInMethods } from "./methods.ts";
import { addsFirstMethod, decideStepUp, knownPurpose, recentSeconds, type StepUpDecision, type StepUpFacts, stepUpPurposes } from "./step-up.ts";

const now = new Date("2026-11-26T12:00:00.000Z");
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1_000);
const facts = (change: { purpose?: StepUpFacts["purpose"]; method?: string; age?: number; granted?: boolean; ownsMethod?: boolean } = {}): StepUpFacts => {
  const { purpose = "set_password", method = "email_code", age = 0, granted = false, ownsMethod = true } = change;
  return { purpose, session: { method, authenticatedAt: ago(age) }, granted, ownsMethod };
};

test.each<[string, Parameters<typeof facts>[0], StepUpDecision]>([
  ["a code by mail just now", {}, "recent"],
  ["a link by mail just now", { method: "email_link" }, "recent"],
  ["a password just now", { method: "password" }, "recent"],
  ["a passkey just now", { method: "passkey" }, "recent"],
  ["a code a moment before the ten minutes", { age: recentSeconds - 1 }, "recent"],
  ["a code ten minutes ago", { age: recentSeconds }, "ask"],
  ["a code ten minutes ago, for a first method, by somebody without one", { age: recentSeconds, purpose: "add_passkey", ownsMethod: false }, "ask"],
  ["Amazon just now", { method: "amazon" }, "ask"],
  ["Amazon just now, with a grant", { method: "amazon", granted: true }, "granted"],
  ["a session of last month, with a grant", { age: 30 * 86_400, granted: true }, "granted"],
  ["a method that nobody knows", { method: "telepathy" }, "ask"],
  ["Amazon just now, to add a passkey to one's password", { method: "amazon", purpose: "add_passkey" }, "ask"],
  ["Amazon just now, to add the first address", { method: "amazon", purpose: "add_email", ownsMethod: false }, "first_method"],
  ["Amazon just now, to add the first passkey", { method: "amazon", purpose: "add_passkey", ownsMethod: false }, "first_method"],
  ["another provider just now, to add the first passkey", { method: "oidc", purpose: "add_passkey", ownsMethod: false }, "first_method"],
  ["Amazon a moment before the ten minutes, to add the first address", { method: "amazon", age: recentSeconds - 1, purpose: "add_email", ownsMethod: false }, "first_method"],
  ["Amazon ten minutes ago, to add the first address", { method: "amazon", age: recentSeconds, purpose: "add_email", ownsMethod: false }, "ask"],
  ["Amazon just now, to set a password without an address", { method: "amazon", purpose: "set_password", ownsMethod: false }, "ask"],
  ["Amazon just now, to end other sessions", { method: "amazon", purpose: "end_sessions", ownsMethod: false }, "ask"],
  ["Amazon just now, to unlink", { method: "amazon", purpose: "unlink", ownsMethod: false }, "ask"],
  ["Amazon just now, to delete everything", { method: "amazon", purpose: "delete", ownsMethod: false }, "ask"],
])("judges %s", (_name, change, decision) => {
  expect(decideStepUp(facts(change), now)).toBe(decision);
});

const anyFacts = fc.record({
  purpose: fc.constantFrom(...stepUpPurposes),
  session: fc.record({ method: fc.oneof(fc.constantFrom<string>(...signInMethods), fc.string()), authenticatedAt: fc.integer({ min: 0, max: 7_200 }).map(ago) }),
  granted: fc.boolean(),
  ownsMethod: fc.boolean(),
});

test("never takes a return from a provider for a proof: without a grant it unlocks the first method and nothing else", () => {
  fc.assert(
    fc.property(anyFacts, fc.constantFrom(...providerNames), ({ purpose, session, ownsMethod }, method) => {
      const decision = decideStepUp({ purpose, session: { ...session, method }, granted: false, ownsMethod }, now);
      const young = now.getTime() - session.authenticatedAt.getTime() < recentSeconds * 1_000;
      const exception = (purpose === "add_email" || purpose === "add_passkey") && !ownsMethod && young;
      expect(decision).toBe(exception ? "first_method" : "ask");
    }),
  );
});

test("lets nobody through without a young session of the right kind or a grant", () => {
  fc.assert(
    fc.property(anyFacts, (given) => {
      const decision = decideStepUp(given, now);
      const young = now.getTime() - given.session.authenticatedAt.getTime() < recentSeconds * 1_000;
      if (!given.granted && !young) expect(decision).toBe("ask");
      if (decision === "recent") expect(countsForStepUp(given.session.method) && young).toBe(true);
      if (decision === "granted") expect(given.granted).toBe(true);
      if (decision === "first_method") expect(given.ownsMethod).toBe(false);
    }),
  );
});

test("adds a first method for two purposes only", () => {
  expect(stepUpPurposes.filter(addsFirstMethod)).toEqual(["add_email", "add_passkey"]);
});

test.each(["", "ADD_EMAIL", "toString", "__proto__", "constructor", undefined, null, 7, ["link"], { purpose: "link" }])("knows no purpose %j", (value) => {
  expect(knownPurpose(value)).toBeUndefined();
});
