import { expect, test } from "vitest";
import { AuthError, DatabaseUnavailableError } from "../errors.ts";
import { isDatabaseUnavailable, isMissingRow, isRetryable, isUniqueViolation, translateDatabaseError } from "./faults.ts";

const withCode = (code: string, message = "x") => Object.assign(new Error(message), { code });
const fromAdapter = (cause: object) => Object.assign(new Error("Raw query failed"), { code: "P2010", meta: { driverAdapterError: Object.assign(new Error("x"), { name: "DriverAdapterError", cause }) } });

const outages: [string, unknown][] = [
  ["an outage of ours", new DatabaseUnavailableError(undefined)],
  ...["08000", "08006", "53300", "53100", "57P01", "57P02", "57P03", "57P05", "57014", "55P03", "25P03", "XX000"].map((code) => [`SQLSTATE ${code}`, withCode(code)] as [string, unknown]),
  ...["P1001", "P1002", "P1008", "P1017", "P2024", "P2028", "P2037"].map((code) => [`Prisma's ${code}`, withCode(code)] as [string, unknown]),
  ...["ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EPIPE", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH"].map((code) => [`the network's ${code}`, withCode(code)] as [string, unknown]),
  ["pg's acquire time-out", new Error("timeout exceeded when trying to connect")],
  ["pg's query time-out", new Error("Query read timeout")],
  ["a cut connection", new Error("Connection terminated unexpectedly")],
  ["a failure inside another", new Error("outer", { cause: new Error("middle", { cause: withCode("ECONNREFUSED") }) })],
  ["one of several failures", new AggregateError([withCode("EOTHER"), withCode("ECONNREFUSED")])],
  ["the driver adapter's own words", fromAdapter({ kind: "DatabaseNotReachable" })],
  ["the driver adapter's SQLSTATE", fromAdapter({ kind: "postgres", originalCode: "57014" })],
];

test.each(outages)("takes %s for an outage", (_name, error) => {
  expect(isDatabaseUnavailable(error)).toBe(true);
  expect(translateDatabaseError(error)).toBeInstanceOf(DatabaseUnavailableError);
});

const others: [string, unknown][] = [
  ...["23505", "23503", "23514", "42P01", "42601", "22P02", "22021", "40P01", "40001"].map((code) => [`SQLSTATE ${code}`, withCode(code)] as [string, unknown]),
  ...["P2002", "P2003", "P2010", "P2025", "P2034"].map((code) => [`Prisma's ${code}`, withCode(code)] as [string, unknown]),
  ["a fault of the program", new TypeError("x is not a function")],
  ["a code that only begins like one", withCode("08")],
  ["a longer code that begins like one", withCode("57014_extra")],
  ["text", "timeout exceeded when trying to connect"],
  ["nothing", undefined],
  ["null", null],
];

test.each(others)("does not take %s for an outage", (_name, error) => {
  expect(isDatabaseUnavailable(error)).toBe(false);
  expect(translateDatabaseError(error)).toBe(error);
});

test("hands an outage on as it is", () => {
  const outage = new DatabaseUnavailableError(new Error("gone"));
  expect(translateDatabaseError(outage)).toBe(outage);
});

test("keeps a failure of ours that broke a transaction off, whatever its cause looks like", () => {
  const failure = new AuthError("mail_unavailable", "x", { cause: withCode("ECONNREFUSED") });
  expect(translateDatabaseError(failure)).toBe(failure);
});

test("ends with causes that go round in a circle", () => {
  const error = new Error("x");
  error.cause = error;
  expect(isDatabaseUnavailable(error)).toBe(false);
});

test.each([withCode("P2002"), withCode("23505"), fromAdapter({ kind: "UniqueConstraintViolation" }), new Error("outer", { cause: withCode("23505") })])("knows a unique violation: %s", (error) => {
  expect([isUniqueViolation(error), isRetryable(error)]).toEqual([true, false]);
});

test.each([withCode("40001"), withCode("40P01"), withCode("P2034"), fromAdapter({ kind: "TransactionWriteConflict" }), fromAdapter({ kind: "postgres", originalCode: "40P01" })])("knows what may be run again: %s", (error) => {
  expect([isUniqueViolation(error), isRetryable(error)]).toEqual([false, true]);
});

test("knows a row that is gone from a fault of the statement", () => {
  expect(isMissingRow(withCode("P2025"))).toBe(true);
  expect([withCode("P2003"), withCode("P2002"), new TypeError("a bug"), undefined].some(isMissingRow)).toBe(false);
});
