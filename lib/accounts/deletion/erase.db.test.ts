import { beforeAll, beforeEach, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { heldData, personalDataEntries } from "../../composition.ts";
import { database as openDatabase, type Database } from "../../db/client.ts";
import { newestMail } from "../../mail/test-mails.ts";
import { auditTrail, keys, later, newSession, newUser, now } from "../test-people.ts";
import { sweepDeletions } from "./erase.ts";
import { requestDeletion } from "./request.ts";
import { askForDeletion, deleter, type Deleter, keep, proved, run, statusOf } from "../../auth/deletion/test-deletions.ts";
import { dueAt } from "./times.ts";

let database: Database;
let vera: Deleter;

testInstallation();
beforeAll(() => void (database = openDatabase()));
beforeEach(async () => {
  await database.db.deletion.deleteMany();
  vera = await deleter(database);
});

const due = dueAt(now);
const erasing = { entries: personalDataEntries, held: heldData, keys };
const sweepAt = async (at: Date = due) => await sweepDeletions(database.db, at, erasing);
const minutesLater = (minutes: number) => new Date(due.getTime() + minutes * 60_000);

test("erases nobody before the day, and the user with the day", async () => {
  await askForDeletion(database, vera);
  expect(await sweepAt(new Date(due.getTime() - 1))).toBe(0);
  expect(await statusOf(database, vera.userId)).toBe("deletion_pending");
  expect(await sweepAt()).toBe(1);
  expect(await statusOf(database, vera.userId)).toBeUndefined();
  expect(await sweepAt()).toBe(0);
});

test("keeps the audit under a subject that leads to nobody, and writes the last mail in the language of the wish", async () => {
  await newSession(database, vera.userId);
  const { subjectId } = await database.db.auditSubject.findUniqueOrThrow({ where: { userId: vera.userId } });
  await run(database, (tx) => requestDeletion(tx, { userId: vera.userId, now, keys, language: "de" }));
  await sweepAt();
  expect(await database.db.auditSubject.count({ where: { subjectId } })).toBe(0);
  const events = await database.db.auditEvent.findMany({ where: { subjectId }, select: { type: true, details: true } });
  expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(["session.created", "account.deletion_requested", "account.erased"]));
  expect(JSON.stringify(events)).not.toContain(vera.userId);
  expect(await auditTrail(database, { userId: vera.userId })).toEqual([]);
  const mail = await newestMail(database, vera.email, keys);
  expect(mail?.subject).toContain("ist gelöscht");
  expect(mail?.text).toContain("https://www.amazon.com/ap/adam");
});

test("leaves the order without its owner and without its address", async () => {
  const { id } = await database.db.order.create({
    data: { number: "L-1", userId: vera.userId, placementHash: "p", totalMinor: 100, currency: "EUR", lines: { create: { position: 1, productId: "x", name: "X", unitPriceMinor: 100, quantity: 1 } }, address: { create: { fullName: "Vera", line1: "Street", city: "Town", country: "DE" } } },
    select: { id: true },
  });
  await askForDeletion(database, vera);
  await sweepAt();
  expect(await database.db.order.findUniqueOrThrow({ where: { id }, select: { userId: true, totalMinor: true, lines: { select: { name: true } }, address: { select: { id: true } } } })).toEqual({ userId: null, totalMinor: 100, lines: [{ name: "X" }], address: null });
});

test("is carried out once by many processes at once, for several users", async () => {
  const kim = await deleter(database);
  await askForDeletion(database, vera);
  await askForDeletion(database, kim);
  const counts = await Promise.all([sweepAt(), sweepAt(), sweepAt()]);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(2);
  expect([await statusOf(database, vera.userId), await statusOf(database, kim.userId)]).toEqual([undefined, undefined]);
});

test("is not called off any more once it has begun", async () => {
  await askForDeletion(database, vera);
  const waiting = await proved(database, vera, "email_code", new Date(due.getTime() - 60_000));
  await database.db.deletion.update({ where: { userId: vera.userId }, data: { erasingSince: due } });
  expect(await keep(database, waiting.attempt, due)).toEqual({ kind: "refused", outcome: "deletion_begun" });
  expect((await proved(database, vera, "amazon", due)).result).toEqual({ kind: "refused", outcome: "deletion_begun" });
});

