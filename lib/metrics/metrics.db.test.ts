import { expect, test, vi } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { runInRequestContext } from "../telemetry/request-context.ts";
import { metricsAnswer } from "./answer.ts";
import { closeDatabase, database } from "../db/client.ts";

const token = "t".repeat(40);
testInstallation(async () => ({ METRICS_TOKEN: token }));

const missing = () => new Response("nothing here", { status: 404 });
const ask = async (authorization?: string) => await metricsAnswer(new Request("http://localhost:3000/api/metrics", { headers: authorization === undefined ? {} : { authorization } }), missing);

test.each([undefined, "", token, `Basic ${token}`, `bearer ${token}`, `Bearer ${token}x`, `Bearer ${token.slice(1)}`, "Bearer "])("nobody with %j finds anything", async (authorization) => {
  const answer = await ask(authorization);
  expect([answer.status, await answer.text()]).toEqual([404, "nothing here"]);
});

test("who has the token reads what is counted, what is so now, and how the process is", async () => {
  await database().db.user.count();
  const answer = await ask(`Bearer ${token}`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toMatch(/^text\/plain; version=0\.0\.4/);
  const text = await answer.text();
  for (const name of ["siwa_attempts_started_total", "siwa_attempt_seconds", "siwa_database_connections", "siwa_sessions_held", 'siwa_queue_depth{queue="mail"} 0', "nodejs_eventloop_lag_p99_seconds", "process_resident_memory_bytes"]) expect(text).toContain(name);
  expect(Number(/^siwa_database_statements_total (\d+)$/m.exec(text)?.[1])).toBeGreaterThan(0);
  expect(Number(/^siwa_database_statements_total (\d+)$/m.exec(await (await ask(`Bearer ${token}`)).text())?.[1])).toBeLessThan(1_000);
});

test("an outage takes no metric away but how many jobs wait, which nobody can say then", async () => {
  const { pool } = database();
  vi.spyOn(pool, "query").mockRejectedValue(Object.assign(new Error("away"), { code: "ECONNREFUSED" }) as never);
  const context = { requestId: "r", clientAddress: "192.0.2.1", databaseUnavailable: false };
  expect(await runInRequestContext(context, async () => await (await ask(`Bearer ${token}`)).text())).toContain('siwa_queue_depth{queue="mail"} -1');
  // Otherwise the listener would put its 503 in the place of the figures.
  expect(context.databaseUnavailable).toBe(false);
  vi.restoreAllMocks();
  await closeDatabase();
});
