import { raw, skipCSRFCheck } from "@auth/core";
import NextAuth, { type NextAuthConfig } from "next-auth";
import type { NextRequest } from "next/server.js";
import { grantsPostalCode, type ProviderIdentity } from "../accounts/provider-identity.ts";
import { env, exposeAuthUrl } from "../env.ts";
import { isSecure } from "../http/cookies.ts";
import { logEvent } from "../telemetry/log.ts";
import { authAdapter } from "./adapter.ts";
import { type AuthCookie, checkCookieOptions } from "./check-cookies.ts";
import { currentFlow, type Flow, flowStorage } from "./flow.ts";
import { providerEntry } from "./providers.ts";
import { switchedOnProviders } from "./switched-on.ts";

function identityFrom(flow: Flow): ProviderIdentity {
  const { provider, profile, tokens, callback } = flow;
  if (!profile || !tokens || !callback) throw new Error("Auth.js reached its decision without an identity");
  const name = profile.name ?? callback.name;
  return {
    provider,
    providerAccountId: profile.id,
    ...(name === undefined ? {} : { name }),
    ...(profile.email === undefined ? {} : { email: profile.email }),
    ...(profile.emailVerified === undefined ? {} : { emailVerified: profile.emailVerified }),
    ...(profile.postalCode === undefined || !grantsPostalCode(callback.grantedScopes) ? {} : { postalCode: profile.postalCode }),
    tokens,
    grantedScopes: callback.grantedScopes,
    receivedAt: new Date(),
  };
}

/** The place of decision: what a proved identity means is decided and written here, before Auth.js goes on. */
async function decide(): Promise<boolean | string> {
  const flow = currentFlow();
  try {
    flow.result = await flow.callback?.complete(identityFrom(flow));
  } catch (error) {
    flow.failure ??= error;
    return false;
  }
  return flow.result?.kind === "signed_in";
}

function config(): NextAuthConfig {
  const { AUTH_SECRET, AUTH_URL } = env();
  exposeAuthUrl();
  return {
    adapter: authAdapter(),
    basePath: "/api/auth",
    secret: AUTH_SECRET,
    trustHost: true,
    useSecureCookies: isSecure(AUTH_URL),
    // Auth.js is entered by lib/auth only, after `isSameOrigin`; its CSRF cookie would add nothing.
    skipCSRFCheck,
    // Its answers come as they are: it would make a Response of each, with cookies that we take apart again.
    raw,
    session: { strategy: "database", generateSessionToken: () => "" },
    providers: switchedOnProviders().map((name) => providerEntry(name).definition()),
    callbacks: { signIn: decide },
    logger: {
      error: (error) => {
        const flow = flowStorage().getStore();
        if (flow) flow.failure ??= error;
        else logEvent("authjs.error", { type: (error as { type?: string }).type ?? error.name }, "error");
      },
      warn: () => undefined,
      debug: () => undefined,
    },
    // A getter: Auth.js reads it anew for every request, which is what gives each attempt its own check cookies.
    get cookies() {
      const flow = flowStorage().getStore();
      return flow ? checkCookieOptions(flow.provider, flow.attemptId, isSecure(AUTH_URL)) : {};
    },
  } as NextAuthConfig;
}

/** What Auth.js answers: where the browser is to go, and what cookies it gets. */
export type AuthAnswer = { redirect?: string; cookies?: readonly AuthCookie[] };

let handle: ((request: NextRequest) => Promise<unknown>) | undefined;

/**
 * Hands a request to Auth.js, which is configured on first use. Enter it inside a flow only.
 *
 * Its handlers make a `NextRequest` of their own, with the origin of `AUTH_URL`, of what they are given: the parts of a
 * request are enough for that, and two requests fewer to build (lib/auth/upstream/next.test.ts).
 * @throws what its logger was told: an error of its own, of which it would make a redirect
 */
export async function askAuth(url: URL, init: RequestInit): Promise<AuthAnswer> {
  handle ??= NextAuth(config()).handlers.POST;
  return (await handle({ ...init, nextUrl: url } as unknown as NextRequest)) as AuthAnswer;
}
