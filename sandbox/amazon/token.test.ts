import { expect, test } from "vitest";
import { sandboxClientId, sandboxClientSecret, sandboxReturnUrl } from "./defaults.ts";
import { otherClient, useSandbox, verifier } from "./test-client.ts";

const { request, code, token, codeGrant, tokens, advance } = useSandbox();

const missing = (name: string) => `The request is missing a required parameter : ${name}`;
const invalidGrant = (name: string) => `The request has an invalid grant parameter : ${name}`;

async function refusal(response: Response) {
  return [response.status, await response.text()];
}

function refused(error: string, description: string, status = 400) {
  return [status, JSON.stringify({ error_description: description, error })];
}

test("trades a code for tokens of Amazon's form and length", async () => {
  const response = await codeGrant();
  const body = (await response.json()) as Record<string, string>;
  expect(response.status).toBe(200);
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(Object.keys(body)).toEqual(["access_token", "token_type", "expires_in", "refresh_token"]);
  expect(body).toMatchObject({ token_type: "bearer", expires_in: 3600 });
  expect(body.access_token).toMatch(/^Atza\|[\w-]{345,2043}$/);
  expect(body.refresh_token).toMatch(/^Atzr\|[\w-]{345,2043}$/);
});

test("takes the token address in either case", async () => {
  const response = await request("/auth/O2/token", { method: "POST", body: new URLSearchParams() });
  expect(await refusal(response)).toEqual(refused("invalid_request", missing("grant_type")));
});

test("takes a code once only", async () => {
  const used = await code();
  expect((await codeGrant({ code: used })).status).toBe(200);
  expect(await refusal(await codeGrant({ code: used }))).toEqual(refused("invalid_grant", invalidGrant("code")));
});

test("lets only one of two racing requests have the tokens", async () => {
  const raced = await code();
  const responses = await Promise.all([codeGrant({ code: raced }), codeGrant({ code: raced })]);
  expect(responses.map((response) => response.status).sort()).toEqual([200, 400]);
});

test("lets a code live for five minutes", async () => {
  const early = await code();
  const late = await code();
  advance(299);
  expect((await codeGrant({ code: early })).status).toBe(200);
  advance(1);
  expect(await refusal(await codeGrant({ code: late }))).toEqual(refused("invalid_grant", invalidGrant("code")));
});

test("refuses a code of another client", async () => {
  const credentials = { client_id: otherClient.clientId, client_secret: otherClient.clientSecret };
  expect(await refusal(await codeGrant(credentials))).toEqual(refused("invalid_grant", invalidGrant("code")));
});

test("refuses another redirect URI than the one the code was asked for with", async () => {
  const response = await codeGrant({ redirect_uri: `${sandboxReturnUrl}?x=1` });
  expect(await refusal(response)).toEqual(refused("invalid_grant", invalidGrant("redirect_uri")));
});

const challenges: [string, Record<string, string | undefined>][] = [
  ["S256", {}],
  ["plain", { code_challenge: verifier, code_challenge_method: "plain" }],
  ["plain when the method is absent", { code_challenge: verifier, code_challenge_method: undefined }],
];

test.each(challenges)("holds a code to its challenge: %s", async (_name, changes) => {
  const mismatch = refused("invalid_grant", invalidGrant("code_verifier"));
  expect(await refusal(await codeGrant({ code: await code(changes), code_verifier: `${verifier}x` }))).toEqual(mismatch);
  const without = await codeGrant({ code: await code(changes), code_verifier: undefined });
  expect(await refusal(without)).toEqual(refused("invalid_request", missing("code_verifier")));
  expect((await codeGrant({ code: await code(changes) })).status).toBe(200);
});

test("refuses a verifier for a code that was asked for without a challenge, and takes the code without one", async () => {
  const changes = { code_challenge: undefined, code_challenge_method: undefined };
  const response = await codeGrant({ code: await code(changes) });
  expect(await refusal(response)).toEqual(refused("invalid_grant", invalidGrant("code_verifier")));
  expect((await codeGrant({ code: await code(changes), code_verifier: undefined })).status).toBe(200);
});

test("gives a client without its secret no refresh token", async () => {
  const body = (await (await codeGrant({ client_secret: undefined })).json()) as object;
  expect(Object.keys(body)).toEqual(["access_token", "token_type", "expires_in"]);
});

