import { sha256 } from "../crypto/random.ts";
import { clearCookie, pathCookieName, readCookie, type SetCookie, setCookie } from "../http/cookies.ts";
import { cleanName } from "../oauth/profile.ts";
import type { ProviderName } from "../sessions/methods.ts";
import { seeOther, seeRecovery } from "./answers.ts";
import { callbackPath } from "./check-cookies.ts";
import { type Visitor, visitorOf } from "./visitor.ts";

const passedOn = ["code", "state", "error", "iss"] as const;
const maxBytes = 16_384;
/** For how long a posted name waits for its answer in a cookie. */
export const postedNameSeconds = 60;

/** The name of its cookie, by the hash of the state. */
export const postedNameCookieName = (stateHash: string, secure: boolean): string => pathCookieName(`siwa.name.${stateHash}`, secure);

/** Bound to the state, so that a foreign post cannot name anybody else. */
const nameCookie = (state: string, secure: boolean) => postedNameCookieName(sha256(state), secure);

/** The name that Apple's page posts once, beside the code. It is for display only, as nobody has signed it. */
function postedName(user: string | null): string | undefined {
  try {
    const { name } = JSON.parse(user ?? "null") as { name?: { firstName?: unknown; lastName?: unknown } };
    const parts = [name?.firstName, name?.lastName].filter((part) => typeof part === "string");
    return cleanName(parts.join(" "));
  } catch {
    return undefined;
  }
}

/** The name that came with the post for a state. */
export function nameFromPost({ cookieHeader, secure }: Visitor, state: string): string | undefined {
  const value = readCookie(cookieHeader, nameCookie(state, secure));
  return value === undefined ? undefined : cleanName(Buffer.from(value, "base64url").toString("utf8"));
}

/** Takes it away again. */
export function clearedName({ cookieHeader, secure }: Visitor, state: string): SetCookie[] {
  if (readCookie(cookieHeader, nameCookie(state, secure)) === undefined) return [];
  return [clearCookie(nameCookie(state, secure), { secure, path: callbackPath("apple") })];
}

/**
 * Answers a provider's page that posts its answer to us (form_post), from its own site: the post comes without our
 * cookies, which are SameSite=Lax, so it decides nothing and changes nothing. It is sent on to the same address by GET,
 * which brings them, and is judged there like every other answer.
 * @see OAuth 2.0 Form Post Response Mode
 */
export async function passPostOn(request: Request, provider: ProviderName): Promise<Response> {
  const refused = () => seeRecovery("input_invalid", null, [], { event: "attempt.answered", via: provider });
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(request.headers.get("content-type") ?? "")) return refused();
  const body = await request.text();
  if (body.length > maxBytes) return refused();
  const form = new URLSearchParams(body);
  const query = new URLSearchParams(passedOn.flatMap((name) => form.getAll(name).map((value) => [name, value])));
  const [state, name] = [form.get("state"), postedName(form.get("user"))];
  const path = callbackPath(provider);
  const { secure } = visitorOf(request);
  const cookies = state && name ? [setCookie(nameCookie(state, secure), Buffer.from(name).toString("base64url"), { maxAgeSeconds: postedNameSeconds, secure, path })] : [];
  return seeOther(`${path}?${query}`, cookies);
}
