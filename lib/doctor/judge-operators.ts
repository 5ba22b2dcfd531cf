import { parseEmailAddress } from "../accounts/email-address.ts";
import type { Env } from "../env.ts";
import type { Facts } from "./facts.ts";
import { type Judgement, judged, note, warn } from "./finding.ts";
import { inTables } from "./judge-database.ts";

const canonical = (address: string) => parseEmailAddress(address)?.canonical ?? address;

/** The addresses of OPS_EMAILS as they stand in the table of users. */
export function canonicalOperators({ OPS_EMAILS }: Pick<Env, "OPS_EMAILS">): string[] {
  return OPS_EMAILS.map(canonical);
}

/** That somebody is an operator, everybody who is listed can be one, and somebody is told of alerts. They are named by their place, not by their address. */
export function judgeOperators(facts: Facts): Judgement {
  return inTables(facts, ({ operators }, _, env) => {
    const addresses = canonicalOperators(env);
    const untold = env.APP_ENV === "production" && env.ALERT_EMAIL === undefined && env.ALERT_WEBHOOK_URL === undefined && warn("alerts_nowhere");
    if (addresses.length === 0) return env.APP_ENV === "development" ? note("no_operators") : judged([warn("operators_none"), untold]);
    const problems = addresses.map((address, index) => {
      const hasWay = operators.get(address);
      if (hasWay === undefined) return warn("operator_unproved", { position: index + 1 });
      return !hasWay && warn("operator_without_way", { position: index + 1 });
    });
    return judged([...problems, untold], { count: addresses.length });
  });
}
