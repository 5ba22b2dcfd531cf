import { setTimeout as wait } from "node:timers/promises";
import { AuthError } from "../errors.ts";
import type { ProviderAnswer, ProviderFetch } from "./fetch.ts";
import { isUnavailableStatus } from "./json.ts";
import { NotSentError } from "./not-sent.ts";

/**
 * How long an answer asks us to stay away, in milliseconds; undefined when it says nothing that can be read.
 * @param value of the header Retry-After: seconds, or a date
 * @see RFC 9110 section 10.2.3
 */
export function retryAfterMilliseconds(value: string | undefined, now: Date): number | undefined {
  const text = value?.trim() ?? "";
  if (/^\d{1,6}$/.test(text)) return Number(text) * 1_000;
  const date = /^[A-Z][a-z]{2}, /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
}

/** Between 100 and 150 % of a time, so that those who were sent away together do not come back together. */
export const jittered = (milliseconds: number): number => milliseconds * (1 + Math.random() / 2);

/**
 * Bounds what tries cost that are not the first ones: one for every five first ones, and ten to begin with. When
 * everything fails there are hardly more calls than without them.
 */
export class RetryBudget {
  static readonly most = 10;
  #left: number = RetryBudget.most;

  /** Notes a first try. */
  earn(): void {
    this.#left = Math.min(RetryBudget.most, this.#left + 0.2);
  }

  /** @returns whether another try may be made */
  spend(): boolean {
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}

export type RetryOptions = { budget: RetryBudget; tries?: number; firstPauseMilliseconds?: number; mostPauseMilliseconds?: number };

/**
 * A fetch that asks again where asking twice does no harm: a GET that failed on the way or was answered with 429 or
 * 5xx, three times at most, with growing pauses or those that Retry-After asks for. Longer ones are not waited for.
 * Anything else than a GET is sent once, and what was not sent at all is not tried again.
 * @throws AuthError what the last try threw
 */
export function retryingReads(fetch: ProviderFetch, options: RetryOptions): ProviderFetch {
  const { budget, tries = 3, firstPauseMilliseconds = 200, mostPauseMilliseconds = 2_000 } = options;
  return async (url, init) => {
    const most = (init.method ?? "GET") === "GET" ? tries : 1;
    budget.earn();
    for (let tried = 1; ; tried += 1) {
      const answer = await fetch(url, init).catch((error: unknown) => {
        if (!(error instanceof AuthError) || error.code !== "provider_unavailable" || error instanceof NotSentError || tried >= most || !budget.spend()) throw error;
      });
      if (answer && (!isUnavailableStatus(answer.status) || tried >= most)) return answer;
      const pause = pauseAfter(answer, firstPauseMilliseconds * 2 ** (tried - 1));
      if (answer && (pause > mostPauseMilliseconds || !budget.spend())) return answer;
      await wait(Math.min(pause, mostPauseMilliseconds));
    }
  };
}

function pauseAfter(answer: ProviderAnswer | void, otherwise: number): number {
  return jittered(retryAfterMilliseconds(answer?.retryAfter, new Date()) ?? otherwise);
}
