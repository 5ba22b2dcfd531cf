import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { testDatabase } from "#scripts/test/installation.ts";
import { referencePattern } from "../crypto/random.ts";
import type { Database } from "../db/client.ts";
import { changeAddress, removeAddress } from "./addresses.ts";
import { addToBag, removeFromBag, setBagQuantity, viewBag } from "./bag.ts";
import { bagFingerprint } from "./order-fingerprint.ts";
import { placeOrder } from "./place-order.ts";
import { viewOrder } from "./orders.ts";
import type { Owner } from "./owner.ts";
import { checkoutForm, fillBag, newAddress, newShopper, someAddress } from "./test-shoppers.ts";

let database: Database;

testDatabase((made) => void (database = made));

/** A user with an address and a bag of two seed tins and a kettle. */
async function shopperWithBag(): Promise<{ userId: string; owner: Owner; addressId: string }> {
  const userId = await newShopper(database);
  const addressId = await newAddress(database, userId);
  await fillBag(database, userId, { "seed-tin": 2, "enamel-kettle": 1 });
  return { userId, owner: { kind: "user", userId }, addressId };
}

async function bagOf(owner: Owner): Promise<Record<string, number>> {
  const { lines } = await viewBag(database.db, owner);
  return Object.fromEntries(lines.map((line) => [line.product.id, line.quantity]));
}

const ordersOf = async (userId: string) => await database.db.order.findMany({ where: { userId }, include: { lines: { orderBy: { position: "asc" } }, address: true } });
const things = { "seed-tin": 2, "enamel-kettle": 1 };

test("places the bag as it was shown: lines by name and price, total, address; and empties the bag", async () => {
  const { userId, owner } = await shopperWithBag();
  const placement = await placeOrder(database, await checkoutForm(database, userId));
  const [order, ...more] = await ordersOf(userId);
  expect(more).toEqual([]);
  expect(placement).toEqual({ kind: "placed", number: order?.number });
  expect(order?.number).toMatch(referencePattern);
  expect(order).toMatchObject({ totalMinor: 8_700, currency: "USD", address: someAddress() });
  expect(order?.lines.map(({ productId, name, unitPriceMinor, quantity, position }) => [position, productId, name, unitPriceMinor, quantity])).toEqual([
    [0, "seed-tin", "Meadow seed tin", 1_450, 2],
    [1, "enamel-kettle", "Enamel kettle", 5_800, 1],
  ]);
  expect(await bagOf(owner)).toEqual({});
});

test("stores the form's token in no readable form", async () => {
  const { userId } = await shopperWithBag();
  const form = await checkoutForm(database, userId);
  await placeOrder(database, form);
  expect(JSON.stringify(await ordersOf(userId))).not.toContain(form.token);
});

test("leads the same form to the same order, however often it is sent, and whatever is in the bag by then", async () => {
  const { userId, owner } = await shopperWithBag();
  const form = await checkoutForm(database, userId);
  const first = await placeOrder(database, form);
  await fillBag(database, userId, { "camp-stool": 1 });
  expect(await placeOrder(database, form)).toEqual(first);
  expect(await ordersOf(userId)).toHaveLength(1);
  expect(await bagOf(owner)).toEqual({ "camp-stool": 1 });
});

test("makes one order of 20 placements of one form at once", async () => {
  const { userId, owner } = await shopperWithBag();
  const form = await checkoutForm(database, userId);
  const placements = await Promise.all(Array.from({ length: 20 }, () => placeOrder(database, form)));
  const [order, ...more] = await ordersOf(userId);
  expect(more).toEqual([]);
  expect(placements).toEqual(Array.from({ length: 20 }, () => ({ kind: "placed", number: order?.number })));
  expect(await bagOf(owner)).toEqual({});
});

test("orders one bag once when two tabs place it at once", async () => {
  const { userId } = await shopperWithBag();
  const tabs = [await checkoutForm(database, userId), await checkoutForm(database, userId)];
  const placements = await Promise.all(tabs.map((form) => placeOrder(database, form)));
  expect(placements.map(({ kind }) => kind).toSorted()).toEqual(["bag_changed", "placed"]);
  expect(await ordersOf(userId)).toHaveLength(1);
});

