import type { AmazonFacts } from "./amazon-answers.ts";
import type { Facts } from "./facts.ts";
import { fail, type Judgement, judged, note, type Problem, warn } from "./finding.ts";
import { clockProblem } from "./judge-database.ts";

/** What is known where Amazon was asked. */
export type LiveFacts = Pick<Facts, "env" | "amazon" | "missing">;

/** What Amazon said, where it was asked. */
function onAmazon({ env, amazon, missing }: LiveFacts, judge: (amazon: AmazonFacts) => Judgement): Judgement {
  if (!env) return note("environment_first");
  return amazon ? judge(amazon) : note(missing.has("sandbox") ? "sandbox_not_running" : "amazon_silent");
}

function returnUrlProblem({ url, verdict }: AmazonFacts["returnUrls"][number], { authorizeHost: host, scope }: AmazonFacts): Problem | undefined {
  switch (verdict.kind) {
    case "fine":
      return undefined;
    case "client_unknown":
      return fail("live_client_unknown");
    case "return_url":
      return fail("live_return_url", { url });
    case "scope":
      return fail("live_scope", { scope });
    case "refused":
      return fail("live_authorization_refused", { reason: verdict.reason });
    case "unclear":
      return warn("live_authorization_unclear", { reason: verdict.reason });
    case "silent":
      return fail("live_silent", { host, reason: verdict.reason });
    default:
      return verdict satisfies never;
  }
}

const isClientUnknown = ({ returnUrls }: AmazonFacts) => returnUrls.some(({ verdict }) => verdict.kind === "client_unknown");

/** Client, return URLs and scope, as Amazon's authorization page sees them. */
export function judgeReturnUrls(facts: LiveFacts): Judgement {
  return onAmazon(facts, (amazon) => {
    // An unknown client is one problem, whatever the number of addresses.
    if (isClientUnknown(amazon)) return judged([fail("live_client_unknown")]);
    return judged(amazon.returnUrls.map((one) => returnUrlProblem(one, amazon)), { url: amazon.returnUrls.map(({ url }) => url).join(", ") });
  });
}

/** Each client secret, as Amazon's token endpoint sees it. */
export function judgeClientSecrets(facts: LiveFacts): Judgement {
  return onAmazon(facts, (amazon) => {
    const { secrets, apiHost: host } = amazon;
    if (isClientUnknown(amazon)) return note("client_first");
    if (secrets.every(({ kind }) => kind === "refused")) return judged([fail("live_secret_refused", { count: secrets.length })]);
    return judged(
      secrets.map((verdict, index) => {
        if (verdict.kind === "refused") return warn("live_secret_left_over", { position: index + 1 });
        if (verdict.kind === "grant_refused") return fail("live_grant_refused", { reason: verdict.reason });
        if (verdict.kind === "unclear") return warn("live_token_unclear", { reason: verdict.reason });
        return verdict.kind === "silent" && fail("live_silent", { host, reason: verdict.reason });
      }),
    );
  });
}

export function judgeAmazonClock(facts: LiveFacts): Judgement {
  return onAmazon(facts, ({ clockAheadMilliseconds }) => (clockAheadMilliseconds === undefined ? note("amazon_silent") : judged([clockProblem("live_clock_off", -clockAheadMilliseconds)])));
}
