import { createHash } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type OidcUpstream, startOidcUpstream } from "./server.ts";
import { visit } from "./visit.ts";

/** The second upstream by itself: it must be as strict as we say, or the journeys against it prove nothing. */

const returnUrl = "http://localhost:3000/api/auth/callback/amazon";
const shop = { clientId: "shop", clientSecret: "secret-of-the-shop", returnUrls: [returnUrl] };
const otherShop = { clientId: "other-shop", clientSecret: "secret-of-the-other-shop", returnUrls: ["http://localhost:3001/back"] };
const vera = { userId: "amzn1.account.VERA", name: "Vera", email: "vera@example.test" };
const verifier = "v".repeat(43);

let upstream: OidcUpstream;
beforeEach(async () => {
  upstream = await startOidcUpstream({ clients: [shop, otherShop], people: [vera] });
});
afterEach(() => upstream.close());

function authorizationUrl(change: Record<string, string> = {}, without: string[] = []): string {
  const url = new URL("/ap/oa", upstream.url);
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  const parameters = { client_id: shop.clientId, response_type: "code", scope: "profile", state: "s", redirect_uri: returnUrl, code_challenge: challenge, code_challenge_method: "S256", ...change };
  for (const [name, value] of Object.entries(parameters)) if (!without.includes(name)) url.searchParams.set(name, value);
  return url.href;
}

async function comeBack(url = authorizationUrl(), decision: "allow" | "cancel" = "allow"): Promise<URL> {
  const result = await visit(url, vera.userId, decision);
  if (!("redirectUrl" in result)) throw new Error(`refused: ${result.page}`);
  return new URL(result.redirectUrl);
}

type TokenAnswer = { status: number; body: Record<string, string> };

