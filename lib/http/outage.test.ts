import { expect, test } from "vitest";
import { AuthError, DatabaseUnavailableError } from "../errors.ts";
import { failWithOutage, outageResponse, tolerateOutage } from "./outage.ts";
import { requestContext, runInRequestContext } from "../telemetry/request-context.ts";

const outage = new DatabaseUnavailableError(new Error("gone"));
const newContext = () => ({ requestId: "r", clientAddress: "127.0.0.1", databaseUnavailable: false });

/** What lib/db does when a statement finds no database. */
async function statementInOutage(): Promise<never> {
  const context = requestContext();
  if (context) context.databaseUnavailable = true;
  throw outage;
}

test("goes on with the fallback in an outage and leaves the request unmarked", async () => {
  const context = newContext();
  expect(await runInRequestContext(context, () => tolerateOutage(statementInOutage, "fallback"))).toBe("fallback");
  expect(context.databaseUnavailable).toBe(false);
});

test("keeps the request's id and address while it does so", async () => {
  const context = newContext();
  expect(await runInRequestContext(context, () => tolerateOutage(async () => requestContext()?.requestId, ""))).toBe("r");
});

test("hands on results and every other failure", async () => {
  expect(await tolerateOutage(async () => "result", "fallback")).toBe("result");
  expect(await tolerateOutage(statementInOutage, "fallback")).toBe("fallback");
  const bug = new AuthError("unexpected", "a bug");
  await expect(tolerateOutage(async () => Promise.reject(bug), "fallback")).rejects.toBe(bug);
});

test("leaves a mark that somebody else made", async () => {
  const context = { ...newContext(), databaseUnavailable: true };
  await runInRequestContext(context, () => tolerateOutage(async () => "result", "fallback"));
  expect(context.databaseUnavailable).toBe(true);
});

test("marks the request and throws where the page cannot do without", () => {
  const context = newContext();
  expect(() => runInRequestContext(context, () => failWithOutage(new Error("gone")))).toThrow(DatabaseUnavailableError);
  expect(context.databaseUnavailable).toBe(true);
  expect(() => failWithOutage(outage)).toThrow(outage);
});

test("answers in the listener's place only where there is a listener to fill the page in", () => {
  expect(outageResponse()).toBeUndefined();
  const context = newContext();
  expect(runInRequestContext(context, outageResponse)?.status).toBe(503);
  expect(context.databaseUnavailable).toBe(true);
});