test("either keeps the account whole or erases it whole, when the answer comes with the sweeper", async () => {
  for (let round = 0; round < 12; round += 1) {
    const who = await deleter(database);
    await askForDeletion(database, who);
    const { attempt } = await proved(database, who, "email_code", new Date(due.getTime() - 60_000));
    const [kept, count] = await Promise.all([keep(database, attempt, due).catch(() => undefined), sweepAt().catch(() => 0)]);
    const [status, passkeys] = [await statusOf(database, who.userId), await database.db.passkey.count({ where: { userId: who.userId } })];
    if (kept?.kind === "signed_in") expect([status, passkeys, count]).toEqual(["active", 1, 0]);
    else if (status !== undefined) expect(await sweepAt(minutesLater(6))).toBe(1);
    expect(kept?.kind === "signed_in" || (await statusOf(database, who.userId)) === undefined).toBe(true);
  }
});

test("is taken over from a process that died in the middle, after its time and not before", async () => {
  await askForDeletion(database, vera);
  await database.db.deletion.update({ where: { userId: vera.userId }, data: { erasingSince: due, heldUntil: minutesLater(5) } });
  await database.db.passkey.deleteMany({ where: { userId: vera.userId } });
  expect(await sweepAt(minutesLater(4))).toBe(0);
  expect(await sweepAt(minutesLater(5))).toBe(1);
  expect(await statusOf(database, vera.userId)).toBeUndefined();
});

test("one that is too much for a run holds up nobody, and goes on in the next", async () => {
  const kim = await deleter(database);
  await database.pool.query(`INSERT INTO "SavedItem" ("id", "userId", "productId", "addedAt") SELECT gen_random_uuid(), $1, 'p' || n, now() FROM generate_series(1, 2500) n`, [vera.userId]);
  await askForDeletion(database, vera);
  await askForDeletion(database, kim, later(1));
  const sweepOneStep = async () => await sweepDeletions(database.db, minutesLater(1), { ...erasing, mostSteps: 1 });
  expect(await sweepOneStep()).toBe(1);
  expect([await statusOf(database, vera.userId), await statusOf(database, kim.userId)]).toEqual(["deletion_pending", undefined]);
  expect(await database.db.savedItem.count({ where: { userId: vera.userId } })).toBe(1_500);
  expect([await sweepOneStep(), await sweepOneStep()]).toEqual([0, 1]);
  expect(await statusOf(database, vera.userId)).toBeUndefined();
});

test("one that fails holds up nobody, is said, and is done later", async () => {
  const kim = await deleter(database);
  await askForDeletion(database, vera);
  await askForDeletion(database, kim, later(1));
  let broken = true;
  const entries = [{ ...personalDataEntries[0], erase: async (_tx: unknown, userId: string) => (broken && userId === vera.userId ? Promise.reject(new Error("broken")) : undefined) }] as unknown as typeof personalDataEntries;
  await expect(sweepDeletions(database.db, minutesLater(1), { ...erasing, entries })).rejects.toThrow("broken");
  expect([await statusOf(database, vera.userId), await statusOf(database, kim.userId)]).toEqual(["deletion_pending", undefined]);
  broken = false;
  expect(await sweepDeletions(database.db, minutesLater(7), { ...erasing, entries })).toBe(1);
});

test("erases 100,000 rows in steps that each stay within the limits of the pool, and nothing of anybody else", async () => {
  const kim = await newUser(database);
  for (const userId of [vera.userId, kim]) {
    const count = userId === kim ? 10 : 100_000;
    await database.pool.query(`INSERT INTO "SavedItem" ("id", "userId", "productId", "addedAt") SELECT gen_random_uuid(), $1, 'p' || n, now() FROM generate_series(1, ${count / 2}) n`, [userId]);
    await database.pool.query(
      `INSERT INTO "Order" ("id", "number", "userId", "placementHash", "totalMinor", "currency", "updatedAt") SELECT gen_random_uuid(), $1::text || n, $1::uuid, $1::text || n, 1, 'EUR', now() FROM generate_series(1, ${count / 2}) n`,
      [userId],
    );
  }
  await askForDeletion(database, vera);
  let runs = 0;
  let erased = 0;
  while (erased === 0 && runs < 10) {
    erased = await sweepAt(minutesLater(runs));
    runs += 1;
  }
  expect(erased).toBe(1);
  expect(await database.db.order.count({ where: { userId: null } })).toBeGreaterThanOrEqual(50_000);
  expect([await database.db.savedItem.count({ where: { userId: kim } }), await database.db.order.count({ where: { userId: kim } })]).toEqual([5, 5]);
}, 120_000);
