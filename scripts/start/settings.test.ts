import { expect, test } from "vitest";
import { readSettings } from "./settings.ts";

test("an empty environment stands in for everything", () => {
  expect(readSettings({})).toMatchObject({ appEnv: "development", port: 3000, appUrl: "http://localhost:3000", needs: { database: true, sandbox: true, mailbox: true } });
  expect(readSettings({}).dataDir).toMatch(/[\\/]\.data$/);
});

test("the address follows the port unless it is set, and an empty variable counts as unset", () => {
  expect(readSettings({ PORT: "3001", AUTH_URL: "" }).appUrl).toBe("http://localhost:3001");
  expect(readSettings({ PORT: "3001", AUTH_URL: "https://shop.example/" }).appUrl).toBe("https://shop.example");
});

test("what is configured is not stood in for", () => {
  expect(readSettings({ DATABASE_URL: "postgresql://x/y", AUTH_AMAZON_ID: "amzn1", SMTP_URL: "smtp://x" }).needs).toEqual({ database: false, sandbox: false, mailbox: false });
});

test("production stands in for nothing", () => {
  expect(readSettings({ APP_ENV: "production" }).needs).toEqual({ database: false, sandbox: false, mailbox: false });
});

test("names the variable of a bad port or address, never its value", () => {
  expect(() => readSettings({ SANDBOX_PORT: "99999" })).toThrow("SANDBOX_PORT is not a port.");
  expect(() => readSettings({ AUTH_URL: "shop" })).toThrow("AUTH_URL is not an address.");
});
