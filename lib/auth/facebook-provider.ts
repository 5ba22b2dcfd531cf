import { customFetch } from "next-auth";
import type { OAuthConfig } from "next-auth/providers";
import Facebook from "next-auth/providers/facebook";
import { z } from "zod";
import { env } from "../env.ts";
import { AuthError } from "../errors.ts";
import type { ProviderAnswer } from "../oauth/fetch.ts";
import { isUnavailableStatus, parseAnswer } from "../oauth/json.ts";
import { cleanName, type ProviderProfile } from "../oauth/profile.ts";
import { processTokenResponse } from "../oauth/token-response.ts";
import { callbackOf, currentFlow, noting } from "./flow.ts";

const optionalText = z.string().optional().catch(undefined);
const graphProfile = z.object({ id: z.string().regex(/^\d{1,64}$/), name: optionalText, email: optionalText });

/** How Facebook refuses a code: with an object where OAuth has a word. */
const refusedCode = z.object({ error: z.object({ type: z.literal("OAuthException") }) });

function isRefusedCode(answer: ProviderAnswer): boolean {
  try {
    return answer.status === 400 && refusedCode.safeParse(JSON.parse(answer.body)).success;
  } catch {
    return false;
  }
}

/**
 * Judges the Graph API's answer about the person; the address may be missing, and nobody says whether it is verified.
 * @throws AuthError `provider_unavailable`, `provider_answer_invalid`
 */
export function processGraphProfile(answer: ProviderAnswer): ProviderProfile {
  if (isUnavailableStatus(answer.status)) throw new AuthError("provider_unavailable", `the profile answered ${answer.status}`);
  if (answer.status !== 200) throw new AuthError("provider_answer_invalid", `the profile answered ${answer.status}`);
  const { id, name, email } = parseAnswer(answer, graphProfile, "profile");
  return { id, name: cleanName(name), email, emailVerified: undefined };
}

async function tokenFetch(input: URL | RequestInfo, init: RequestInit | undefined): Promise<Response> {
  const flow = currentFlow();
  return await noting(flow, async () => {
    const body = new URLSearchParams(init?.body as URLSearchParams).toString();
    const answer = await callbackOf(flow).fetch(String(input), { method: "POST", headers: new Headers(init?.headers), body });
    if (isRefusedCode(answer)) throw new AuthError("grant_rejected", "the token endpoint refused the code");
    const { accessToken, refreshToken, expiresInSeconds } = processTokenResponse(answer);
    flow.tokens = { accessToken, refreshToken, expiresInSeconds };
    return Response.json({ access_token: accessToken, token_type: "bearer", expires_in: expiresInSeconds });
  });
}

type Asked = { tokens: { access_token?: string }; provider: { userinfo?: { url?: URL } } };

/** Facebook as Auth.js defines it, with our door in place of `fetch` and a profile whose status is looked at. */
export function facebookProvider(): OAuthConfig<{ id: string }> {
  const { AUTH_FACEBOOK_ID = "", AUTH_FACEBOOK_SECRET = "" } = env();
  const userinfo = {
    async request({ tokens, provider }: Asked) {
      const flow = currentFlow();
      const headers = { authorization: `Bearer ${tokens.access_token ?? ""}`, accept: "application/json" };
      flow.profile = await noting(flow, async () => processGraphProfile(await callbackOf(flow).fetch(provider.userinfo?.url?.href ?? "", { headers })));
      return { id: flow.profile.id };
    },
  };
  const definition = Facebook({ clientId: AUTH_FACEBOOK_ID, clientSecret: AUTH_FACEBOOK_SECRET, checks: ["pkce", "state"], userinfo, profile: ({ id }: { id: string }) => ({ id }) } as unknown as Parameters<typeof Facebook>[0]);
  return Object.assign(definition as unknown as OAuthConfig<{ id: string }>, { [customFetch]: tokenFetch });
}

/** Where Auth.js's definition sends people. */
export function facebookAuthorizationUrl(): string {
  const { authorization } = facebookProvider();
  return typeof authorization === "string" ? authorization : (authorization?.url ?? "");
}
