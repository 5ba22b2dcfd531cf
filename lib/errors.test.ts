import { expect, test, vi } from "vitest";
import { AuthError, DatabaseUnavailableError } from "./errors.ts";

test("carries code, message, name and cause", () => {
  const cause = new Error("why");
  expect(new AuthError("grant_rejected", "text", { cause })).toMatchObject({ name: "AuthError", code: "grant_rejected", message: "text", cause });
  expect(new DatabaseUnavailableError(cause)).toMatchObject({ name: "DatabaseUnavailableError", code: "database_unavailable", cause });
});

test("tells an outage from other failures", () => {
  const [failure, outage] = [new AuthError("unexpected", "x"), new DatabaseUnavailableError(undefined)];
  expect([failure instanceof Error, failure instanceof AuthError, failure instanceof DatabaseUnavailableError]).toEqual([true, true, false]);
  expect([outage instanceof Error, outage instanceof AuthError, outage instanceof DatabaseUnavailableError]).toEqual([true, true, true]);
});

test("recognises errors of another copy of the module, as Next bundles it more than once", async () => {
  vi.resetModules();
  const other = await import("./errors.ts");
  expect(other.AuthError).not.toBe(AuthError);
  expect(new other.DatabaseUnavailableError(undefined) instanceof DatabaseUnavailableError).toBe(true);
  expect(new other.AuthError("unexpected", "x") instanceof AuthError).toBe(true);
  expect(new other.AuthError("unexpected", "x") instanceof DatabaseUnavailableError).toBe(false);
});

test.each([undefined, null, "database_unavailable", { code: "database_unavailable" }, new Error("x"), Object.assign(new Error("x"), { code: "database_unavailable" }), Object.create(null)])(
  "takes nothing else for one of ours: %s",
  (value) => {
    expect([(value as unknown) instanceof AuthError, (value as unknown) instanceof DatabaseUnavailableError]).toEqual([false, false]);
  },
);
