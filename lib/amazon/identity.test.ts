import fc from "fast-check";
import { expect, test } from "vitest";
import type { ProviderAnswer } from "../oauth/fetch.ts";
import { identityOf } from "./identity.ts";
import { hasRepeatedMember } from "../oauth/json.ts";
import { cleanName } from "../oauth/profile.ts";
import { AuthError } from "../errors.ts";
import { processProfileResponse } from "./profile.ts";
import { TokenRefusedError } from "./refused-token.ts";
import { answer, codeOf, testConfig } from "./test-answers.ts";
import { processTokenInfoResponse } from "./token-info.ts";

const clientId = "amzn1.application-oa2-client.ours";
const id = "amzn1.account.K2LI23KL2LK2";
const info = { aud: clientId, user_id: id, iss: "https://www.amazon.com", exp: 2_370, app_id: "amzn1.application.x", iat: 1_446_510_240 };
const profile = { user_id: id, email: "johndoe@example.com", name: "John Doe", postal_code: "98101" };

test("asks tokeninfo first, then the profile, each once, with the token where Amazon documents it", async () => {
  const calls: { url: string; authorization: string | null }[] = [];
  const fetch = async (url: string, init: RequestInit): Promise<ProviderAnswer> => {
    calls.push({ url, authorization: new Headers(init.headers).get("authorization") });
    return answer(200, url.includes("tokeninfo") ? info : profile);
  };
  expect(await identityOf(testConfig(), fetch, "Atza|a b&c")).toEqual({ userId: id, name: "John Doe", email: "johndoe@example.com", postalCode: "98101" });
  expect(calls).toEqual([
    { url: "https://api.amazon.com/auth/o2/tokeninfo?access_token=Atza%7Ca+b%26c", authorization: null },
    { url: "https://api.amazon.com/user/profile", authorization: "Bearer Atza|a b&c" },
  ]);
});

test("does not ask for the profile of a token that was issued to another client", async () => {
  const urls: string[] = [];
  const fetch = async (url: string) => {
    urls.push(new URL(url).pathname);
    return answer(200, { ...info, aud: "amzn1.application-oa2-client.theirs" });
  };
  expect(await codeOf(() => identityOf(testConfig(), fetch, "Atza|x"))).toBe("token_audience_mismatch");
  expect(urls).toEqual(["/auth/o2/tokeninfo"]);
});

test.each([
  ["zeros in front", "00501", "00501"],
  ["a space and letters", " SW1A  1AA ", "SW1A 1AA"],
  ["nothing but spaces", "  ", undefined],
  ["more than a postal code can be", "1".repeat(21), undefined],
  ["a number, which has lost its zeros", 501, undefined],
])("takes a postal code with %s as text, or leaves it out", (_name, postal_code, postalCode) => {
  expect(processProfileResponse(answer(200, { user_id: id, postal_code }), id)).toMatchObject({ userId: id, postalCode });
  expect(processProfileResponse(answer(200, { Profile: { CustomerId: id, PostalCode: postal_code } }), id)).toMatchObject({ userId: id, postalCode });
});

test.each([
  ["400 invalid_token", answer(400, { error: "invalid_token" }), true],
  ["401", answer(401, "no"), true],
  ["400 invalid_request", answer(400, { error: "invalid_request" }), false],
  ["503", answer(503, ""), false],
])("knows a refused token by %s, and by nothing else", async (_name, refusal, refused) => {
  for (const process of [() => processProfileResponse(refusal, id), () => processTokenInfoResponse(refusal, clientId)]) {
    const error: unknown = await Promise.resolve().then(process).catch((thrown: unknown) => thrown);
    expect(error instanceof TokenRefusedError).toBe(refused);
    expect(error).toBeInstanceOf(AuthError);
  }
});

test("refuses a profile that names another person than tokeninfo", async () => {
  const fetch = async (url: string) => answer(200, url.includes("tokeninfo") ? info : { ...profile, user_id: "amzn1.account.SOMEBODYELSE" });
  expect(await codeOf(() => identityOf(testConfig(), fetch, "Atza|x"))).toBe("identity_mismatch");
});

test.each([
  ["another client", { ...info, aud: "amzn1.application-oa2-client.theirs" }, "token_audience_mismatch"],
  ["our client in another case", { ...info, aud: clientId.toUpperCase() }, "token_audience_mismatch"],
  ["our client with more behind it", { ...info, aud: `${clientId}2` }, "token_audience_mismatch"],
  ["no audience", { ...info, aud: undefined }, "provider_answer_invalid"],
  ["an empty audience", { ...info, aud: "" }, "provider_answer_invalid"],
  ["several audiences", { ...info, aud: [clientId] }, "provider_answer_invalid"],
  ["no user", { ...info, user_id: undefined }, "provider_answer_invalid"],
  ["an id of another kind", { ...info, user_id: "amzn1.ask.account.X" }, "provider_answer_invalid"],
])("refuses tokeninfo with %s", async (_name, body, code) => {
  expect(await codeOf(() => processTokenInfoResponse(answer(200, body), clientId))).toBe(code);
});

