import { amazonHealth } from "../amazon-health/process.ts";
import { collectDefaultMetrics, Counter, Gauge, type Registry } from "prom-client";
import { database } from "../db/client.ts";
import { tolerateOutage } from "../http/outage.ts";
import { isDraining } from "../http/readiness.ts";
import { queueDepths } from "../jobs/depth.ts";
import { sessionCache } from "../sessions/cache.ts";
import { metricsRegistry } from "../telemetry/metrics.ts";

type Read = () => number;

/** What is so at the moment, of this process. Reading it costs no statement. */
const states: Readonly<Record<string, { help: string; read: Read }>> = {
  siwa_database_connections: { help: "Connections to PostgreSQL of this process.", read: () => database().pool.totalCount },
  siwa_database_connections_idle: { help: "Connections to PostgreSQL that nobody uses.", read: () => database().pool.idleCount },
  siwa_database_waiting: { help: "Callers that wait for a connection.", read: () => database().pool.waitingCount },
  siwa_sessions_held: { help: "Sessions that this process holds in memory.", read: () => sessionCache().size },
  siwa_amazon_state: { help: "How Amazon answers: 0 as ever, 1 shaky, 2 down.", read: () => ["ok", "shaky", "down"].indexOf(amazonHealth().state) },
  siwa_draining: { help: "1 while the process is stopping.", read: () => (isDraining() ? 1 : 0) },
};

const depthHelp = "Jobs that wait in a queue, of all processes together; -1 while PostgreSQL does not say.";

function registerStates(registry: Registry): void {
  for (const [name, { help, read }] of Object.entries(states)) {
    registry.registerMetric(new Gauge({ name, help, registers: [], collect() { this.set(read()); } }));
  }
  const statements = new Counter({ name: "siwa_database_statements_total", help: "Statements sent to PostgreSQL.", registers: [], collect() { this.reset(); this.inc(database().pool.statements); } });
  const depth = new Gauge({
    name: "siwa_queue_depth",
    help: depthHelp,
    labelNames: ["queue"],
    registers: [],
    async collect() {
      // The other figures are wanted most while PostgreSQL is away: that it is must not become the answer's 503.
      for (const [queue, count] of await tolerateOutage(() => queueDepths(database()), [])) this.set({ queue }, count);
    },
  });
  registry.registerMetric(statements);
  registry.registerMetric(depth);
}

// Which copy of this module came first is all the same: the registry is one a process.
const slot = Symbol.for("siwa.gauges");
type Holder = { [slot]?: true };

/**
 * Everything that this process counts and measures, as Prometheus reads it. What watches the process itself (event loop,
 * garbage collection, memory) begins with the first call, so that who never asks pays nothing.
 */
export async function metricsText(): Promise<{ contentType: string; body: string }> {
  const registry = metricsRegistry();
  const holder = globalThis as Holder;
  if (!holder[slot]) {
    holder[slot] = true;
    collectDefaultMetrics({ register: registry });
    registerStates(registry);
  }
  return { contentType: registry.contentType, body: await registry.metrics() };
}
