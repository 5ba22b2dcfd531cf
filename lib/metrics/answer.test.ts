import { beforeEach, expect, test, vi } from "vitest";
import { testEnvironment } from "#scripts/test/installation.ts";

beforeEach(() => vi.resetModules());

async function statusWith(variables: Record<string, string>): Promise<number> {
  for (const [name, value] of Object.entries({ ...testEnvironment("postgresql://127.0.0.1:1/none"), METRICS_TOKEN: "", ...variables })) vi.stubEnv(name, value);
  vi.doMock("./gauges.ts", () => ({ metricsText: async () => ({ contentType: "text/plain", body: "figures" }) }));
  const { metricsAnswer } = await import("./answer.ts");
  return (await metricsAnswer(new Request("http://localhost:3000/api/metrics"), () => new Response("nothing here", { status: 404 }))).status;
}

test.each([
  ["http://localhost:3000", 200],
  ["https://shop.localhost", 200],
  ["https://shop.test:8443", 200],
  ["https://shop.example", 404],
  ["http://localhost.shop.example", 404],
  ["http://10.0.0.5:3000", 404],
])("without a token, in development, the metrics of %s are answered %i", async (address, status) => {
  expect(await statusWith({ APP_ENV: "development", AUTH_URL: address })).toBe(status);
});

test("without a token, outside development, nobody reads them, wherever the site is", async () => {
  expect(await statusWith({ APP_ENV: "staging", AUTH_URL: "http://localhost:3000" })).toBe(404);
});
