import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { testDatabase } from "#scripts/test/installation.ts";
import type { Database } from "../db/client.ts";
import { checkSession } from "../sessions/check.ts";
import { moveAddressAway } from "./held-address.ts";
import { auditTrail, newSession, newUser } from "./test-people.ts";
import { dismissNotice, leaveNotice, sweepNotices, userNotices } from "./user-notices.ts";

let database: Database;

testDatabase((made) => void (database = made));

const moved = (email: string) => ({ code: "email_moved" as const, values: { email } });
const tell = (userId: string, email = "vera@shop.example") => database.transaction((tx) => leaveNotice(tx, [userId], moved(email)));
const toldTo = async (userId: string) => (await userNotices(database.db, userId)).map(({ values }) => ("email" in values ? values.email : null));
/** Whether the pages of a user say that something waits to be read. */
const marked = async (userId: string) => (await checkSession(database, (await newSession(database, userId, { at: new Date() })).token))?.user.notices;
const holder = (email: string, status?: "suspended" | "locked" | "deletion_pending") => newUser(database, { email, ...(status ? { status } : {}) });

test("waits for the user it was left for, newest first, and for nobody else", async () => {
  const [vera, robin] = [await newUser(database), await newUser(database)];
  await tell(vera, "first@shop.example");
  await database.db.userNotice.updateMany({ where: { userId: vera }, data: { createdAt: new Date(Date.now() - 60_000) } });
  await tell(vera, "second@shop.example");
  expect(await toldTo(vera)).toEqual(["second@shop.example", "first@shop.example"]);
  expect([await marked(vera), await marked(robin)]).toEqual([true, false]);
  expect(await toldTo(robin)).toEqual([]);
});

test("that was not read yet is said once, however often it happens again", async () => {
  const [vera, robin] = [await newUser(database), await newUser(database)];
  for (const userId of [vera, robin, vera]) await tell(userId);
  await tell(vera, "second@shop.example");
  await tell(vera);
  expect(await toldTo(vera)).toEqual(["vera@shop.example", "second@shop.example"]);
  expect(await toldTo(robin)).toEqual(["vera@shop.example"]);
});

test("is not left for a deed that is rolled back", async () => {
  const vera = await newUser(database);
  await expect(
    database.transaction(async (tx) => {
      await leaveNotice(tx, [vera], moved("vera@shop.example"));
      throw new Error("no");
    }),
  ).rejects.toThrow("no");
  expect(await marked(vera)).toBe(false);
});

test("is gone with what it names once its user has put it away, with one event however often that is said", async () => {
  const vera = await newUser(database);
  await tell(vera);
  const [notice] = await userNotices(database.db, vera);
  await Promise.all(Array.from({ length: 5 }, () => dismissNotice(database, vera, notice?.id ?? "")));
  await dismissNotice(database, vera, notice?.id ?? "");
  expect(await database.db.userNotice.count({ where: { userId: vera } })).toBe(0);
  expect(await auditTrail(database, { userId: vera })).toEqual(["notice.dismissed"]);
  expect(await marked(vera)).toBe(false);
});

test("is put away by nobody else, and not with another one", async () => {
  const [vera, robin] = [await newUser(database), await newUser(database)];
  await tell(vera);
  await tell(vera, "other@shop.example");
  const [newest] = await userNotices(database.db, vera);
  await dismissNotice(database, robin, newest?.id ?? "");
  await dismissNotice(database, vera, randomUUID());
  expect(await toldTo(vera)).toHaveLength(2);
  expect(await auditTrail(database, { userId: robin })).toEqual([]);
  await dismissNotice(database, vera, newest?.id ?? "");
  expect(await toldTo(vera)).toHaveLength(1);
});

test("says nothing that this version has no words for", async () => {
  const vera = await newUser(database);
  await database.db.userNotice.createMany({ data: [{ userId: vera, code: "of_a_later_version", values: {} }, { userId: vera, code: "email_moved", values: { email: 7 } }] });
  expect(await userNotices(database.db, vera)).toEqual([]);
});

test("is swept after a year and not before, and goes with its user at once", async () => {
  const [vera, robin] = [await newUser(database), await newUser(database)];
  await tell(vera, "old@shop.example");
  const now = new Date();
  const days = (count: number) => new Date(now.getTime() - count * 86_400_000);
  await database.db.userNotice.updateMany({ where: { userId: vera }, data: { createdAt: days(365) } });
  await tell(vera, "younger@shop.example");
  await database.db.userNotice.updateMany({ where: { userId: vera, createdAt: { gt: days(1) } }, data: { createdAt: days(364) } });
  await tell(robin);
  expect(await sweepNotices(database.db, now)).toBe(1);
  expect(await toldTo(vera)).toEqual(["younger@shop.example"]);
  await database.db.user.delete({ where: { id: vera } });
  expect(await database.db.userNotice.count({ where: { userId: vera } })).toBe(0);
  expect(await toldTo(robin)).toHaveLength(1);
});

test("takes an address off everybody who merely held it, whatever their status, and tells each of them once", async () => {
  const email = `${randomUUID()}@shop.example`;
  const holders = [await holder(email), await holder(email, "suspended"), await holder(email, "locked"), await holder(email, "deletion_pending")];
  await database.db.passkey.create({ data: { userId: holders[0] ?? "", credentialId: randomUUID(), publicKey: Buffer.from("x"), counter: 0, userHandle: "h", name: "key", deviceType: "singleDevice", backedUp: false } });
  const [owner, other] = [await newUser(database, { email, provedEmail: email }), await holder(`x${email}`)];
  const move = () => database.transaction((tx) => moveAddressAway(tx, email));
  await move();
  await move();
  for (const id of holders) {
    expect(await database.db.user.findUniqueOrThrow({ where: { id }, select: { name: true, email: true, provedEmail: true } })).toEqual({ name: "Robin", email: null, provedEmail: null });
    expect(await toldTo(id)).toEqual([email]);
    expect(await auditTrail(database, { userId: id })).toEqual(["email.moved"]);
  }
  expect(await database.db.passkey.count({ where: { userId: holders[0] ?? "" } })).toBe(1);
  for (const id of [owner, other]) expect([await toldTo(id), await auditTrail(database, { userId: id })]).toEqual([[], []]);
  expect(await database.db.user.findUniqueOrThrow({ where: { id: owner } })).toMatchObject({ email, provedEmail: email });
  expect(await database.db.user.findUniqueOrThrow({ where: { id: other } })).toMatchObject({ email: `x${email}` });
});
