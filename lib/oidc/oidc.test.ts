import { afterEach, beforeEach, expect, test } from "vitest";
import { type LyingIssuer, startLyingIssuer } from "#sandbox/oidc/lying-issuer.ts";
import { AuthError } from "../errors.ts";
import { processUserinfoResponse, profileOfClaims } from "./claims.ts";
import type { OidcConfig } from "./config.ts";
import { discover, documentUrl, knownAuthorizationEndpoint } from "./discovery.ts";

let issuer: LyingIssuer;
let config: OidcConfig;
beforeEach(async () => {
  issuer = await startLyingIssuer({ clientId: "shop", clientSecret: "secret" });
  config = { issuer: issuer.url, clientId: "shop", allowHttp: true };
});
afterEach(() => issuer.close());

async function codeOf(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (error instanceof AuthError) return error.code;
    throw error;
  }
  return "nothing was thrown";
}

test("reads a provider's document once and believes it for a while", async () => {
  const first = await discover(config);
  expect(first.document).toMatchObject({ issuer: issuer.url, token_endpoint: `${issuer.url}/token` });
  expect(await discover(config)).toBe(first);
  expect(issuer.asked).toEqual(["/.well-known/openid-configuration"]);
});

test.each([
  ["https://id.example", "https://id.example/.well-known/openid-configuration"],
  ["https://id.example/", "https://id.example/.well-known/openid-configuration"],
  ["https://id.example/tenant", "https://id.example/tenant/.well-known/openid-configuration"],
])("finds the document of %s at %s", (name, url) => {
  expect(documentUrl(name)).toBe(url);
});

test.each([
  ["another issuer", { document: { issuer: "https://evil.example" } }, "provider_answer_invalid"],
  ["no token endpoint", { document: { token_endpoint: undefined } }, "provider_answer_invalid"],
  ["an endpoint that is no address", { document: { jwks_uri: "javascript:alert(1)" } }, "provider_answer_invalid"],
  ["status 404", { status: { document: 404 } }, "provider_answer_invalid"],
  ["status 503", { status: { document: 503 } }, "provider_unavailable"],
] as const)("refuses a document with %s, and asks again the next time", async (_name, lie, code) => {
  issuer.lie = lie;
  expect(await codeOf(() => discover(config))).toBe(code);
  issuer.lie = {};
  expect((await discover(config)).document.issuer).toBe(issuer.url);
});

test("refuses http where only https is allowed, before anything is asked", async () => {
  expect(await codeOf(() => discover({ ...config, allowHttp: false }))).toBe("client_rejected");
  expect(issuer.asked).toEqual([]);
});

test("knows where the sign-in page is once the provider was asked, and waits for nobody until then", async () => {
  expect(knownAuthorizationEndpoint(config)).toBeUndefined();
  expect(knownAuthorizationEndpoint(config)).toBeUndefined();
  await expect.poll(() => knownAuthorizationEndpoint(config)).toBe(`${issuer.url}/authorize`);
  expect(issuer.asked).toEqual(["/.well-known/openid-configuration"]);
});

test.each([
  [{ sub: "1" }, { id: "1", name: undefined, email: undefined, emailVerified: undefined }],
  [{ sub: "1", name: " Vera\u202e  Summer ", email: "vera@shop.example", email_verified: true }, { id: "1", name: "Vera Summer", email: "vera@shop.example", emailVerified: true }],
  [{ sub: "1", email_verified: "true" }, { emailVerified: true }],
  [{ sub: "1", email_verified: "false" }, { emailVerified: false }],
  [{ sub: "1", email_verified: 1 }, { emailVerified: undefined }],
  [{ sub: "1", name: 7, email: ["vera@shop.example"] }, { name: undefined, email: undefined }],
])("reads the claims %j", (claims, expected) => {
  expect(profileOfClaims(claims)).toMatchObject(expected);
});

test.each([{}, { sub: "" }, { sub: 7 }, { sub: "undefined" }, { sub: "null" }, { sub: "x".repeat(256) }, { sub: "a b" }, { sub: "a\u0000" }, { sub: "ü" }, null, "1", []])("refuses the claims %j, of whom nobody could be known again", async (claims) => {
  expect(await codeOf(() => profileOfClaims(claims))).toBe("provider_answer_invalid");
});

const profile = { id: "1", name: undefined, email: undefined, emailVerified: undefined };
const answer = (status: number, body: unknown) => ({ status, contentType: "application/json", body: JSON.stringify(body) });

test("completes what the ID token left out, and takes an address with its own flag only", () => {
  expect(processUserinfoResponse(answer(200, { sub: "1", name: "Vera", email: "vera@shop.example", email_verified: true }), profile)).toEqual({ id: "1", name: "Vera", email: "vera@shop.example", emailVerified: true });
  expect(processUserinfoResponse(answer(200, { sub: "1", email: "other@shop.example", email_verified: true }), { ...profile, email: "vera@shop.example" })).toEqual({ id: "1", name: undefined, email: "vera@shop.example", emailVerified: undefined });
});

test.each([
  [200, { sub: "2" }, "identity_mismatch"],
  [200, {}, "provider_answer_invalid"],
  [401, {}, "provider_answer_invalid"],
  [503, {}, "provider_unavailable"],
] as const)("refuses a userinfo answer of status %i with %j", async (status, body, code) => {
  expect(await codeOf(() => processUserinfoResponse(answer(status, body), profile))).toBe(code);
});
