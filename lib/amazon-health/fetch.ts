import { createProviderFetch, type ProviderAnswer, type ProviderFetch, type ProviderFetchOptions } from "../oauth/fetch.ts";
import type { AmazonBreaker, Judged } from "./breaker.ts";
import { judgeCall } from "./judge-call.ts";
import { amazonBreaker } from "./process.ts";

export type AmazonFetchOptions = ProviderFetchOptions & {
  /** The calls finish what a person has begun at Amazon, with a code that lives for minutes only. */
  finishesSignIn?: boolean;
  /** One of many calls that nobody waits for in person, and that slow down by themselves when Amazon says so. */
  paced?: boolean;
};

type Ended = { answer: ProviderAnswer } | { error: unknown; milliseconds: number };

async function judged(call: () => Promise<ProviderAnswer>, paced: boolean): Promise<Judged<Ended>> {
  const began = performance.now();
  const end = await call().then(
    (answer): Ended => ({ answer }),
    (error: unknown): Ended => ({ error, milliseconds: performance.now() - began }),
  );
  return { value: end, verdict: judgeCall(end, { paced }) };
}

/**
 * The only door for calls to Amazon. One is made for each conversation (a sign-in, a refresh): once its first call was
 * let through, the others of it are, too.
 * @param breaker replaces that of this process in tests
 * @throws AuthError as `createProviderFetch` does; `provider_unavailable` at once while Amazon is known
 *   to be down
 */
export function amazonFetch({ finishesSignIn = false, paced = false, ...options }: AmazonFetchOptions, breaker: AmazonBreaker = amazonBreaker()): ProviderFetch {
  const fetch = createProviderFetch(options);
  const conversation = breaker.conversation(finishesSignIn);
  return async (url, init) => {
    const end = await conversation(() => judged(() => fetch(url, init), paced));
    if ("error" in end) throw end.error;
    return end.answer;
  };
}
