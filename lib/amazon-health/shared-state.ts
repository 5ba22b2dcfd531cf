import type { QueryResultRow } from "pg";
import type { Ask, Watcher } from "../db/feed.ts";
import { logEvent } from "../telemetry/log.ts";
import type { AmazonBreaker } from "./breaker.ts";
import type { HealthChange, HealthState } from "./health.ts";
import { breakerLimits } from "./limits.ts";

/** One statement of its own, as `Database.query` runs it. */
export type Query = (name: string, text: string, values: unknown[]) => Promise<{ rows: QueryResultRow[] }>;

/** The row as every process reads it: what is left of its time, so that their clocks need not agree. */
type Row = { state: HealthState; version: string; since: Date; left: string | null; tries: number; incidentSince: Date | null };

const columns = `"state", "version"::text, "since", EXTRACT(EPOCH FROM "until" - clock_timestamp()) * 1000 AS "left", "tries", "incidentSince"`;
const look = `SELECT ${columns} FROM "ProviderHealth" WHERE "provider" = 'amazon'`;
const milliseconds = (value: string) => `(${value}) * interval '1 millisecond'`;
const isOver = `h."until" <= clock_timestamp()`;
const shaky = `now() + ${milliseconds(String(breakerLimits.shakyMilliseconds))}`;
const pause = (tries: string) => `now() + ${milliseconds(`LEAST(${breakerLimits.pauseMilliseconds} * 2 ^ LEAST(${tries}, 10), ${breakerLimits.longestPauseMilliseconds})`)}`;
const triesNow = `CASE WHEN h."state" = 'down' THEN h."tries" + 1 ELSE 0 END`;

/**
 * What each change writes, and only where it still follows from what stands there: of several processes that find out the
 * same, one writes, and its row is what all go by. `changed` in health.ts says the same for one process alone.
 */
const writes: Record<HealthChange, string> = {
  went_down: `INSERT INTO "ProviderHealth" AS h ("provider", "state", "until", "incidentSince") VALUES ('amazon', 'down', ${pause("0")}, now())
    ON CONFLICT ("provider") DO UPDATE SET "state" = 'down', "version" = h."version" + 1, "since" = now(), "until" = ${pause(triesNow)}, "tries" = ${triesNow}, "incidentSince" = COALESCE(h."incidentSince", now())
      WHERE h."state" <> 'down' OR ${isOver}
    RETURNING "incidentSince" = "since" AS "begins"`,
  came_back: `UPDATE "ProviderHealth" h SET "state" = 'shaky', "version" = h."version" + 1, "since" = now(), "until" = ${shaky}, "tries" = 0
      WHERE "provider" = 'amazon' AND h."state" = 'down' AND ${isOver}`,
  shook: `INSERT INTO "ProviderHealth" AS h ("provider", "state", "until") VALUES ('amazon', 'shaky', ${shaky})
    ON CONFLICT ("provider") DO UPDATE SET "state" = 'shaky', "version" = h."version" + (h."state" = 'ok')::int, "since" = CASE WHEN h."state" = 'ok' THEN now() ELSE h."since" END, "until" = ${shaky}
      WHERE h."state" <> 'down'`,
  calmed: `WITH old AS (SELECT "incidentSince" FROM "ProviderHealth" WHERE "provider" = 'amazon' AND "state" = 'shaky' FOR UPDATE)
    UPDATE "ProviderHealth" h SET "state" = 'ok', "version" = h."version" + 1, "since" = now(), "until" = NULL, "tries" = 0, "incidentSince" = NULL FROM old
      WHERE "provider" = 'amazon' AND h."state" = 'shaky' AND ${isOver}
    RETURNING old."incidentSince" AS "ended"`,
};

type Written = { begins?: boolean; ended?: Date | null };

/**
 * What all processes know of how Amazon fares: one row, written when that changes and never by a call that goes well.
 * Without the database each goes on by what it knows itself, and what it could not tell it tells later.
 */
export class SharedHealth {
  readonly #breaker: AmazonBreaker;
  readonly #query: () => Query;
  readonly #clock: () => number;
  #version: string | undefined;
  #untold: HealthChange | undefined;
  #telling: Promise<void> = Promise.resolve();
  /** How many changes are being told, or wait for it. */
  #tellings = 0;
  /** Whether the log says already that the others cannot be told. */
  #cutOff = false;
  /** The alert of this incident was given without knowing what others have said. */
  #saidAlone = false;

  /** @param query looked up when it is needed first */
  constructor(breaker: AmazonBreaker, query: () => Query, clock: () => number = () => performance.now()) {
    this.#breaker = breaker;
    this.#query = query;
    this.#clock = clock;
  }

  /** Tells the others what this process has found out, one change after the other. Nobody waits for it, and it never fails. */
  tell(change: HealthChange): Promise<void> {
    this.#untold = change;
    this.#tellings += 1;
    this.#telling = this.#telling.then(async () => await this.#write(change)).finally(() => (this.#tellings -= 1));
    return this.#telling;
  }

  /** For the feed of the process: hears what others found out, and notes what is over. */
  watcher(): Watcher {
    const hear = async (ask: Ask) => this.#hear((await ask<Row>(look, [], "amazon-health-look"))[0]);
    return {
      channel: "provider_health",
      told: (_provider, ask) => void hear(ask).catch(() => undefined),
      begin: hear,
      beat: async (ask) => {
        this.#breaker.tick();
        // What is known better here is told first, or the row would take it back.
        // Nobody waits for that: it takes another connection, and sessions are checked by the same heartbeat.
        if (this.#untold === undefined) await hear(ask);
        else if (this.#tellings === 0) void this.tell(this.#untold);
      },
      lost: () => undefined,
    };
  }

  async #write(change: HealthChange): Promise<void> {
    try {
      const query = this.#query();
      const { rows } = await query(`amazon-health-${change}`, writes[change], []);
      if (this.#untold === change) this.#untold = undefined;
      this.#cutOff = false;
      this.#say(rows[0] as Written | undefined);
      const { rows: current } = await query("amazon-health-look", look, []);
      this.#hear(current[0] as Row | undefined);
    } catch (error) {
      if (!this.#cutOff) logEvent("amazon.health_untold", { change, error }, "warn");
      this.#cutOff = true;
      if (change === "went_down" && !this.#saidAlone) {
        this.#saidAlone = true;
        logEvent("amazon.down", { shared: false }, "error");
      }
      if (change === "calmed") this.#recoveredAlone();
    }
  }

  /** The alert of an incident, and its end: of all processes the one says it whose write began or ended it. */
  #say(written: Written | undefined): void {
    if (written?.begins === true) {
      if (!this.#saidAlone) logEvent("amazon.down", { shared: true }, "error");
      this.#saidAlone = false;
    }
    if (written?.ended) logEvent("amazon.recovered", { seconds: Math.round((Date.now() - written.ended.getTime()) / 1_000) });
  }

  #recoveredAlone(): void {
    if (this.#saidAlone) logEvent("amazon.recovered");
    this.#saidAlone = false;
  }

  #hear(row: Row | undefined): void {
    if (row === undefined || this.#untold !== undefined) return;
    const { state, version, since, left, tries, incidentSince } = row;
    const until = this.#clock() + Number(left ?? 0);
    const before = this.#breaker.health.state;
    if (version === this.#version && state === before) return this.#breaker.adoptUntil(until);
    this.#version = version;
    this.#breaker.adopt({ state, since, until, tries, incidentSince });
    logEvent("amazon.health_heard", { health: state, version });
    if (state === "ok") this.#recoveredAlone();
  }
}
