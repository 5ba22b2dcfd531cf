import { expect, test, vi } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { afterCommit, database } from "./client.ts";

testInstallation();

test("what is to follow a commit follows it, in order, and never a transaction that failed", async () => {
  const done: string[] = [];
  await database().transaction(async (tx) => {
    for (const name of ["first", "second"]) afterCommit(tx, () => void done.push(name));
    await tx.user.count();
    expect(done).toEqual([]);
  });
  const failing = database().transaction(async (tx) => {
    afterCommit(tx, () => void done.push("never"));
    throw new Error("no commit");
  });
  await expect(failing).rejects.toThrow("no commit");
  expect(done).toEqual(["first", "second"]);
});

test("it follows whichever copy of the module was asked: Next bundles it more than once", async () => {
  vi.resetModules();
  const copy = await import("./client.ts");
  expect(copy.afterCommit).not.toBe(afterCommit);
  const done: string[] = [];
  await database().transaction(async (tx) => copy.afterCommit(tx, () => void done.push("woken")));
  expect(done).toEqual(["woken"]);
});