const changes: [string, (owner: Owner) => Promise<unknown>][] = [
  ["another thing came in", (owner) => addToBag(database.db, owner, "camp-stool", 1)],
  ["there is more of a thing", (owner) => addToBag(database.db, owner, "seed-tin", 1)],
  ["there is less of a thing", (owner) => setBagQuantity(database.db, owner, "seed-tin", 1)],
  ["a thing was taken out", (owner) => removeFromBag(database.db, owner, "seed-tin")],
  ["it was emptied", async (owner) => { for (const id of ["seed-tin", "enamel-kettle"] as const) await removeFromBag(database.db, owner, id); }],
];

test.each(changes)("orders nothing when the bag is not the one that was shown: %s", async (_, change) => {
  const { userId, owner } = await shopperWithBag();
  const form = await checkoutForm(database, userId);
  await change(owner);
  const before = await bagOf(owner);
  expect(await placeOrder(database, form)).toEqual({ kind: "bag_changed" });
  expect(await ordersOf(userId)).toEqual([]);
  expect(await bagOf(owner)).toEqual(before);
});

test("orders nothing when a price is not the one that was shown", async () => {
  const { userId, owner } = await shopperWithBag();
  const form = await checkoutForm(database, userId);
  const { lines } = await viewBag(database.db, owner);
  const [tins, kettle] = lines;
  if (!tins || !kettle) throw new Error("the bag holds two lines");
  const cheaper = { ...kettle, product: { ...kettle.product, price: { minor: 5_799, currency: "USD" as const } } };
  expect(await placeOrder(database, { ...form, fingerprint: bagFingerprint(userId, [tins, cheaper]) })).toEqual({ kind: "bag_changed" });
  expect(await ordersOf(userId)).toEqual([]);
  expect(await bagOf(owner)).toEqual(things);
});

test("a bag that was changed and changed back is the one that was shown", async () => {
  const { userId, owner } = await shopperWithBag();
  const form = await checkoutForm(database, userId);
  await setBagQuantity(database.db, owner, "seed-tin", 9);
  await setBagQuantity(database.db, owner, "seed-tin", 2);
  expect(await placeOrder(database, form)).toMatchObject({ kind: "placed" });
});

test("either orders what was shown or nothing, and loses nothing, while the bag is changed from another tab", async () => {
  for (let round = 0; round < 12; round += 1) {
    const { userId, owner } = await shopperWithBag();
    const form = await checkoutForm(database, userId);
    const [placement] = await Promise.all([placeOrder(database, form), addToBag(database.db, owner, "seed-tin", 5), addToBag(database.db, owner, "camp-stool", 1)]);
    const orders = await ordersOf(userId);
    const ordered = Object.fromEntries(orders.flatMap(({ lines }) => lines.map(({ productId, quantity }) => [productId, quantity])));
    // What was added is in the bag in either case: beside the rest, or after the order took the rest away.
    const expected = placement.kind === "placed" ? { bag: { "seed-tin": 5, "camp-stool": 1 }, ordered: things } : { bag: { "seed-tin": 7, "enamel-kettle": 1, "camp-stool": 1 }, ordered: {} };
    expect({ bag: await bagOf(owner), ordered }).toEqual(expected);
  }
});

