import { createServer, type AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { firstFreePort, freePorts, isPortFree } from "./ports.ts";

const freeExcept = (...used: number[]) => async (port: number) => !used.includes(port);

test("takes the preferred port while it is free, otherwise counts up from the first", async () => {
  expect(await firstFreePort(5440, { preferred: 5445, isFree: freeExcept() })).toBe(5445);
  expect(await firstFreePort(5440, { preferred: 5445, isFree: freeExcept(5445, 5440) })).toBe(5441);
});

test("passes over ports that are spoken for", async () => {
  expect(await firstFreePort(4400, { taken: new Set([4400, 4401]), isFree: freeExcept() })).toBe(4402);
});

test("says so when nothing is free", async () => {
  await expect(firstFreePort(1, { isFree: async () => false })).rejects.toThrow("No free port from 1 to 200.");
});

test("sees a listener on one address only", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  expect(await isPortFree(port)).toBe(false);
  await new Promise((resolve) => server.close(resolve));
  expect(await isPortFree(port)).toBe(true);
});

test("gives different free ports", async () => {
  const ports = await freePorts(4);
  expect(new Set(ports).size).toBe(4);
});
