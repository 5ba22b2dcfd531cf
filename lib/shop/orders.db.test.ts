import { expect, test } from "vitest";
import { testDatabase } from "#scripts/test/installation.ts";
import { randomReference, randomToken } from "../crypto/random.ts";
import type { Database } from "../db/client.ts";
import { listOrders, orderNumber, ordersPerPage, viewOrder } from "./orders.ts";
import { newShopper, someAddress } from "./test-shoppers.ts";

let database: Database;

testDatabase((made) => void (database = made));

/** An order as it would have been placed long ago. @returns its number */
async function oldOrder(userId: string, change: { placedAt?: string; productId?: string; name?: string } = {}): Promise<string> {
  const { number } = await database.db.order.create({
    data: {
      number: randomReference(),
      userId,
      placementHash: randomToken(),
      totalMinor: 2_900,
      currency: "USD",
      lines: { create: { position: 0, productId: change.productId ?? "seed-tin", name: change.name ?? "Meadow seed tin", unitPriceMinor: 1_450, quantity: 2 } },
      address: { create: someAddress() },
    },
    select: { number: true },
  });
  if (change.placedAt) await database.pool.query(`UPDATE "Order" SET "placedAt" = $2 WHERE "number" = $1`, [number, change.placedAt]);
  return number;
}

async function allPages(userId: string): Promise<string[][]> {
  const pages: string[][] = [];
  for (let before: string | null = null; pages.length < 10; ) {
    const { orders, older } = await listOrders(database.db, userId, before);
    pages.push(orders.map(({ number }) => number));
    if (older === null) return pages;
    before = older;
  }
  throw new Error("the pages have no end");
}

test("lists nothing for somebody who has ordered nothing", async () => {
  expect(await listOrders(database.db, await newShopper(database))).toEqual({ orders: [], continued: false, older: null });
});

test("lists newest first, 20 a page, each order once, also where many were placed at one time", async () => {
  const userId = await newShopper(database);
  const numbers: string[] = [];
  for (let index = 0; index < 45; index += 1) numbers.push(await oldOrder(userId, { placedAt: `2026-11-25T10:00:00.00${String(Math.floor(index / 9)).padStart(4, "0")}Z` }));
  const pages = await allPages(userId);
  expect(pages.map(({ length }) => length)).toEqual([ordersPerPage, ordersPerPage, 5]);
  expect(pages.flat().toSorted()).toEqual(numbers.toSorted());
  const moment = (number: string) => Math.floor(numbers.indexOf(number) / 9);
  expect(pages.flat().map(moment)).toEqual(pages.flat().map(moment).toSorted((one, other) => other - one));
});

test("offers no older page when there are exactly 20", async () => {
  const userId = await newShopper(database);
  for (let index = 0; index < ordersPerPage; index += 1) await oldOrder(userId);
  expect(await listOrders(database.db, userId)).toMatchObject({ older: null, continued: false });
});

test("goes on where it was, although an order was placed meanwhile", async () => {
  const userId = await newShopper(database);
  for (let index = 0; index < 21; index += 1) await oldOrder(userId);
  const first = await listOrders(database.db, userId);
  await oldOrder(userId);
  const second = await listOrders(database.db, userId, first.older);
  expect(second.continued).toBe(true);
  expect(second.orders).toHaveLength(1);
  expect(first.orders.map(({ number }) => number)).not.toContain(second.orders[0]?.number);
});

test("begins at the top for a cursor that is no order of this user", async () => {
  const [vera, mal] = [await newShopper(database), await newShopper(database)];
  const [older, newer] = [await oldOrder(vera, { placedAt: "2026-01-01T00:00:00Z" }), await oldOrder(vera)];
  const foreign = await oldOrder(mal, { placedAt: "2026-06-01T00:00:00Z" });
  for (const before of [foreign, "ABCDE-FGHJK", "", "x", "' OR 1=1 --", "-1", undefined, ["x"], "\u0000"]) {
    const { orders, continued } = await listOrders(database.db, vera, before);
    expect(orders.map(({ number }) => number)).toEqual([newer, older]);
    expect(continued).toBe(false);
  }
});

test("shows an order to the user who placed it, by its number in either case, and to nobody else", async () => {
  const [vera, mal] = [await newShopper(database), await newShopper(database)];
  const number = await oldOrder(vera);
  const order = await viewOrder(database.db, vera, number.toLowerCase());
  expect(order).toMatchObject({ number, count: 2, total: { minor: 2_900, currency: "USD" }, address: { ...someAddress(), countryName: "United Kingdom" } });
  expect(order?.lines).toMatchObject([{ name: "Meadow seed tin", product: { id: "seed-tin" }, unitPrice: { minor: 1_450 }, quantity: 2, total: { minor: 2_900 } }]);
  expect(await viewOrder(database.db, mal, number)).toBeNull();
  expect((await listOrders(database.db, mal)).orders).toEqual([]);
});

test("shows what was ordered by the name it had, although it is no longer sold", async () => {
  const userId = await newShopper(database);
  const number = await oldOrder(userId, { productId: "discontinued", name: "Tin whistle" });
  expect(await viewOrder(database.db, userId, number)).toMatchObject({ lines: [{ name: "Tin whistle", product: null }] });
});

test("shows an order whose address was erased", async () => {
  const userId = await newShopper(database);
  const number = await oldOrder(userId);
  await database.db.orderAddress.deleteMany({ where: { order: { number } } });
  expect(await viewOrder(database.db, userId, number)).toMatchObject({ number, address: null });
});

test.each(["", "1", "-1", "ABCDE", "ABCDE-FGHJ0", "ABCDE-FGHJKX", "ABCDE_FGHJK", "' OR 1=1 --", "\u0000", null, undefined, ["ABCDE-FGHJK"], 7])("takes %j for no number of an order", async (value) => {
  expect(orderNumber(value)).toBeNull();
  expect(await viewOrder(database.db, await newShopper(database), value)).toBeNull();
});
