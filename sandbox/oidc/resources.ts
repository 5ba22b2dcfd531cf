import type { IncomingMessage } from "node:http";
import type { Provider } from "oidc-provider";
import type { People } from "./people.ts";

export type ResourceAnswer = { status: number; body: unknown };

/** LWA answers 400, not 401 with `WWW-Authenticate`. */
const invalidToken: ResourceAnswer = { status: 400, body: { error_description: "The request has an invalid parameter : access_token", error: "invalid_token" } };

const bearer = (request: IncomingMessage) => /^Bearer (\S+)$/i.exec(request.headers.authorization ?? "")?.[1];

/**
 * `/user/profile` and `/auth/o2/tokeninfo` in LWA's dialect, over the tokens that oidc-provider keeps: `exp` counts the
 * seconds left while `iat` is a time, and there is no `sub`. Undefined for any other address.
 *
 * @see https://developer.amazon.com/docs/login-with-amazon/verify-tokens.html
 */
export async function answerResource(provider: Provider, people: People, url: URL, request: IncomingMessage): Promise<ResourceAnswer | undefined> {
  if (url.pathname !== "/user/profile" && url.pathname !== "/auth/o2/tokeninfo") return undefined;
  const value = url.pathname === "/user/profile" ? bearer(request) : (url.searchParams.get("access_token") ?? undefined);
  const token = value === undefined ? undefined : await provider.AccessToken.find(value);
  const person = token && people.find(token.accountId);
  if (!token || !person || !token.clientId) return invalidToken;
  if (url.pathname === "/auth/o2/tokeninfo") {
    return { status: 200, body: { aud: token.clientId, user_id: person.userId, iss: provider.issuer, exp: token.remainingTTL, app_id: token.clientId, iat: token.iat } };
  }
  const whole = token.scopes.has("profile");
  return { status: 200, body: whole ? { user_id: person.userId, name: person.name, email: person.email } : { user_id: person.userId } };
}
