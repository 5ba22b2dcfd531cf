import { skipCSRFCheck } from "@auth/core";
import NextAuth, { type NextAuthConfig } from "next-auth";
import type { ProviderIdentity } from "../accounts/provider-identity.ts";
import { env, exposeAuthUrl } from "../env.ts";
import { isSecure } from "../http/cookies.ts";
import { logEvent } from "../telemetry/log.ts";
import { authAdapter } from "./adapter.ts";
import { checkCookieOptions } from "./check-cookies.ts";
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

type Handlers = ReturnType<typeof NextAuth>["handlers"];
let handlers: Handlers | undefined;

/** Auth.js, configured on first use. Enter it inside a flow only. */
export function authHandlers(): Handlers {
  handlers ??= NextAuth(config()).handlers;
  return handlers;
}