async function askToken(parameters: Record<string, string>, client = shop): Promise<TokenAnswer> {
  const body = new URLSearchParams({ client_id: client.clientId, client_secret: client.clientSecret, ...parameters });
  const response = await fetch(`${upstream.url}/auth/o2/token`, { method: "POST", body });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

const exchange = (code: string, change: Record<string, string> = {}, client = shop) =>
  askToken({ grant_type: "authorization_code", code, redirect_uri: returnUrl, code_verifier: verifier, ...change }, client);
const codeOf = (url: URL) => url.searchParams.get("code") ?? "";
const refresh = (token: string) => askToken({ grant_type: "refresh_token", refresh_token: token });

async function resource(path: string, headers: Record<string, string> = {}): Promise<TokenAnswer> {
  const response = await fetch(`${upstream.url}${path}`, { headers });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

test("a code buys long tokens without an ID token, and the two resources speak LWA's dialect", async () => {
  const back = await comeBack();
  expect([...back.searchParams.keys()].toSorted()).toEqual(["code", "state"]);
  const { status, body } = await exchange(codeOf(back));
  expect(status).toBe(200);
  expect(body).toEqual({ access_token: expect.stringMatching(/^[\w-]{400}$/) as string, refresh_token: expect.stringMatching(/^[\w-]{400}$/) as string, expires_in: 3_600, token_type: "Bearer", scope: "profile" });
  expect(await resource("/user/profile", { authorization: `Bearer ${body.access_token}` })).toEqual({ status: 200, body: { user_id: vera.userId, name: "Vera", email: "vera@example.test" } });
  const info = await resource(`/auth/o2/tokeninfo?access_token=${body.access_token}`);
  expect(info.body).toMatchObject({ aud: "shop", user_id: vera.userId });
  expect(Number(info.body.exp)).toBeLessThanOrEqual(3_600);
  expect(upstream.ledger.issued.map(({ kind, userId }) => [kind, userId])).toEqual([["code", vera.userId], ["access_token", vera.userId], ["refresh_token", vera.userId]]);
});

test("a token that nobody issued is answered 400 invalid_token, as LWA does", async () => {
  const invalid = { status: 400, body: { error: "invalid_token", error_description: expect.any(String) as string } };
  expect(await resource("/user/profile", { authorization: "Bearer nobodys" })).toEqual(invalid);
  expect(await resource("/user/profile")).toEqual(invalid);
  expect(await resource("/auth/o2/tokeninfo?access_token=nobodys")).toEqual(invalid);
});

test("a code that comes a second time ends everything that the first time gave", async () => {
  const code = codeOf(await comeBack());
  const { body } = await exchange(code);
  expect(upstream.knows(body.access_token ?? "")).toBe(true);
  expect(await exchange(code)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
  expect(upstream.ledger.revokedGrants).toHaveLength(1);
  for (const token of [body.access_token, body.refresh_token]) expect(upstream.knows(token ?? "")).toBe(false);
  expect(await resource("/user/profile", { authorization: `Bearer ${body.access_token}` })).toMatchObject({ status: 400 });
});

test("a code is bound to its verifier, its redirect URI and its client", async () => {
  const code = codeOf(await comeBack());
  const refused = { status: 400, body: { error: "invalid_grant" } };
  expect(await exchange(code, { code_verifier: "w".repeat(43) })).toMatchObject(refused);
  expect(await exchange(code, { redirect_uri: `${returnUrl}?x=1` })).toMatchObject(refused);
  expect(await exchange(code, {}, otherShop)).toMatchObject(refused);
  expect(await exchange(code)).toMatchObject({ status: 200 });
});

test("a client is refused before its code is looked at, and a changed secret counts at once", async () => {
  const code = codeOf(await comeBack());
  expect(await exchange(code, { client_secret: "wrong" })).toMatchObject({ status: 401, body: { error: "invalid_client" } });
  upstream.register({ ...shop, clientSecret: "newer" });
  expect(await exchange(code)).toMatchObject({ status: 401, body: { error: "invalid_client" } });
  expect(await exchange(code, { client_secret: "newer" })).toMatchObject({ status: 200 });
});

test("there is no code without an S256 challenge, for an unknown return URL or after Cancel", async () => {
  for (const url of [authorizationUrl({}, ["code_challenge", "code_challenge_method"]), authorizationUrl({ code_challenge_method: "plain" })]) {
    const back = await comeBack(url);
    expect(back.searchParams.get("error")).toBe("invalid_request");
  }
  expect(await visit(authorizationUrl({ redirect_uri: "https://evil.example/" }), vera.userId)).toEqual({ refused: 400, page: expect.stringContaining("invalid_redirect_uri") as string });
  expect(Object.fromEntries((await comeBack(authorizationUrl(), "cancel")).searchParams)).toEqual({ error: "access_denied", error_description: "Access not permitted.", state: "s" });
  expect(upstream.ledger.issued).toEqual([]);
});

test("a rotated refresh token works once, and its reuse ends the grant", async () => {
  const first = (await exchange(codeOf(await comeBack()))).body.refresh_token ?? "";
  const second = (await refresh(first)).body.refresh_token ?? "";
  expect(second).not.toBe(first);
  expect(await refresh(first)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
  expect(await refresh(second)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
});

test("with rotation off a refresh token stays as it is", async () => {
  await upstream.close();
  upstream = await startOidcUpstream({ clients: [shop], people: [vera], rotateRefreshTokens: false });
  const first = (await exchange(codeOf(await comeBack()))).body.refresh_token ?? "";
  for (let times = 0; times < 2; times += 1) expect(await refresh(first)).toMatchObject({ status: 200, body: { refresh_token: first } });
});

test("answers name their issuer only when that is switched on", async () => {
  upstream.namesIssuer = true;
  expect((await comeBack()).searchParams.get("iss")).toBe(upstream.url);
  expect((await comeBack(authorizationUrl(), "cancel")).searchParams.get("iss")).toBe(upstream.url);
});

test("who asks for openid gets an ID token, so that it can play an OpenID provider", async () => {
  const { body } = await exchange(codeOf(await comeBack(authorizationUrl({ scope: "openid profile" }))));
  const claims = JSON.parse(Buffer.from((body.id_token ?? "").split(".")[1] ?? "", "base64url").toString()) as unknown;
  expect(claims).toMatchObject({ iss: upstream.url, aud: "shop", sub: vera.userId });
});

test("a page that nobody was sent to is refused", async () => {
  const response = await fetch(`${upstream.url}/interaction/nobodys`);
  expect(response.status).toBe(400);
  expect(await response.text()).toBe("invalid_request");
});
