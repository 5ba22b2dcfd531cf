import { randomBytes } from "node:crypto";
import { randomToken, sha256 } from "../crypto/random.ts";
import type { Env } from "../env.ts";
import { type AmazonFacts, readAuthorizationAnswer, readTokenAnswer, type SecretVerdict } from "./amazon-answers.ts";
import { ask, type Asked, type Unanswered } from "./ask.ts";

/** Every return URL that this installation sends people back to from Amazon. */
export function returnUrlsOf({ AUTH_URL }: Pick<Env, "AUTH_URL">): string[] {
  return [`${AUTH_URL}/api/auth/callback/amazon`];
}

/** The request that a browser would make; nobody is behind it, so that nothing comes of it. */
function authorizationUrl(env: Env, returnUrl: string): string {
  const url = new URL(env.AUTH_AMAZON_AUTHORIZE_URL);
  const parameters = { client_id: env.AUTH_AMAZON_ID, scope: env.AUTH_AMAZON_SCOPE, response_type: "code", redirect_uri: returnUrl, state: randomToken(), code_challenge: sha256(randomToken()), code_challenge_method: "S256" };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

/** A code of the right form that was never given. */
const madeUpCode = () => `AN${randomBytes(9).toString("hex")}`;

async function askForToken(env: Env, returnUrl: string, secret: string): Promise<Asked | Unanswered> {
  const body = new URLSearchParams({ grant_type: "authorization_code", code: madeUpCode(), redirect_uri: returnUrl, client_id: env.AUTH_AMAZON_ID, client_secret: secret, code_verifier: randomToken() });
  const headers = { "content-type": "application/x-www-form-urlencoded;charset=UTF-8", accept: "application/json" };
  return await ask(new URL("/auth/o2/token", env.AUTH_AMAZON_API_URL).href, { method: "POST", headers, body: body.toString() });
}

/**
 * Asks Amazon: one authorization request for each return URL, without cookies, and one token request for each secret,
 * with a code that never was. Nothing is granted and nothing is spent.
 */
export async function collectAmazon(env: Env): Promise<AmazonFacts> {
  const authorizeUrl = env.AUTH_AMAZON_AUTHORIZE_URL;
  const answers: (Asked | Unanswered)[] = [];
  const returnUrls: AmazonFacts["returnUrls"] = [];
  for (const url of returnUrlsOf(env)) {
    const answer = await ask(authorizationUrl(env, url), { headers: { accept: "text/html" } });
    answers.push(answer);
    returnUrls.push({ url, verdict: readAuthorizationAnswer(answer, { authorizeUrl, returnUrl: url }) });
  }
  const secrets: SecretVerdict[] = [];
  for (const secret of env.AUTH_AMAZON_SECRET) {
    const answer = await askForToken(env, returnUrls[0]?.url ?? "", secret);
    answers.push(answer);
    secrets.push(readTokenAnswer(answer));
  }
  const clocks = answers.flatMap((answer) => ("silent" in answer || answer.clockAheadMilliseconds === undefined ? [] : [answer.clockAheadMilliseconds]));
  return {
    authorizeHost: new URL(authorizeUrl).host,
    apiHost: new URL(env.AUTH_AMAZON_API_URL).host,
    scope: env.AUTH_AMAZON_SCOPE,
    returnUrls,
    secrets,
    // The one that was slowed down least on its way.
    clockAheadMilliseconds: clocks.toSorted((a, b) => Math.abs(a) - Math.abs(b))[0],
  };
}