/** How many statements wait for a lock of another transaction. */
const callersInLine = async () => (await database.pool.query(`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)).rowCount;

test("waits for a change of the bag that is under way, and then orders nothing", async () => {
  const { userId, owner } = await shopperWithBag();
  const form = await checkoutForm(database, userId);
  let placement: Promise<unknown> = Promise.resolve();
  await database.transaction(async (tx) => {
    await setBagQuantity(tx, owner, "seed-tin", 3);
    placement = placeOrder(database, form);
    await expect.poll(callersInLine).toBe(1);
  });
  expect(await placement).toEqual({ kind: "bag_changed" });
  expect(await bagOf(owner)).toEqual({ "seed-tin": 3, "enamel-kettle": 1 });
});

test("leaves in the bag what comes in while the order is written, without making it wait", async () => {
  const { userId, owner } = await shopperWithBag();
  const form = await checkoutForm(database, userId);
  let placement: Promise<unknown> = Promise.resolve();
  await database.transaction(async (tx) => {
    await tx.$executeRaw`LOCK TABLE "Order" IN SHARE MODE`;
    placement = placeOrder(database, form);
    await expect.poll(callersInLine).toBe(1);
    expect(await addToBag(database.db, owner, "camp-stool", 1)).toBe("added");
  });
  expect(await placement).toMatchObject({ kind: "placed" });
  expect(await bagOf(owner)).toEqual({ "camp-stool": 1 });
});

test("orders nothing to an address that is not there, or is somebody else's", async () => {
  const { userId, owner, addressId } = await shopperWithBag();
  const mal = await shopperWithBag();
  const form = await checkoutForm(database, userId);
  for (const wrong of [mal.addressId, randomUUID(), "", "-1", "x"]) expect(await placeOrder(database, { ...form, addressId: wrong })).toEqual({ kind: "address_gone" });
  await removeAddress(database.db, userId, addressId);
  expect(await placeOrder(database, form)).toEqual({ kind: "address_gone" });
  expect(await ordersOf(userId)).toEqual([]);
  expect(await bagOf(owner)).toEqual(things);
});

test("an order form of another user neither shows nor makes an order of theirs", async () => {
  const [vera, mal] = [await shopperWithBag(), await shopperWithBag()];
  const form = await checkoutForm(database, vera.userId);
  const placed = await placeOrder(database, form);
  // The same form, sent after another user signed in at this browser: that user's bag was not what it showed.
  expect(await placeOrder(database, { ...form, userId: mal.userId, addressId: mal.addressId })).toEqual({ kind: "bag_changed" });
  const own = await placeOrder(database, { ...(await checkoutForm(database, mal.userId)), token: form.token });
  expect(own).toMatchObject({ kind: "placed" });
  expect(own).not.toEqual(placed);
  expect(await ordersOf(vera.userId)).toHaveLength(1);
  expect(await ordersOf(mal.userId)).toHaveLength(1);
});

test("keeps the address an order went to when the user changes or removes theirs", async () => {
  const { userId, addressId } = await shopperWithBag();
  const placed = await placeOrder(database, await checkoutForm(database, userId));
  const number = placed.kind === "placed" ? placed.number : "";
  await changeAddress(database.db, userId, addressId, someAddress({ city: "Leeds" }));
  await removeAddress(database.db, userId, addressId);
  expect(await viewOrder(database.db, userId, number)).toMatchObject({ address: { city: "London", countryName: "United Kingdom" } });
});

test("leaves out what is no longer sold, and empties it out of the bag with the rest", async () => {
  const { userId } = await shopperWithBag();
  await database.db.bagItem.create({ data: { userId, productId: "discontinued", quantity: 4 } });
  expect(await placeOrder(database, await checkoutForm(database, userId))).toMatchObject({ kind: "placed" });
  const [order] = await ordersOf(userId);
  expect(order?.lines.map(({ productId }) => productId)).toEqual(["seed-tin", "enamel-kettle"]);
  expect(await database.db.bagItem.count({ where: { userId } })).toBe(0);
});

test("orders nothing out of a bag that holds only what is no longer sold", async () => {
  const userId = await newShopper(database);
  await newAddress(database, userId);
  await database.db.bagItem.create({ data: { userId, productId: "discontinued", quantity: 4 } });
  expect(await placeOrder(database, await checkoutForm(database, userId))).toEqual({ kind: "bag_changed" });
});

test("orders nothing for a user who was deleted a moment ago", async () => {
  const { userId } = await shopperWithBag();
  const form = await checkoutForm(database, userId);
  await database.db.user.delete({ where: { id: userId } });
  expect(await placeOrder(database, form)).toEqual({ kind: "user_gone" });
});

test("an order outlives its user, without naming them", async () => {
  const { userId } = await shopperWithBag();
  const placed = await placeOrder(database, await checkoutForm(database, userId));
  await database.db.user.delete({ where: { id: userId } });
  const order = await database.db.order.findUniqueOrThrow({ where: { number: placed.kind === "placed" ? placed.number : "" }, include: { lines: true } });
  expect(order).toMatchObject({ userId: null, totalMinor: 8_700 });
  expect(order.lines).toHaveLength(2);
  expect(JSON.stringify(order)).not.toContain(userId);
});
