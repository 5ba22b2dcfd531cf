import fc from "fast-check";
import { expect, test } from "vitest";
import type { ProviderAnswer } from "../oauth/fetch.ts";
import { answer, codeOf, testConfig } from "./test-answers.ts";
import { processTokenResponse, saneExpiresIn } from "../oauth/token-response.ts";
import { tokenRequest } from "./token.ts";

const good = { access_token: "Atza|access", token_type: "bearer", expires_in: 3600, refresh_token: "Atzr|refresh" };

test("reads a token response as documented", () => {
  expect(processTokenResponse(answer(200, good))).toEqual({ accessToken: "Atza|access", refreshToken: "Atzr|refresh", expiresInSeconds: 3_600 });
});

test.each([
  ["no refresh token", { refresh_token: undefined }, { refreshToken: undefined }],
  ["a lifetime as text", { expires_in: "1800" }, { expiresInSeconds: 1_800 }],
  ["no lifetime", { expires_in: undefined }, { expiresInSeconds: 3_600 }],
  ["a token type in another case", { token_type: "Bearer" }, {}],
  ["members nobody knows", { scope: "profile", id_token: "x", __proto__: null, error: "ignored" }, {}],
  ["tokens of 2,048 bytes", { access_token: `Atza|${"x".repeat(2_043)}` }, { accessToken: `Atza|${"x".repeat(2_043)}` }],
])("accepts %s", (_name, change, expected) => {
  expect(processTokenResponse(answer(200, { ...good, ...change }))).toMatchObject({ ...expected });
});

test.each([
  ["an error object", { error: "server_error", error_description: "x" }],
  ["no access token", { ...good, access_token: undefined }],
  ["an empty access token", { ...good, access_token: "" }],
  ["a token that is too long", { ...good, access_token: "x".repeat(2_049) }],
  ["a token with a line break", { ...good, access_token: "Atza|a\r\nset-cookie: x=y" }],
  ["a token with letters beyond ASCII", { ...good, access_token: "Atza|ü" }],
  ["a token that is a number", { ...good, access_token: 7 }],
  ["a refresh token that is too long", { ...good, refresh_token: "x".repeat(2_049) }],
  ["a refresh token that is null", { ...good, refresh_token: null }],
  ["another token type", { ...good, token_type: "mac" }],
  ["no token type", { ...good, token_type: undefined }],
  ["an array", [good]],
  ["null", null],
  ["text", '"Atza|access"'],
  ["a body that was cut off", JSON.stringify(good).slice(0, -5)],
  ["a byte order mark", `\ufeff${JSON.stringify(good)}`],
  ["an empty body", ""],
  ["HTML", "<!doctype html><title>Sign in to the wifi</title>"],
])("refuses a 200 answer with %s", async (_name, body) => {
  expect(await codeOf(() => processTokenResponse(answer(200, body)))).toBe("provider_answer_invalid");
});

test.each(["text/html", "text/plain", "", "application/x-www-form-urlencoded", "application/jsonp", "application/json-seq", "text/json", "x/application/json"])("refuses tokens with the content type %j", async (contentType) => {
  expect(await codeOf(() => processTokenResponse(answer(200, good, contentType)))).toBe("provider_answer_invalid");
});

test.each(["application/json", "application/json; charset=UTF-8", "APPLICATION/JSON", "application/problem+json"])("accepts tokens with the content type %j", (contentType) => {
  expect(processTokenResponse(answer(200, good, contentType)).accessToken).toBe("Atza|access");
});

test.each([
  [400, "invalid_grant", "grant_rejected"],
  [401, "invalid_grant", "grant_rejected"],
  [401, "invalid_client", "client_rejected"],
  [400, "invalid_client", "client_rejected"],
  [400, "unauthorized_client", "client_rejected"],
  [400, "unsupported_grant_type", "client_rejected"],
  [400, "invalid_scope", "client_rejected"],
  [400, "invalid_request", "grant_rejected"],
  [400, "something_new", "provider_answer_invalid"],
  [403, undefined, "provider_answer_invalid"],
  [404, undefined, "provider_answer_invalid"],
  [201, undefined, "provider_answer_invalid"],
  [204, undefined, "provider_answer_invalid"],
  [429, undefined, "provider_unavailable"],
  [429, "invalid_grant", "provider_unavailable"],
  [500, "ServerError", "provider_unavailable"],
  [500, "invalid_grant", "provider_unavailable"],
  [502, undefined, "provider_unavailable"],
  [503, undefined, "provider_unavailable"],
])("takes status %i with error %s for %s", async (status, error, expected) => {
  expect(await codeOf(() => processTokenResponse(answer(status, { error_description: "The request has …", error })))).toBe(expected);
});

test.each(["", "<html>", "null", "[]", '{"error":{"code":"invalid_grant"}}', '{"error":["invalid_grant"]}'])("does not guess at a 400 answer with the body %j", async (body) => {
  expect(await codeOf(() => processTokenResponse(answer(400, body)))).toBe("provider_answer_invalid");
});

test("repeats nothing of what Amazon said in its messages", () => {
  const body = { access_token: 7, error: "Atza|secret", error_description: "Atzr|secret" };
  for (const status of [200, 400, 500]) expect(() => processTokenResponse(answer(status, body))).toThrow(/^(?!.*secret)/);
});