test("takes tokeninfo's id, whatever else it says", () => {
  expect(processTokenInfoResponse(answer(200, { ...info, exp: "odd", iss: 7 }), clientId)).toEqual({ userId: id });
});

// Both endpoints answer failures in the same ways.
const failures: [string, ProviderAnswer, string][] = [
  ["400 invalid_token", answer(400, { error_description: "The request has an invalid parameter : access_token", error: "invalid_token" }), "provider_answer_invalid"],
  ["401 with a JSON error", answer(401, { error: "invalid_token" }), "provider_answer_invalid"],
  ["401 insufficient_scope", answer(401, { error: "insufficient_scope" }), "provider_answer_invalid"],
  ["insufficient_scope that is not JSON", answer(403, "insufficient_scope"), "provider_answer_invalid"],
  ["404", answer(404, ""), "provider_answer_invalid"],
  ["201 with a good body", answer(201, { ...info, ...profile }), "provider_answer_invalid"],
  ["204", answer(204, ""), "provider_answer_invalid"],
  ["206 with a good body", answer(206, { ...info, ...profile }), "provider_answer_invalid"],
  ["429", answer(429, {}), "provider_unavailable"],
  ["500 with a good body", answer(500, { ...info, ...profile }), "provider_unavailable"],
  ["503 HTML", answer(503, "<html>", "text/html"), "provider_unavailable"],
  ["200 HTML", answer(200, "<!doctype html><title>wifi</title>", "text/html"), "provider_answer_invalid"],
  ["200 HTML that claims to be JSON", answer(200, "<!doctype html>"), "provider_answer_invalid"],
  ["200 JSON that claims to be HTML", answer(200, { ...info, ...profile }, "text/html"), "provider_answer_invalid"],
  ["200 without a content type", answer(200, { ...info, ...profile }, ""), "provider_answer_invalid"],
  ["a byte order mark", answer(200, `\ufeff${JSON.stringify({ ...info, ...profile })}`), "provider_answer_invalid"],
  ["an error object with status 200", answer(200, { error: "invalid_token" }), "provider_answer_invalid"],
  ["an empty object", answer(200, {}), "provider_answer_invalid"],
  ["an array", answer(200, [{ ...info, ...profile }]), "provider_answer_invalid"],
  ["null", answer(200, "null"), "provider_answer_invalid"],
  ["a nested form of something else", answer(200, { profile: { CustomerId: id } }), "provider_answer_invalid"],
  ["a member twice", answer(200, JSON.stringify({ ...info, ...profile }).replace("{", `{"user_id":"${id}",`)), "provider_answer_invalid"],
  ["a member twice, once escaped", answer(200, JSON.stringify({ ...info, ...profile }).replace("{", `{"user\\u005fid":"${id}",`)), "provider_answer_invalid"],
  ["a member twice in an object inside", answer(200, JSON.stringify({ ...info, ...profile }).replace("{", `{"x":[{"a":1,"a":1}],`)), "provider_answer_invalid"],
  ["deep nesting", answer(200, "[".repeat(30_000)), "provider_answer_invalid"],
];

test.each(failures)("takes %s for a failure of both endpoints", async (_name, failed, code) => {
  expect(await codeOf(() => processProfileResponse(failed, id))).toBe(code);
  expect(await codeOf(() => processTokenInfoResponse(failed, clientId))).toBe(code);
});

test("reads the old nested form with the same checks", async () => {
  const nested = (change: object = {}) => answer(200, { "Request-Id": "r", Profile: { CustomerId: id, Name: " John \t Doe", PrimaryEmail: "a@b.example", PostalCode: "01234", ...change } });
  expect(processProfileResponse(nested(), id)).toEqual({ userId: id, name: "John Doe", email: "a@b.example", postalCode: "01234" });
  expect(processProfileResponse(nested({ Name: undefined, PrimaryEmail: null, PostalCode: undefined }), id)).toEqual({ userId: id, name: undefined, email: undefined });
  expect(await codeOf(() => processProfileResponse(nested({ CustomerId: "amzn1.account.SOMEBODYELSE" }), id))).toBe("identity_mismatch");
  for (const CustomerId of [undefined, "", "K2LI23KL2LK2", 7]) expect(await codeOf(() => processProfileResponse(nested({ CustomerId }), id))).toBe("provider_answer_invalid");
  expect(await codeOf(() => processTokenInfoResponse(nested(), clientId))).toBe("provider_answer_invalid");
});

test.each([400, 403])("takes %i insufficient_scope for a shopper who declined the profile, whom tokeninfo has named", async (status) => {
  const declined = answer(status, { error_description: "The access token has not the scope", error: "insufficient_scope" });
  expect(processProfileResponse(declined, id)).toEqual({ userId: id, name: undefined, email: undefined });
  expect(await codeOf(() => processTokenInfoResponse(declined, clientId))).toBe("provider_answer_invalid");
});

