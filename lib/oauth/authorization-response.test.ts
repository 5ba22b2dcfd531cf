import fc from "fast-check";
import { expect, test } from "vitest";
import { outcomeCodes } from "../outcomes.ts";
import { parseAuthorizationResponse } from "./authorization-response.ts";

const parse = (query: string) => parseAuthorizationResponse(new URLSearchParams(query));

test("reads Amazon's answer of success", () => {
  expect(parse("code=ANdNAVhyhqirUelHGEHA&scope=profile&state=s1")).toEqual({ kind: "code", state: "s1", code: "ANdNAVhyhqirUelHGEHA", grantedScopes: ["profile"] });
});

test("reads Amazon's answer to Cancel without its words", () => {
  expect(parse("error_description=Access+not+permitted.&state=s1&error=access_denied")).toEqual({ kind: "error", state: "s1", outcome: "consent_denied", reason: "the authorization was answered with access_denied" });
});

test.each([
  ["access_denied", "consent_denied"],
  ["user_cancelled_authorize", "consent_denied"],
  ["server_error", "provider_unavailable"],
  ["temporarily_unavailable", "provider_unavailable"],
  ["invalid_request", "client_rejected"],
  ["unauthorized_client", "client_rejected"],
  ["unsupported_response_type", "client_rejected"],
  ["invalid_scope", "client_rejected"],
  ["", "provider_answer_invalid"],
  ["ACCESS_DENIED", "provider_answer_invalid"],
  ["<script>alert(1)</script>", "provider_answer_invalid"],
  ["toString", "provider_answer_invalid"],
])("makes the error %j the outcome %s, and names it to the log where the standard knows it", (error, outcome) => {
  const named = outcome === "provider_answer_invalid" ? "an error that nobody knows" : error;
  const reason = `the authorization was answered with ${named}`;
  expect(parse(new URLSearchParams({ state: "s1", error, error_description: "<b>\r\nx</b>".repeat(500) }).toString())).toEqual({ kind: "error", state: "s1", outcome, reason });
});

test.each(["code", "state", "scope", "error", "error_description", "error_uri", "iss"])("refuses a repeated %s, even with the same value, and trusts no state then", (name) => {
  const query = new URLSearchParams("code=c&state=s1");
  query.append(name, query.get(name) ?? "x");
  query.append(name, query.get(name) ?? "x");
  expect(parseAuthorizationResponse(query)).toEqual({ kind: "invalid", outcome: "input_invalid", state: undefined });
});

test("takes the issuer that is expected, and no other", () => {
  const own = "https://id.example";
  expect(parseAuthorizationResponse(new URLSearchParams({ code: "c", state: "s1", iss: own }), own)).toMatchObject({ kind: "code" });
  for (const iss of ["https://evil.example", `${own}/`, ""]) expect(parseAuthorizationResponse(new URLSearchParams({ code: "c", state: "s1", iss }), own)).toMatchObject({ kind: "invalid", outcome: "provider_answer_invalid" });
});

test("ignores parameters that nobody knows, repeated or not", () => {
  expect(parse("code=c&state=s1&utm=1&utm=2&arb=x")).toMatchObject({ kind: "code", code: "c" });
});

test.each([
  ["no state", "code=c", { outcome: "state_mismatch", state: undefined }],
  ["an empty state", "code=c&state=", { outcome: "state_mismatch", state: undefined }],
  ["a state that is too long", `code=c&state=${"s".repeat(1_025)}`, { outcome: "state_mismatch", state: undefined }],
  ["a state beyond ASCII", "code=c&state=%C3%BC", { outcome: "state_mismatch", state: undefined }],
  ["a state with NUL", "code=c&state=s%00", { outcome: "state_mismatch", state: undefined }],
  ["a state with a line break", "code=c&state=s%0d%0aset-cookie:x", { outcome: "state_mismatch", state: undefined }],
  ["invalid UTF-8 in the state", "code=c&state=%ff%fe", { outcome: "state_mismatch", state: undefined }],
  ["nothing", "", { outcome: "state_mismatch", state: undefined }],
  ["code and error", "code=c&state=s1&error=access_denied", { outcome: "provider_answer_invalid", state: "s1" }],
  ["an empty code and an error", "code=&state=s1&error=access_denied", { outcome: "provider_answer_invalid", state: "s1" }],
  ["an issuer", "code=c&state=s1&iss=https%3A%2F%2Fevil.example", { outcome: "provider_answer_invalid", state: "s1" }],
  ["an empty issuer", "code=c&state=s1&iss=", { outcome: "provider_answer_invalid", state: "s1" }],
  ["an issuer beside an error", "error=access_denied&state=s1&iss=x", { outcome: "provider_answer_invalid", state: "s1" }],
  ["neither code nor error", "state=s1", { outcome: "input_invalid", state: "s1" }],
  ["an empty code", "code=&state=s1", { outcome: "input_invalid", state: "s1" }],
  ["a code that is too long", `code=${"c".repeat(2_049)}&state=s1`, { outcome: "input_invalid", state: "s1" }],
  ["a code of a megabyte", `code=${"c".repeat(1_048_576)}&state=s1`, { outcome: "input_invalid", state: "s1" }],
  ["a code beyond ASCII", "code=%F0%9F%98%80&state=s1", { outcome: "input_invalid", state: "s1" }],
  ["a code with NUL", "code=a%00b&state=s1", { outcome: "input_invalid", state: "s1" }],
  ["broken percent codes", "code=%ff%&state=s1", { outcome: "input_invalid", state: "s1" }],
])("refuses an answer with %s", (_name, query, expected) => {
  expect(parse(query)).toEqual({ kind: "invalid", ...expected });
});

test("takes code and state of exactly the longest allowed length", () => {
  expect(parse(`code=${"c".repeat(2_048)}&state=${"s".repeat(1_024)}`).kind).toBe("code");
});

test.each([
  ["", []],
  ["profile postal_code", ["profile", "postal_code"]],
  ["profile:user_id  profile profile", ["profile:user_id", "profile"]],
  ["alexa::skills::account_linking", ["alexa::skills::account_linking"]],
  [`profile <script> ${"x".repeat(65)} ü`, ["profile"]],
  [Array.from({ length: 50 }, (_, index) => `s${index}`).join(" "), Array.from({ length: 10 }, (_, index) => `s${index}`)],
])("reads the granted scopes of %j", (scope, scopes) => {
  expect(parse(new URLSearchParams({ code: "c", state: "s1", scope }).toString())).toMatchObject({ grantedScopes: scopes });
});

test("tells an answer without scopes from one in which every scope was declined", () => {
  expect(parse("code=c&state=s1")).toMatchObject({ kind: "code", grantedScopes: undefined });
  expect(parse("code=c&state=s1&scope=")).toMatchObject({ kind: "code", grantedScopes: [] });
});

test("never throws, and gives an outcome of ours, for any query", () => {
  const name = fc.oneof(fc.constantFrom("code", "state", "scope", "error", "error_description", "error_uri", "iss", "__proto__"), fc.string());
  fc.assert(
    fc.property(fc.array(fc.tuple(name, fc.string({ unit: "binary" }))), (pairs) => {
      const result = parseAuthorizationResponse(new URLSearchParams(pairs));
      if (result.kind !== "code") expect(outcomeCodes).toContain(result.outcome);
      if (result.state !== undefined) expect(result.state).toMatch(/^[ -~]{1,1024}$/);
    }),
  );
});
