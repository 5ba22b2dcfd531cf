import { expect, test } from "vitest";
import { AuthError, DatabaseUnavailableError } from "../errors.ts";
import type { Database, Tx } from "./client.ts";
import { retriedTransaction } from "./retry.ts";

/** Fails as told, then succeeds; counts the runs. */
function failing(...errors: unknown[]) {
  const runs: number[] = [];
  const database = { transaction: (async (work) => await work({} as Tx)) as Database["transaction"] };
  const work = async () => {
    runs.push(runs.length + 1);
    if (errors.length > 0) throw errors.shift();
    return "done";
  };
  return { runs, result: () => retriedTransaction(database, work) };
}

const withCode = (code: string) => Object.assign(new Error("x"), { code });

test.each(["P2002", "23505", "40P01", "40001", "P2034", "P2025"])("runs the whole transaction again after %s", async (code) => {
  const { runs, result } = failing(withCode(code), withCode(code));
  expect(await result()).toBe("done");
  expect(runs).toHaveLength(3);
});

test("runs the whole transaction again when its user was merged into another meanwhile, and gives up with that", async () => {
  const merged = new AuthError("user_merged", "x");
  const { runs, result } = failing(merged);
  expect(await result()).toBe("done");
  expect(runs).toHaveLength(2);
  const always = failing(...Array.from({ length: 10 }, () => merged));
  await expect(always.result()).rejects.toBe(merged);
  expect(always.runs).toHaveLength(6);
});

test("gives up after six runs and throws the last error", async () => {
  const errors = Array.from({ length: 10 }, () => withCode("P2002"));
  const { runs, result } = failing(...errors);
  const last = errors[5];
  await expect(result()).rejects.toBe(last);
  expect(runs).toHaveLength(6);
});

test("takes six runs that PostgreSQL gave up for an outage", async () => {
  const { runs, result } = failing(...Array.from({ length: 10 }, () => withCode("40001")));
  await expect(result()).rejects.toBeInstanceOf(DatabaseUnavailableError);
  expect(runs).toHaveLength(6);
});

test.each([new DatabaseUnavailableError(undefined), new AuthError("attempt_used", "x"), withCode("P2003"), new TypeError("a bug"), undefined])("does not repeat after %s", async (error) => {
  const { runs, result } = failing(error, withCode("P2002"));
  await expect(result()).rejects.toBe(error);
  expect(runs).toHaveLength(1);
});
