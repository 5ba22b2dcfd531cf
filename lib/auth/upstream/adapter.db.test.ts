import { PrismaAdapter } from "@auth/prisma-adapter";
import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "#scripts/test/database.ts";
import { newSession, newUser } from "../../accounts/test-people.ts";
import { sha256 } from "../../crypto/random.ts";
import { connectDatabase, type Database } from "../../db/client.ts";
import { mended, relied } from "./test-stock.ts";

/** What the stock Prisma adapter, Prisma and pg do with a real database. */

let place: TestDatabase;
let database: Database;
beforeAll(async () => {
  place = await createTestDatabase();
  database = connectDatabase(place.url);
});
afterAll(async () => {
  await database?.close();
  await place?.drop();
});

type Where = { where: { sessionToken: string } };

/** The stock adapter over our tables; our sessions are found by a hash of the token. */
function stockAdapter() {
  const { db } = database;
  const byHash = ({ where, ...rest }: Where) => ({ ...rest, where: { tokenHash: sha256(where.sessionToken) } });
  const session = { findUnique: (args: Where) => db.session.findUnique(byHash(args)), delete: (args: Where) => db.session.delete(byHash(args)) };
  return PrismaAdapter({ user: db.user, account: db.account, session } as unknown as Parameters<typeof PrismaAdapter>[0]);
}

test("deleting a session or an account that is gone throws P2025", async () => {
  const { deleteSession, unlinkAccount } = stockAdapter();
  await expect(deleteSession?.("gone"), mended("lib/sessions/revoke.ts")).rejects.toMatchObject({ code: "P2025" });
  await expect(unlinkAccount?.({ provider: "amazon", providerAccountId: "amzn1.account.GONE" }), mended("lib/sessions/revoke.ts")).rejects.toMatchObject({ code: "P2025" });
});

test("a session that expired long ago is read like a good one", async () => {
  const { token } = await newSession(database, await newUser(database));
  await database.db.session.update({ where: { tokenHash: sha256(token) }, data: { expires: new Date(0) }, select: { id: true } });
  const found = await stockAdapter().getSessionAndUser?.(token);
  expect(found?.session.expires, mended("lib/sessions/check.ts")).toEqual(new Date(0));
});

test("the adapter has no way to write two things together, and none to change an account", () => {
  const methods = Object.keys(stockAdapter());
  expect(methods.filter((name) => /transaction/i.test(name)), mended("lib/accounts/sign-in-with-provider.ts")).toEqual([]);
  expect(methods.includes("updateAccount"), mended("lib/accounts/account-rows.ts")).toBe(false);
});

test("findUnique compares letters exactly: an address in capitals is somebody else's", async () => {
  await newUser(database, { provedEmail: "vera@shop.example" });
  const find = (provedEmail: string) => database.db.user.findUnique({ where: { provedEmail }, select: { id: true } });
  expect(await find("Vera@Shop.example"), mended("lib/accounts/email-address.ts")).toBeNull();
  expect(await find("vera@shop.example")).not.toBeNull();
});

test("a pool that nobody bounds lets a caller wait for ever, and any number of them", async () => {
  const pool = new pg.Pool({ connectionString: place.url, max: 1 });
  const held = await pool.connect();
  vi.useFakeTimers();
  let ended = 0;
  const waiting = Array.from({ length: 500 }, async () => {
    const client = await pool.connect().finally(() => (ended += 1));
    client.release();
  });
  const allEnded = Promise.allSettled(waiting);
  try {
    await vi.advanceTimersByTimeAsync(86_400_000);
    expect([ended, pool.waitingCount], mended("lib/db/pool.ts")).toEqual([0, 500]);
  } finally {
    vi.useRealTimers();
    held.release();
    await allEnded;
    await pool.end();
  }
});

test("a transaction that failed leaves nothing, which is what our sign-in is built on", async () => {
  const name = "Written and taken back";
  await expect(database.transaction(async (tx) => {
    await tx.user.create({ data: { name }, select: { id: true } });
    throw new Error("after the write");
  })).rejects.toThrow("after the write");
  expect(await database.db.user.count({ where: { name } }), relied("lib/db/client.ts")).toBe(0);
});
