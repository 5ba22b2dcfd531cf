import { AsyncLocalStorage } from "node:async_hooks";
import type { ProviderIdentity } from "../accounts/provider-identity.ts";
import type { SignInResult } from "../accounts/context.ts";
import type { ProviderFetch } from "../oauth/fetch.ts";
import type { ProviderProfile } from "../oauth/profile.ts";
import type { TokenSet } from "../oauth/token-response.ts";
import type { ProviderName } from "../sessions/methods.ts";

/**
 * One run through Auth.js. Auth.js has a single configuration; what belongs to this attempt travels here: which check
 * cookies it uses, what the provider answered, and what was decided.
 */
export type Flow = {
  provider: ProviderName;
  attemptId: string;
  /** Only at the callback. */
  callback?: {
    fetch: ProviderFetch;
    complete: (identity: ProviderIdentity) => Promise<SignInResult>;
    grantedScopes: string[];
    /** The person's name where it came beside the tokens. */
    name?: string | undefined;
  };
  tokens?: TokenSet;
  profile?: ProviderProfile;
  result?: SignInResult;
  /** The first thing that went wrong: ours (AuthError) or Auth.js's own. */
  failure?: unknown;
};

// Next bundles a module more than once: the storage lives on globalThis.
const slot = Symbol.for("siwa.auth-flow");

export function flowStorage(): AsyncLocalStorage<Flow> {
  const holder = globalThis as { [slot]?: AsyncLocalStorage<Flow> };
  holder[slot] ??= new AsyncLocalStorage<Flow>();
  return holder[slot];
}

/** The run that this code is part of. @throws Error outside of one: Auth.js is only ever entered through this folder */
export function currentFlow(): Flow {
  const flow = flowStorage().getStore();
  if (!flow) throw new Error("Auth.js was entered outside of an attempt");
  return flow;
}

/** What belongs to the callback of a run. @throws Error at a start */
export function callbackOf(flow: Flow): NonNullable<Flow["callback"]> {
  if (!flow.callback) throw new Error("an endpoint of the provider was called outside of a callback");
  return flow.callback;
}

/** Remembers the first failure as it was thrown: Auth.js would only hand on a name for it. */
export async function noting<T>(flow: Flow, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    flow.failure ??= error;
    throw error;
  }
}
