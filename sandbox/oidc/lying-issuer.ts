import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";

/** What is wrong with the next ID token. */
export type Lie = {
  claims?: JWTPayload;
  /** Claims that are left out. */
  without?: string[];
  signature?: "foreign_key" | "unknown_key" | "tampered" | "secret" | "none";
  /** The answer of the token endpoint as it is, in place of a token response. */
  tokenAnswer?: { status: number; body: unknown };
  /** No ID token at all. */
  noIdToken?: true;
  /** What the document says in place of the truth. */
  document?: Record<string, unknown>;
  /** Status of the document or of the keys. */
  status?: { document?: number; keys?: number };
};

export type LyingIssuer = {
  url: string;
  /** How the next answers lie; empty: not at all. */
  lie: Lie;
  /** What comes in the ID token beside the protocol's own claims. */
  person: JWTPayload;
  /** How often each path was asked. */
  asked: string[];
  close: () => Promise<void>;
};

type Client = { clientId: string; clientSecret: string };

const kid = "honest";
const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** The payload of a JWT changed, the signature left as it was. */
function tampered(jwt: string, change: JWTPayload): string {
  const [header, payload = "", signature] = jwt.split(".");
  return [header, base64url({ ...(JSON.parse(Buffer.from(payload, "base64url").toString()) as JWTPayload), ...change }), signature].join(".");
}

async function keys() {
  const [honest, foreign] = await Promise.all([generateKeyPair("RS256", { extractable: true }), generateKeyPair("RS256")]);
  const published = { ...(await exportJWK(honest.publicKey)), kid, alg: "RS256", use: "sig" };
  return { honest: honest.privateKey, foreign: foreign.privateKey, published };
}

type Keys = Awaited<ReturnType<typeof keys>>;

async function idToken(issuer: LyingIssuer, client: Client, nonce: string, { honest, foreign }: Keys): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  const { claims = {}, without = [], signature } = issuer.lie;
  const all: JWTPayload = { iss: issuer.url, aud: client.clientId, sub: "person", iat: now, exp: now + 300, nonce, ...issuer.person, ...claims };
  const payload = Object.fromEntries(Object.entries(all).filter(([name]) => !without.includes(name)));
  if (signature === "none") return new UnsecuredJWT(payload).encode();
  if (signature === "secret") return await new SignJWT(payload).setProtectedHeader({ alg: "HS256", kid }).sign(new TextEncoder().encode(client.clientSecret.padEnd(32, "0")));
  const signed = await new SignJWT(payload).setProtectedHeader({ alg: "RS256", kid: signature === "unknown_key" ? "nobody" : kid }).sign(signature === "foreign_key" ? foreign : honest);
  return signature === "tampered" ? tampered(signed, { sub: "somebody-else" }) : signed;
}

/**
 * An OpenID provider that says what a test wants, honest signatures and all, and nothing that a person could click on.
 * A code is the nonce of the request that it answers.
 */
export async function startLyingIssuer(client: Client): Promise<LyingIssuer> {
  const pair = await keys();
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer: LyingIssuer = {
    url,
    lie: {},
    person: {},
    asked: [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  const answer = async (path: string, form: URLSearchParams): Promise<{ status: number; body: unknown }> => {
    const { lie } = issuer;
    const document = { issuer: url, authorization_endpoint: `${url}/authorize`, token_endpoint: `${url}/token`, jwks_uri: `${url}/keys`, id_token_signing_alg_values_supported: ["RS256"], ...lie.document };
    if (path === "/.well-known/openid-configuration") return { status: lie.status?.document ?? 200, body: document };
    if (path === "/keys") return { status: lie.status?.keys ?? 200, body: { keys: [pair.published] } };
    if (path !== "/token") return { status: 404, body: {} };
    const token = lie.noIdToken ? {} : { id_token: await idToken(issuer, client, form.get("code") ?? "", pair) };
    return lie.tokenAnswer ?? { status: 200, body: { access_token: "access-of-the-issuer", token_type: "Bearer", expires_in: 300, ...token } };
  };
  const respond = async (request: IncomingMessage, response: ServerResponse, pathname: string) => {
    const { status, body } = await answer(pathname, new URLSearchParams(await text(request)));
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  };
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const { pathname } = new URL(request.url ?? "/", url);
    issuer.asked.push(pathname);
    void respond(request, response, pathname);
  });
  return issuer;
}