test("is not misled by keys that look repeated and are not", () => {
  const body = `{"name":"{\\"name\\":1,\\"name\\":2}","a":{"user_id":1},"b":[{"user_id":2},{"user_id":3}],"user_id" : "${id}","email":"email"}`;
  expect(processProfileResponse(answer(200, body), id)).toMatchObject({ userId: id, email: "email" });
});

test("finds a repeated member exactly when JSON.parse would lose one", () => {
  fc.assert(
    fc.property(fc.json(), fc.string(), (text, key) => {
      expect(hasRepeatedMember(text)).toBe(false);
      const twice = `{${JSON.stringify(key)}:1,"other ${key.length}":${text},${JSON.stringify(key)}:2}`;
      expect(hasRepeatedMember(twice)).toBe(true);
    }),
  );
});

test.each([
  undefined,
  null,
  "",
  7,
  ["amzn1.account.X"],
  { toString: () => id },
  "undefined",
  "K2LI23KL2LK2",
  "amzn1.account.",
  "amzn1.account.A B",
  "amzn1.account.A\n",
  "\namzn1.account.A",
  "xamzn1.account.A",
  "AMZN1.ACCOUNT.A",
  "amzn1.account.A\u0000",
  "amzn1.account.Ａ",
  `amzn1.account.${"A".repeat(200)}`,
])("refuses the id %j, even when tokeninfo says the same", async (userId) => {
  expect(await codeOf(() => processProfileResponse(answer(200, { ...profile, user_id: userId }), userId as string))).toBe("provider_answer_invalid");
  expect(await codeOf(() => processTokenInfoResponse(answer(200, { ...info, user_id: userId }), clientId))).toBe("provider_answer_invalid");
});

test.each([
  ["neither name nor address", { name: undefined, email: undefined }, { name: undefined, email: undefined }],
  ["an address that is null", { email: null }, { email: undefined }],
  ["an address that is a number", { email: 7 }, { email: undefined }],
  ["an address that is a list", { email: ["a@b.example"] }, { email: undefined }],
  ["an address that is an object", { email: { address: "a@b.example" } }, { email: undefined }],
  ["a name that is null", { name: null }, { name: undefined }],
  ["a name that is an object", { name: { first: "John" } }, { name: undefined }],
  ["an empty name", { name: "  " }, { name: undefined }],
])("locks nobody out for %s", (_name, change, expected) => {
  const read = processProfileResponse(answer(200, { ...profile, ...change }), id);
  expect(read.userId).toBe(id);
  expect(read).toMatchObject(expected);
});

test("hands an odd address on as it came: whether it can be used is decided where addresses are", () => {
  expect(processProfileResponse(answer(200, { ...profile, email: "a@b, c@d" }), id).email).toBe("a@b, c@d");
});

test("is not confused by members that mean something to JavaScript", () => {
  const body = `{"__proto__":{"user_id":"amzn1.account.EVIL"},"constructor":1,"user_id":"${id}","name":"A"}`;
  expect(processProfileResponse(answer(200, body), id)).toEqual({ userId: id, name: "A", email: undefined });
});

test.each([
  ["  John \t Doe\r\n", "John Doe"],
  ["<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"],
  ["=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"],
  ["a\u0000b\u001b[31mc\u0085d", "a b [31mc d"],
  ["\u202egro.live\u202c \u2066x\u2069 \u200e\u200f\u061c", "gro.live x"],
  ["A\u2028B\u2029C\u00a0D\u3000E", "A B C D E"],
  ["e\u0301", "\u00e9"],
  ["\ud800lone", "\ufffdlone"],
  ["\ufeffJohn", "John"],
  ["👩‍👩‍👧", "👩‍👩‍👧"],
  ["می‌خواهم", "می‌خواهم"],
  ["x".repeat(5_000), "x".repeat(200)],
  ["😀".repeat(300), "😀".repeat(200)],
  [`${"x".repeat(199)} y`, "x".repeat(199)],
])("makes the name %j the text %j", (name, text) => {
  expect(cleanName(name)).toBe(text);
});

test.each([undefined, "", " \r\n ", "\u0000", "\u200b\u200d\u2060", "\u202e\u202c", "\u3164", "\u00ad", "\ufeff"])("takes %j for no name, as nothing of it can be seen", (name) => {
  expect(cleanName(name)).toBeUndefined();
});

test("gives names that are clean already, bounded and free of controls, for any text", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary", maxLength: 400 }), fc.string({ unit: "grapheme", maxLength: 400 })), (value) => {
      const name = cleanName(value);
      if (name === undefined) return;
      expect(name).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Cs}]|^\s|\s$|\s\s/u);
      expect([...name].length).toBeLessThanOrEqual(200);
      expect(cleanName(name)).toBe(name);
    }),
    { numRuns: 500 },
  );
});
