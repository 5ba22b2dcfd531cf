import { afterEach, expect, test, vi } from "vitest";
import { setDraining } from "#lib/http/readiness.ts";

const { pingDatabase } = vi.hoisted(() => ({ pingDatabase: vi.fn<() => Promise<boolean>>() }));
vi.mock("#lib/db/health.ts", () => ({ pingDatabase }));

const { GET: live } = await import("./live/route.ts");
const { GET: ready } = await import("./ready/route.ts");

afterEach(() => {
  setDraining(false);
  vi.useRealTimers();
});

test("is alive whatever the database does", async () => {
  const response = live();
  expect([response.status, response.headers.get("cache-control"), await response.json()]).toEqual([200, "no-store", { status: "ok" }]);
});

test("is ready when the database answers", async () => {
  pingDatabase.mockResolvedValue(true);
  const response = await ready();
  expect([response.status, response.headers.get("cache-control")]).toEqual([200, "no-store"]);
});

test("is not ready, and says when to ask again, when the database does not answer", async () => {
  pingDatabase.mockResolvedValue(false);
  const response = await ready();
  expect([response.status, response.headers.get("retry-after"), await response.json()]).toEqual([503, "5", { status: "unavailable", reason: "database_unavailable" }]);
});

test("waits a second for the database and no longer", async () => {
  vi.useFakeTimers();
  pingDatabase.mockReturnValue(new Promise(() => undefined));
  const response = ready();
  await vi.advanceTimersByTimeAsync(1_000);
  expect((await response).status).toBe(503);
});

test("is not ready while stopping, even with a database", async () => {
  pingDatabase.mockResolvedValue(true);
  setDraining(true);
  expect(await (await ready()).json()).toMatchObject({ reason: "stopping" });
});
