import { expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { database } from "./client.ts";
import { isUniqueViolation } from "./faults.ts";
import { type Statement, together } from "./together.ts";

/** Several statements sent as one. */

testInstallation();

const name = (who: string): Statement => ({ name: "test-name", text: `INSERT INTO "User" ("id", "name", "updatedAt") VALUES (gen_random_uuid(), $1, $2::timestamptz) RETURNING "name"`, values: [who, new Date()] });
const rename = (from: string, to: string): Statement => ({ name: "test-rename", text: `UPDATE "User" SET "name" = $2 WHERE "name" = $1 RETURNING "name", $2 = 'new' AS "isNew"`, values: [from, to] });
const count = (who: string) => database().db.user.count({ where: { name: who } });

test("each has its own values, and brings its own rows", async () => {
  await database().transaction((tx) => together(tx, [name("old")]));
  const rows = await database().transaction((tx) => together(tx, [name("a"), rename("old", "new"), name("b"), rename("nobody", "new")]));
  expect(rows).toEqual([[{ name: "a" }], [{ name: "new", isNew: true }], [{ name: "b" }], []]);
  expect(await Promise.all(["a", "b", "old", "new"].map(count))).toEqual([1, 1, 0, 1]);
});

test("none sees what another one has written: who needs that sends one after the other", async () => {
  const rows = await database().transaction((tx) => together(tx, [name("fresh"), rename("fresh", "seen")]));
  expect(rows).toEqual([[{ name: "fresh" }], []]);
  expect(await count("fresh")).toBe(1);
});

test("when one fails, none has happened", async () => {
  const twice: Statement = { name: "test-twice", text: `INSERT INTO "User" ("id", "updatedAt") VALUES ('00000000-0000-4000-8000-00000000000b', now()) RETURNING "id"`, values: [] };
  await database().transaction((tx) => together(tx, [twice]));
  await expect(database().transaction((tx) => together(tx, [name("gone"), twice]))).rejects.toSatisfy(isUniqueViolation);
  expect(await count("gone")).toBe(0);
});

test("the same ones are prepared once, whatever values come", async () => {
  await database().transaction(async (tx) => {
    for (const who of ["c", "d"]) expect(await together(tx, [name(who), rename("nobody", who)])).toEqual([[{ name: who }], []]);
    const [row] = await tx.$queryRaw<{ prepared: bigint }[]>`SELECT count(*) AS prepared FROM pg_prepared_statements WHERE "name" = 'test-name+test-rename'`;
    expect(row?.prepared).toBe(1n);
  });
});

test("many of them are told apart, although PostgreSQL knows no name that is as long as theirs together", async () => {
  const many = Array.from({ length: 8 }, (_, index) => name(`many ${index}`));
  for (const some of [many, many.slice(1), [...many, rename("nobody", "x")]]) {
    expect((await database().transaction((tx) => together(tx, some))).flat()).toEqual(some.filter((one) => one.name === "test-name").map(({ values }) => ({ name: values[0] })));
  }
});

test("a name that comes with another text is an error of ours, before anything is sent", async () => {
  const named = (column: string): Statement => ({ name: "test-varies", text: `INSERT INTO "User" ("id", "${column}", "updatedAt") VALUES (gen_random_uuid(), $1, now()) RETURNING "id"`, values: ["varies"] });
  await database().transaction((tx) => together(tx, [named("name"), rename("nobody", "x")]));
  await expect(database().transaction((tx) => together(tx, [named("email"), rename("nobody", "x")]))).rejects.toThrow("the statement test-varies has another text than before");
  await database().transaction((tx) => together(tx, [named("name"), rename("nobody", "x")]));
  expect(await count("varies")).toBe(2);
});
