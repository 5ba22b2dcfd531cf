import { hash as bcryptHash } from "@node-rs/bcrypt";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { auditTrail, newUser } from "#lib/accounts/test-people.ts";
import { connectDatabase, type Database } from "#lib/db/client.ts";
import { createTestDatabase, type TestDatabase } from "../test/database.ts";
import { importFile, reportLines } from "./import-file.ts";

let place: TestDatabase;
let database: Database;
let hash: string;
beforeAll(async () => {
  place = await createTestDatabase();
  database = connectDatabase(place.url);
  hash = await bcryptHash("short", 4);
});
afterAll(async () => {
  await database.close();
  await place.drop();
});
beforeEach(async () => void (await database.db.user.deleteMany()));

const run = async (...lines: unknown[]) => await importFile(database, (async function* () { for (const line of lines) yield `${typeof line === "string" ? line : JSON.stringify(line)}\n`; })());
const rows = async () => [await database.db.user.count(), await database.db.passwordCredential.count()];

test("makes a user with a proved address and the hash as it is, and records it", async () => {
  const { counts } = await run({ email: "Vera@Shop.example", name: " Vera\u202e  Summer ", passwordHash: hash });
  expect(counts.imported).toBe(1);
  const user = await database.db.user.findUniqueOrThrow({ where: { provedEmail: "vera@shop.example" }, include: { passwordCredential: true } });
  expect(user).toMatchObject({ name: "Vera Summer", email: "vera@shop.example", emailVerified: expect.any(Date), passwordCredential: { hash } });
  expect(await auditTrail(database, { userId: user.id })).toEqual(["email.proved", "password.set", "user.created"]);
});

test("changes nothing when it is run again, nor for a line that comes twice", async () => {
  const lines = [{ email: "a@shop.example", passwordHash: hash }, { email: "A@SHOP.example", passwordHash: await bcryptHash("other", 4) }];
  expect((await run(...lines)).counts).toMatchObject({ imported: 1, exists: 1 });
  expect((await run(...lines)).counts).toMatchObject({ imported: 0, exists: 2 });
  expect(await rows()).toEqual([1, 1]);
  expect(await database.db.passwordCredential.findFirst()).toMatchObject({ hash });
});

test("leaves alone whoever has proved the address here, and gives them no password", async () => {
  await newUser(database, { name: "Robin", provedEmail: "robin@shop.example", email: "robin@shop.example" });
  const report = await run({ email: "robin@shop.example", name: "Mal", passwordHash: hash });
  expect(report.lines).toEqual({ exists: [1] });
  expect(await rows()).toEqual([1, 0]);
  expect(await database.db.user.findFirst()).toMatchObject({ name: "Robin" });
});

test("leaves out addresses that were never confirmed", async () => {
  expect((await run({ email: "a@shop.example", passwordHash: hash, emailVerified: false })).lines).toEqual({ unproved: [1] });
  expect(await rows()).toEqual([0, 0]);
});

test("takes a contact address that an Amazon account merely holds, and changes nothing about that account", async () => {
  const holder = await newUser(database, { name: "Amazon", email: "held@shop.example" });
  expect((await run({ email: "held@shop.example", passwordHash: hash })).counts.imported).toBe(1);
  expect(await database.db.user.findUnique({ where: { id: holder } })).toMatchObject({ name: "Amazon", email: "held@shop.example", provedEmail: null });
});

test("names the lines of what it cannot use, and imports the rest", async () => {
  const report = await run(
    { email: "good@shop.example", passwordHash: hash },
    "{",
    "[]",
    { email: "x", passwordHash: hash },
    { email: "b@shop.example", passwordHash: "5f4dcc3b5aa765d61d8327deb882cf99" },
    { email: "c@shop.example", passwordHash: hash, admin: true },
    { email: "d@shop.example\u0000", passwordHash: hash },
    "x".repeat(70_000),
    { email: "e@shop.example", name: null, passwordHash: hash },
  );
  expect(report.counts).toEqual({ imported: 2, exists: 0, unproved: 0, not_json: 1, not_a_user: 2, bad_address: 2, bad_hash: 1, too_long: 1 });
  expect(report.lines).toEqual({ not_json: [2], not_a_user: [3, 6], bad_address: [4, 7], bad_hash: [5], too_long: [8] });
  expect(await rows()).toEqual([2, 2]);
});

test("prints counts and line numbers, and neither addresses nor hashes", async () => {
  const text = reportLines(await run({ email: "good@shop.example", passwordHash: hash }, { email: "bad@@shop.example", passwordHash: hash }, ...Array.from({ length: 25 }, () => "{"))).join("\n");
  expect(text).toContain("1  imported");
  expect(text).toContain("(line 2)");
  expect(text).toMatch(/25 {2}not JSON \(line 3, .*, 22, …\)/);
  expect(text).not.toMatch(/@|\$2/);
});

test("two imports of one file at once make each user once", async () => {
  const lines = Array.from({ length: 10 }, (_, index) => ({ email: `p${index}@shop.example`, passwordHash: hash }));
  const reports = await Promise.all([run(...lines), run(...lines)]);
  expect(reports.reduce((sum, { counts }) => sum + counts.imported, 0)).toBe(10);
  expect(reports.reduce((sum, { counts }) => sum + counts.exists, 0)).toBe(10);
  expect(await rows()).toEqual([10, 10]);
});
