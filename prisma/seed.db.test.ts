import { afterAll, beforeAll, expect, test } from "vitest";
import { connectDatabase, type Database } from "#lib/db/client.ts";
import { checkPassword, hashPassword } from "#lib/methods/password/hash.ts";
import { createTestDatabase, type TestDatabase } from "#scripts/test/database.ts";
import { seed } from "./seed.ts";

let place: TestDatabase;
let database: Database;
beforeAll(async () => {
  place = await createTestDatabase();
  database = connectDatabase(place.url);
});
afterAll(async () => {
  await database.close();
  await place.drop();
});

test("makes its people once, and prints the operator's password for as long as it is theirs", async () => {
  const first = await seed(place.url, { opsPassword: "made by the start" });
  expect(await seed(place.url, { opsPassword: "made by the start" })).toEqual(first);
  expect(first.notes.join("\n")).toContain("ops@example.test is the operator, at /ops: sign in with the password made by the start");
  expect(await database.db.user.count()).toBe(2);
  const credential = await database.db.passwordCredential.findFirstOrThrow({ include: { user: true } });
  expect(credential.user.provedEmail).toBe("ops@example.test");
  expect(await checkPassword(credential.hash, "made by the start", [])).toMatchObject({ right: true });
  await database.db.passwordCredential.update({ where: { userId: credential.userId }, data: { hash: await hashPassword("chosen by the operator") } });
  expect((await seed(place.url, { opsPassword: "made by the start" })).notes.join("\n")).not.toContain("ops@example.test");
});

test("gives nobody a password unless it is told one", async () => {
  await database.db.passwordCredential.deleteMany();
  expect((await seed(place.url)).notes).toHaveLength(1);
  expect(await database.db.passwordCredential.count()).toBe(0);
});
