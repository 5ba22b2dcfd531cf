import { mayUse } from "../db/claim.ts";
import type { DatabaseFacts, Facts } from "./facts.ts";
import { fail, type Judgement, judged, note, warn } from "./finding.ts";
import { jobsSign } from "./observations.ts";

const clockWarnSeconds = 5;
const clockFailSeconds = 60;
/** They are done once a minute. */
const jobsLateMinutes = 5;

/** How far a clock may be off before it is said (warn) or has to be mended (fail). */
export function clockProblem(code: "clock_off" | "live_clock_off", aheadMilliseconds: number) {
  const seconds = Math.round(Math.abs(aheadMilliseconds) / 1_000);
  const values = { seconds, direction: aheadMilliseconds > 0 ? "ahead" : "behind" };
  if (seconds >= clockFailSeconds) return fail(code, values);
  return seconds >= clockWarnSeconds ? warn(code, values) : undefined;
}

/** Judges what can only be asked once there is a database that answers. */
function onDatabase(facts: Facts, judge: (database: DatabaseFacts, env: NonNullable<Facts["env"]>) => Judgement): Judgement {
  if (!facts.env) return note("environment_first");
  if (facts.database === undefined) return note(facts.missing.has("database") ? "database_not_running" : "environment_first");
  return "unreachable" in facts.database ? note("database_first") : judge(facts.database, facts.env);
}

/** The same for what lies in its tables. */
export function inTables(facts: Facts, judge: (inside: NonNullable<DatabaseFacts["inside"]>, database: DatabaseFacts, env: NonNullable<Facts["env"]>) => Judgement): Judgement {
  return onDatabase(facts, (database, env) => (database.inside ? judge(database.inside, database, env) : note("migrations_first")));
}

/** That PostgreSQL answers, over a connection and in a role that suit production. */
export function judgeDatabase(facts: Facts): Judgement {
  if (facts.database && "unreachable" in facts.database) return judged([fail("database_unreachable", { reason: facts.database.unreachable })]);
  return onDatabase(facts, ({ version, encrypted, local, owner }, { APP_ENV }) =>
    judged(
      [APP_ENV !== "development" && !encrypted && !local && warn("database_not_encrypted"), APP_ENV === "production" && owner && warn("database_role_owns")],
      { version },
    ),
  );
}

export function judgeMigrations(facts: Facts): Judgement {
  return onDatabase(facts, ({ migrations: { applied, pending, changed, failed } }) => {
    const names = (list: readonly string[]) => ({ names: list.join(", ") });
    if (failed.length > 0) return judged([fail("migrations_failed", names(failed))]);
    return judged(
      [changed.length > 0 && fail("migrations_changed", names(changed)), pending.length > 0 && fail("migrations_pending", { count: pending.length, ...names(pending) })],
      { count: applied.length },
    );
  });
}

/** That staging and production do not share a database. */
export function judgeClaim(facts: Facts): Judgement {
  return inTables(facts, ({ claim }, _, env) => {
    const own = { appEnv: env.APP_ENV, amazonClientId: env.AUTH_AMAZON_ID };
    const open = env.ALLOW_DATABASE_CLAIM && env.APP_ENV !== "development" && warn("claim_open");
    if (!claim) return open ? judged([open]) : note("claim_free");
    const differs = claim.appEnv === own.appEnv ? "client" : claim.amazonClientId === own.amazonClientId ? "env" : "both";
    return judged([!mayUse(claim, own, false) && fail("database_claimed", { differs, appEnv: claim.appEnv }), open]);
  });
}

export function judgeClock(facts: Facts): Judgement {
  return onDatabase(facts, ({ clockOffsetMilliseconds }) => judged([clockProblem("clock_off", clockOffsetMilliseconds)]));
}

/** That every stored token can be opened. */
export function judgeVault(facts: Facts): Judgement {
  return inTables(facts, ({ tokensByKey }, _, env) => {
    if (!tokensByKey) return note("too_many_rows");
    const known = new Set(env.VAULT_KEYS.map((entry) => entry.split(":")[0]));
    return judged([...tokensByKey].filter(([kid]) => !known.has(kid)).map(([kid, count]) => warn("vault_key_gone", { kid, count })));
  });
}

/** That somebody sends mail and sweeps: the web process, or with JOBS=off a worker. */
export function judgeJobs(facts: Facts): Judgement {
  return inTables(facts, ({ observations }, { now }, env) => {
    const last = observations.get(jobsSign)?.lastAt;
    const seconds = last ? Math.max(0, Math.round((now.getTime() - last.getTime()) / 1_000)) : Infinity;
    const late = seconds > jobsLateMinutes * 60;
    if (!late) return judged([], { seconds });
    const values = { jobs: env.JOBS ? "on" : "off", minutes: last ? Math.floor(seconds / 60) : 0 };
    if (facts.site?.kind !== "ours") return note("site_not_reached");
    // A process that has just begun has not come to it.
    const young = facts.site.sight.uptimeSeconds < jobsLateMinutes * 60;
    return env.JOBS && young ? note("not_seen_yet") : judged([fail("jobs_not_done", values)]);
  });
}