test("answers 401 only when the client cannot be authenticated", async () => {
  const failed = refused("invalid_client", "Client authentication failed", 401);
  expect(await refusal(await codeGrant({ client_secret: "wrong" }))).toEqual(failed);
  expect(await refusal(await codeGrant({ client_id: "nobody" }))).toEqual(failed);
  expect(await refusal(await codeGrant({ client_secret: undefined, code_verifier: undefined }))).toEqual(failed);
});

test("takes id and secret by HTTP Basic too, and refuses what it cannot read", async () => {
  const encode = (text: string) => Buffer.from(text).toString("base64");
  const fields = { grant_type: "refresh_token", refresh_token: "x", client_id: undefined, client_secret: undefined };
  const pair = `${encodeURIComponent(sandboxClientId)}:${encodeURIComponent(sandboxClientSecret)}`;
  const good = await token(fields, { authorization: `Basic ${encode(pair)}` });
  expect(await refusal(good)).toEqual(refused("invalid_grant", invalidGrant("refresh_token")));
  const wrong = await token(fields, { authorization: `Basic ${encode(`${sandboxClientId}:wrong`)}` });
  expect(wrong.status).toBe(401);
  for (const authorization of ["Basic", "Basic %", `Basic ${encode("no separator")}`, `Basic ${encode("%:%")}`]) {
    expect(await refusal(await token(fields, { authorization }))).toEqual(refused("invalid_request", "Malformed request"));
  }
});

test.each(["grant_type", "client_id", "code", "redirect_uri"])("names the missing parameter %s", async (name) => {
  const response = await codeGrant({ [name]: undefined });
  expect(await refusal(response)).toEqual(refused("invalid_request", missing(name)));
});

test("tells a code of impossible form from one that is not good any more", async () => {
  expect(await refusal(await codeGrant({ code: "no code" }))).toEqual(
    refused("invalid_request", "The request has an invalid parameter : code"),
  );
  expect(await refusal(await codeGrant({ code: "ANaaaaaaaaaaaaaaaaaa" }))).toEqual(
    refused("invalid_grant", invalidGrant("code")),
  );
});

test("refuses other grants, and bodies that are no form, as unsupported grant types", async () => {
  const unsupported = refused(
    "unsupported_grant_type",
    "The authorization grant type is not supported by the authorization server",
  );
  expect(await refusal(await codeGrant({ grant_type: "password" }))).toEqual(unsupported);
  const body = JSON.stringify({ grant_type: "refresh_token" });
  const headers = { "content-type": "application/json" };
  expect(await refusal(await request("/auth/o2/token", { method: "POST", headers, body }))).toEqual(unsupported);
});

test("refuses a repeated parameter and a body over 64 KiB", async () => {
  const body = new URLSearchParams("grant_type=refresh_token&grant_type=refresh_token");
  const repeated = await request("/auth/o2/token", { method: "POST", body });
  expect(await refusal(repeated)).toEqual(refused("invalid_request", "Malformed request"));
  expect((await codeGrant({ code: "A".repeat(70_000) })).status).toBe(413);
});

test("refreshes again and again with the same refresh token", async () => {
  const { refresh_token, access_token } = await tokens();
  for (const _round of [1, 2]) {
    const response = await token({ grant_type: "refresh_token", refresh_token });
    const body = (await response.json()) as Record<string, unknown>;
    expect(body).toMatchObject({ token_type: "bearer", expires_in: 3600, refresh_token });
    expect(body.access_token).not.toBe(access_token);
  }
});

test("refuses a refresh without a token, with an unknown one, one of another client, or without the secret", async () => {
  const { refresh_token } = await tokens();
  const refresh = (changes: Record<string, string | undefined>) =>
    token({ grant_type: "refresh_token", refresh_token, ...changes }).then(refusal);
  const foreign = { client_id: otherClient.clientId, client_secret: otherClient.clientSecret };
  expect(await refresh({ refresh_token: undefined })).toEqual(refused("invalid_request", missing("refresh_token")));
  expect(await refresh({ refresh_token: "Atzr|x" })).toEqual(refused("invalid_grant", invalidGrant("refresh_token")));
  expect(await refresh(foreign)).toEqual(refused("invalid_grant", invalidGrant("refresh_token")));
  expect(await refresh({ client_secret: undefined })).toEqual(
    refused("invalid_client", "Client authentication failed", 401),
  );
});
