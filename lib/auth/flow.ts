import { AsyncLocalStorage } from "node:async_hooks";
import type { ProviderIdentity } from "../accounts/provider-identity.ts";
import type { SignInResult } from "../accounts/context.ts";
import type { AmazonFetch } from "../amazon/fetch.ts";
import type { AmazonProfile } from "../amazon/profile.ts";
import type { TokenSet } from "../amazon/token.ts";

/**
 * One run through Auth.js. Auth.js has a single configuration; what belongs to this attempt travels here: which check
 * cookies it uses, what Amazon answered, and what was decided.
 */
export type Flow = {
  attemptId: string;
  /** Only at the callback. */
  callback?: {
    fetch: AmazonFetch;
    complete: (identity: ProviderIdentity) => Promise<SignInResult>;
    grantedScopes: string[];
  };
  tokens?: TokenSet;
  profile?: AmazonProfile;
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
