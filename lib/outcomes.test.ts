import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { outcomes as texts } from "./i18n/en/outcomes.ts";
import { consentLostReasons } from "./token-vault/token-use.ts";
import { knownOutcome, outcomeCodes, outcomes } from "./outcomes.ts";

const root = new URL("../", import.meta.url);
const files = globSync("{app,lib}/**/*.{ts,tsx}", { cwd: root.pathname })
  .filter((file) => !/\.test\.tsx?$|\/generated\/|^lib\/(outcomes|env)\.ts$|^lib\/i18n\//.test(file))
  .map((file) => [file, readFileSync(new URL(file, root), "utf8")] as const);

/** Where a code ends an attempt: thrown, redirected to, refused with, settled or returned as. */
const places = [
  /new AuthError\(\s*"([^"]+)"/g,
  /(?:seeRecovery|logOutcome|recoveryPath|\binvalid)\(\s*"([^"]+)"/g,
  /(?:refusedForm|refuseSignIn|\brefuse)\((?:\w+, )+"([^"]+)"/g,
  /\b(?:outcome|reason)(?::| =| ===) "([^"]+)"/g,
  /super\("([^"]+)"/g,
];

const used = files.flatMap(([file, text]) => places.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => ({ file, code: match[1] ?? "" }))));

test("has a row for every code that the source ends an attempt with", () => {
  // Why a consent is lost is no end of an attempt.
  const others: readonly string[] = consentLostReasons;
  expect(used.filter(({ code }) => !Object.hasOwn(outcomes, code) && !others.includes(code))).toEqual([]);
  // The search itself works: it finds the ends of every kind.
  for (const code of ["provider_unavailable", "attempt_unknown", "origin_refused", "email_code_wrong", "attempt_superseded", "link_owned_by_other", "database_unavailable"]) {
    expect(used.map((use) => use.code)).toContain(code);
  }
});

test("has no row that nothing in the source can end with", () => {
  const source = files.map(([, text]) => text).join("\n");
  expect(outcomeCodes.filter((code) => !source.includes(`"${code}"`))).toEqual([]);
});

test("has title, what happened and what to do now for every code, and no texts without a code", () => {
  expect(Object.keys(texts).toSorted()).toEqual(outcomeCodes.toSorted());
  for (const code of outcomeCodes) expect(Object.keys(texts[code])).toEqual(["title", "happened", "next"]);
});

test("has its words in one file only, for the last of two would be shown without a word", () => {
  const words = globSync("lib/i18n/en/outcomes*.ts", { cwd: root.pathname }).flatMap((file) => [...readFileSync(new URL(file, root), "utf8").matchAll(/^ {2}(\w+): \{/gm)].map((match) => match[1]));
  expect(words.toSorted()).toEqual(outcomeCodes.toSorted());
});

test.each(outcomeCodes)("says in whole sentences what happened and what to do after %s", (code) => {
  const { title, happened, next } = texts[code];
  for (const text of [happened, next]) expect(text).toMatch(/^([A-Z]|\{provider\}).*[.?]$/);
  expect(title).toMatch(/^([A-Z]|\{provider\}).*[^.]$/);
});

test("keeps the fixed codes", () => {
  const fixed =
    "consent_denied attempt_expired attempt_unknown attempt_used state_mismatch grant_rejected client_rejected provider_unavailable provider_answer_invalid token_audience_mismatch identity_mismatch email_in_use link_owned_by_other last_sign_in_method reauthentication_required rate_limited database_unavailable";
  expect(outcomeCodes).toEqual(expect.arrayContaining(fixed.split(" ")));
});

test("tells the operator about what only the operator can mend", () => {
  for (const code of outcomeCodes) if (outcomes[code].level === "error") expect(outcomes[code].alert, code).toBe(true);
});

test.each(["unheard_of", "", "toString", "__proto__", "constructor", undefined, null, 7, ["rate_limited"], { code: "rate_limited" }])("takes %j for an unexpected end", (value) => {
  expect(knownOutcome(value)).toBe("unexpected");
});

test.each(outcomeCodes)("knows %s", (code) => {
  expect(knownOutcome(code)).toBe(code);
});