test.each([
  [3_600, 3_600],
  ["3600", 3_600],
  [" 3600 ", 3_600],
  [0, 60],
  [-5, 60],
  [59, 60],
  [90.9, 90],
  [1e18, 86_400],
  ["9999999999", 86_400],
  [Number.POSITIVE_INFINITY, 3_600],
  [Number.NaN, 3_600],
  ["soon", 3_600],
  ["1e3", 3_600],
  ["", 3_600],
  [null, 3_600],
  [undefined, 3_600],
  [true, 3_600],
  [[60], 3_600],
  [{ valueOf: () => 60 }, 3_600],
])("makes %j a lifetime of %i seconds", (value, seconds) => {
  expect(saneExpiresIn(value)).toBe(seconds);
});

test("always gives a whole number between a minute and a day", () => {
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.double(), fc.integer().map(String)), (value) => {
      const seconds = saneExpiresIn(value);
      expect(Number.isInteger(seconds) && seconds >= 60 && seconds <= 86_400).toBe(true);
    }),
  );
});

/** Answers in turn, and what was asked. */
function scripted(...answers: ProviderAnswer[]) {
  const calls: { url: string; init: RequestInit; body: URLSearchParams }[] = [];
  const fetch = async (url: string, init: RequestInit) => {
    calls.push({ url, init, body: new URLSearchParams(init.body as string) });
    const next = answers.shift();
    if (!next) throw new Error("asked once too often");
    return next;
  };
  return { calls, fetch };
}

const exchange = new URLSearchParams({ grant_type: "authorization_code", code: "ANcode", redirect_uri: "https://shop.example/cb", code_verifier: "v".repeat(43) });
const invalidClient = answer(401, { error_description: "Client authentication failed", error: "invalid_client" });

test("posts a form with the client's id and newest secret in the body", async () => {
  const { calls, fetch } = scripted(answer(200, good));
  await tokenRequest(testConfig(), fetch, new URLSearchParams([...exchange, ["client_secret", "planted"], ["client_id", "planted"]]));
  expect(calls).toHaveLength(1);
  expect(calls[0]).toMatchObject({ url: "https://api.amazon.com/auth/o2/token", init: { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded;charset=UTF-8" } } });
  expect(new Headers(calls[0]?.init.headers).has("authorization")).toBe(false);
  expect([...(calls[0]?.body ?? [])].toSorted()).toEqual([...exchange, ["client_id", "amzn1.application-oa2-client.ours"], ["client_secret", "newest"]].toSorted());
});

test("tries the older secret after 401 invalid_client, and says which one was refused", async () => {
  const { calls, fetch } = scripted(invalidClient, answer(200, good));
  const refused: number[] = [];
  const result = await tokenRequest(testConfig(), fetch, exchange, (index) => refused.push(index));
  expect(result.status).toBe(200);
  expect(calls.map(({ body }) => body.get("client_secret"))).toEqual(["newest", "older"]);
  expect(calls.map(({ body }) => body.get("code"))).toEqual(["ANcode", "ANcode"]);
  expect(refused).toEqual([0]);
});

test("hands back the last refusal when no secret is accepted", async () => {
  const { calls, fetch } = scripted(invalidClient, invalidClient);
  expect(await tokenRequest(testConfig(), fetch, exchange)).toEqual(invalidClient);
  expect(calls).toHaveLength(2);
});

test.each([
  ["200", answer(200, good)],
  ["400 invalid_grant", answer(400, { error: "invalid_grant" })],
  ["401 invalid_grant", answer(401, { error: "invalid_grant" })],
  ["400 invalid_client", answer(400, { error: "invalid_client" })],
  ["401 unauthorized_client", answer(401, { error: "unauthorized_client" })],
  ["401 without a body", answer(401, "")],
  ["401 HTML", answer(401, "<html>invalid_client</html>", "text/html")],
  ["429", answer(429, { error: "invalid_client" })],
  ["500", answer(500, { error: "invalid_client" })],
])("sends a code once only after %s", async (_name, first) => {
  const { calls, fetch } = scripted(first, answer(200, good));
  expect(await tokenRequest(testConfig(), fetch, exchange)).toEqual(first);
  expect(calls).toHaveLength(1);
});

test("does not send a code again after it was refused with the older secret, or after the network failed", async () => {
  const three = testConfig({ clientSecrets: ["a", "b", "c"] });
  const { calls, fetch } = scripted(invalidClient, answer(400, { error: "invalid_grant" }), answer(200, good));
  expect((await tokenRequest(three, fetch, exchange)).status).toBe(400);
  expect(calls.map(({ body }) => body.get("client_secret"))).toEqual(["a", "b"]);
  let asked = 0;
  const broken = async () => {
    asked += 1;
    throw new Error("cut");
  };
  await expect(tokenRequest(three, broken, exchange)).rejects.toThrow("cut");
  expect(asked).toBe(1);
});

test("refuses without any secret", async () => {
  const { calls, fetch } = scripted();
  expect(await codeOf(() => tokenRequest(testConfig({ clientSecrets: [] }), fetch, exchange))).toBe("client_rejected");
  expect(calls).toEqual([]);
});
