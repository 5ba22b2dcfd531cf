import { expect, test } from "vitest";
import type { ProviderAnswer } from "../oauth/fetch.ts";
import { processRefreshResponse, refreshRequest } from "./refresh.ts";
import { answer, testConfig } from "./test-answers.ts";

const good = { access_token: "Atza|access", token_type: "BEARER", expires_in: "3600", refresh_token: "Atzr|refresh" };
const error = (code: string | undefined) => ({ error_description: "The request has an invalid grant parameter : refresh_token", error: code });

test("sends the refresh token once, with client id and secret in the body, and the next secret when one is refused", async () => {
  const bodies: URLSearchParams[] = [];
  const answers = [answer(401, error("invalid_client")), answer(200, good)];
  const fetch = async (_url: string, init: RequestInit): Promise<ProviderAnswer> => {
    bodies.push(new URLSearchParams(init.body as string));
    return answers.shift() ?? answer(500, "");
  };
  const refused: number[] = [];
  expect((await refreshRequest(testConfig(), fetch, "Atzr|a b&c", (index) => refused.push(index))).status).toBe(200);
  expect(refused).toEqual([0]);
  expect(bodies.map((body) => Object.fromEntries(body))).toEqual(["newest", "older"].map((client_secret) => ({ grant_type: "refresh_token", refresh_token: "Atzr|a b&c", client_id: "amzn1.application-oa2-client.ours", client_secret })));
});

test("reads new tokens, in whatever case their type is", () => {
  expect(processRefreshResponse(answer(200, good))).toEqual({ kind: "tokens", tokens: { accessToken: "Atza|access", refreshToken: "Atzr|refresh", expiresInSeconds: 3_600 } });
});

test.each<[number, string, string]>([
  [400, "invalid_grant", "grant_gone"],
  [401, "invalid_grant", "grant_gone"],
  [401, "invalid_client", "client_refused"],
  [400, "invalid_client", "client_refused"],
  [400, "unauthorized_client", "client_refused"],
  [400, "unsupported_grant_type", "client_refused"],
  [400, "invalid_scope", "client_refused"],
  [400, "invalid_request", "unknown"],
  [400, "something_new", "unknown"],
  [403, "invalid_grant", "unknown"],
  [404, "invalid_grant", "unknown"],
  [200, "invalid_grant", "unknown"],
  [500, "invalid_grant", "unknown"],
  [502, "invalid_client", "unknown"],
  [429, "invalid_grant", "busy"],
  [503, "invalid_grant", "busy"],
])("takes status %i with %s for %s", (status, code, kind) => {
  expect(processRefreshResponse(answer(status, error(code))).kind).toBe(kind);
});

test.each([
  ["HTML", answer(400, "<html>invalid_grant</html>", "text/html")],
  ["no body", answer(400, "")],
  ["an error that is an object", answer(400, '{"error":{"code":"invalid_grant"}}')],
  ["tokens cut off", answer(200, JSON.stringify(good).slice(0, -3))],
  ["tokens as HTML", answer(200, good, "text/html")],
  ["an empty access token", answer(200, { ...good, access_token: "" })],
  ["a refresh token of another form", answer(200, { ...good, refresh_token: "Atzr|\nx" })],
])("revokes nobody for %s", (_name, odd) => {
  expect(processRefreshResponse(odd).kind).toBe("unknown");
});

test("hands on what Retry-After said", () => {
  expect(processRefreshResponse({ ...answer(429, ""), retryAfter: "7" })).toEqual({ kind: "busy", retryAfter: "7" });
  expect(processRefreshResponse(answer(503, ""))).toEqual({ kind: "busy", retryAfter: undefined });
});
