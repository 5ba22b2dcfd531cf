import { Auth, type AuthConfig, customFetch, skipCSRFCheck } from "@auth/core";
import Apple from "@auth/core/providers/apple";
import Facebook from "@auth/core/providers/facebook";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { expect, test } from "vitest";
import { memoryAdapter, mended, relied, StockBrowser, whereTo } from "./test-stock.ts";

/** What stock Auth.js makes of an ID token, and of the providers that it defines. */

const issuer = "https://id.test";
const [own, foreign] = await Promise.all([generateKeyPair("RS256", { extractable: true }), generateKeyPair("RS256")]);
const published = { ...(await exportJWK(own.publicKey)), kid: "k", alg: "RS256", use: "sig" };

type Change = { key?: CryptoKey; claims?: JWTPayload; without?: "userinfo_endpoint" };

/** Auth.js over an OpenID provider in memory, up to the answer of the callback. */
async function signIn({ key = own.privateKey, claims = {}, without }: Change = {}) {
  const asked: string[] = [];
  const errors: unknown[] = [];
  let nonce = "";
  const document: Record<string, unknown> = { issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/keys`, userinfo_endpoint: `${issuer}/me` };
  if (without) delete document[without];
  const fetch = async (input: URL | RequestInfo) => {
    const { pathname } = new URL(String(input));
    asked.push(pathname);
    if (pathname.startsWith("/.well-known/")) return Response.json(document);
    if (pathname === "/keys") return Response.json({ keys: [published] });
    const now = Math.floor(Date.now() / 1_000);
    const payload = { iss: issuer, aud: "client", sub: "vera", iat: now, exp: now + 300, nonce, ...claims };
    return Response.json({ access_token: "a", token_type: "bearer", id_token: await new SignJWT(payload).setProtectedHeader({ alg: "RS256", kid: "k" }).sign(key) });
  };
  const { adapter, rows } = memoryAdapter();
  const config: AuthConfig = {
    providers: [{ id: "id", name: "Id", type: "oidc", issuer, clientId: "client", clientSecret: "secret", checks: ["pkce", "state", "nonce"], [customFetch]: fetch }],
    adapter,
    secret: "s".repeat(32),
    trustHost: true,
    skipCSRFCheck,
    logger: { error: (error) => void errors.push(error), warn: () => undefined, debug: () => undefined },
  };
  const vera = new StockBrowser();
  const url = new URL((vera.take(await Auth(vera.request("/auth/signin/id", {}), config))).headers.get("location") ?? "");
  nonce = url.searchParams.get("nonce") ?? "";
  const answer = vera.take(await Auth(vera.request(`/auth/callback/id?${new URLSearchParams({ code: "c", state: url.searchParams.get("state") ?? "" })}`), config));
  return { to: whereTo(answer), asked, rows, errors: errors as { type?: string; cause?: { err?: { code?: string; cause?: { claim?: string } } } }[] };
}

test("a signature by any key signs in, and the provider's keys are never asked for", async () => {
  const { to, asked, rows } = await signIn({ key: foreign.privateKey });
  expect(to, mended("lib/oidc/id-token.ts")).toEqual({ path: "/", error: null });
  expect(asked, mended("lib/oidc/id-token.ts")).not.toContain("/keys");
  expect(rows.users).toHaveLength(1);
});

test("another nonce is refused, with a code and the claim's name in the cause of the cause", async () => {
  const { to, errors, rows } = await signIn({ claims: { nonce: "another" } });
  expect(to, mended("lib/auth/provider-failure.ts")).toEqual({ path: "/auth/error", error: "Configuration" });
  const { code, cause } = errors[0]?.cause?.err ?? {};
  expect([code, cause?.claim], relied("lib/auth/provider-failure.ts")).toEqual(["OAUTH_JWT_CLAIM_COMPARISON_FAILED", "nonce"]);
  expect(rows.users).toEqual([]);
});

test("a provider without a userinfo endpoint is no provider, although nobody would ask it", async () => {
  expect((await signIn({ without: "userinfo_endpoint" })).to, mended("lib/auth/oidc-provider.ts")).toEqual({ path: "/auth/error", error: "Configuration" });
  expect((await signIn()).asked, relied("lib/auth/oidc-provider.ts")).not.toContain("/me");
});

test("a verified address is linked to nobody without the dangerous switch", async () => {
  const { rows } = await signIn({ claims: { email: "vera@shop.example", email_verified: true } });
  expect(rows.users[0]?.emailVerified, relied("lib/accounts/account-rows.ts")).toBeNull();
});

test("Apple's answer is posted, without PKCE, and its check cookies come along from another site", () => {
  const { authorization, checks } = Apple({ clientId: "a", clientSecret: "b" });
  expect((authorization as { params: Record<string, string> }).params.response_mode, relied("lib/auth/posted-callback.ts")).toBe("form_post");
  expect(checks, relied("lib/auth/check-cookies.ts")).toEqual(["nonce", "state"]);
});

test("Facebook's profile without a picture throws, which redirects to the callback's own address", async () => {
  const { profile } = Facebook({ clientId: "a", clientSecret: "b" });
  const work = async () => await profile?.({ id: "1", name: "Vera" } as never, {});
  await expect(work(), mended("lib/auth/facebook-provider.ts")).rejects.toThrow(TypeError);
});
