import { beforeEach, expect, test } from "vitest";
import { testDatabase } from "#scripts/test/installation.ts";
import type { Database } from "../db/client.ts";
import type { PersonalDataEntry } from "../personal-data/entry.ts";
import { changeAddress, listAddresses, makeDefaultAddress, mostAddresses } from "./addresses.ts";
import { removeFromBag, setBagQuantity, viewBag } from "./bag.ts";
import { listOrders, viewOrder } from "./orders.ts";
import { addresses } from "./personal-data/addresses.ts";
import { bag } from "./personal-data/bag.ts";
import { orders } from "./personal-data/orders.ts";
import { savedItems } from "./personal-data/saved-items.ts";
import { placeOrder } from "./place-order.ts";
import { removeSaved, saveForLater, viewSaved } from "./saved.ts";
import { checkoutForm, fillBag, newAddress, newShopper, someAddress } from "./test-shoppers.ts";

let database: Database;
/** Whose things go, and to whom. */
let vera: string;
let kim: string;

testDatabase((made) => void (database = made));

beforeEach(async () => {
  [vera, kim] = [await newShopper(database), await newShopper(database)];
});

const users = () => ({ fromUserId: vera, toUserId: kim });
const move = ({ move: run }: PersonalDataEntry) => database.transaction((tx) => run(tx, users()));

/** Takes a move back, having checked that it was foretold. */
async function moveBack(entry: PersonalDataEntry, journal: unknown) {
  const foretold = await entry.reviewMove(database.db, users(), journal);
  expect(await database.transaction((tx) => entry.moveBack(tx, users(), journal))).toEqual(foretold);
  return foretold;
}

const bagOf = async (userId: string) => Object.fromEntries((await viewBag(database.db, { kind: "user", userId })).lines.map(({ product, quantity }) => [product.id, quantity]));
const savedBy = async (userId: string) => (await viewSaved(database.db, { kind: "user", userId })).map(({ id }) => id).toSorted();
const streets = async (userId: string) => (await listAddresses(database.db, userId)).map(({ line1 }) => line1);

test("adds the quantities of the same product up, to 99 at most, and takes exactly that back", async () => {
  await fillBag(database, vera, { "seed-tin": 2, "wool-blanket": 60, "bird-house": 1 });
  await fillBag(database, kim, { "seed-tin": 3, "wool-blanket": 60, "camp-stool": 1 });
  const journal = await move(bag);
  expect(await bagOf(kim)).toEqual({ "seed-tin": 5, "wool-blanket": 99, "bird-house": 1, "camp-stool": 1 });
  expect(await moveBack(bag, journal)).toEqual({ back: 3, changed: 0 });
  expect([await bagOf(vera), await bagOf(kim)]).toEqual([{ "seed-tin": 2, "wool-blanket": 60, "bird-house": 1 }, { "seed-tin": 3, "wool-blanket": 60, "camp-stool": 1 }]);
});

test("gives back no part of a sum that was changed or bought since, and no line that was: it would be there twice", async () => {
  await fillBag(database, vera, { "seed-tin": 2, "wool-blanket": 4, "bird-house": 1, "camp-lantern": 1 });
  await fillBag(database, kim, { "seed-tin": 3, "wool-blanket": 1 });
  const journal = await move(bag);
  await setBagQuantity(database.db, { kind: "user", userId: kim }, "seed-tin", 6);
  await removeFromBag(database.db, { kind: "user", userId: kim }, "wool-blanket");
  await setBagQuantity(database.db, { kind: "user", userId: kim }, "bird-house", 2);
  expect(await moveBack(bag, journal)).toEqual({ back: 1, changed: 3 });
  expect([await bagOf(vera), await bagOf(kim)]).toEqual([{ "camp-lantern": 1 }, { "seed-tin": 6, "bird-house": 2 }]);
});

test("keeps what both have saved once, gives each their own back, and leaves out what was taken off since", async () => {
  for (const id of ["seed-tin", "bird-house", "camp-stool"] as const) await saveForLater(database.db, { kind: "user", userId: vera }, id);
  await saveForLater(database.db, { kind: "user", userId: kim }, "seed-tin");
  const journal = await move(savedItems);
  expect(await savedBy(kim)).toEqual(["bird-house", "camp-stool", "seed-tin"]);
  await removeSaved(database.db, { kind: "user", userId: kim }, "bird-house");
  expect(await moveBack(savedItems, journal)).toEqual({ back: 2, changed: 1 });
  expect([await savedBy(vera), await savedBy(kim)]).toEqual([["camp-stool", "seed-tin"], ["seed-tin"]]);
});

test("keeps an address that both have once, and leaves the default of the other where nothing newer was chosen", async () => {
  await newAddress(database, kim, { line1: "Kim's" });
  await newAddress(database, kim, { line1: "Ours" });
  await newAddress(database, vera, { line1: "Ours" });
  await newAddress(database, vera, { line1: "Vera's" });
  const journal = await move(addresses);
  expect(await streets(kim)).toEqual(["Kim's", "Ours", "Vera's"]);
  expect(await moveBack(addresses, journal)).toEqual({ back: 2, changed: 0 });
  expect([await streets(vera), await streets(kim)]).toEqual([["Ours", "Vera's"], ["Kim's", "Ours"]]);
});

test("takes as the default what either of them chose last, also when that one is there already", async () => {
  const kims = await newAddress(database, kim, { line1: "Kim's" });
  await newAddress(database, kim, { line1: "Ours" });
  await newAddress(database, vera, { line1: "Vera's" });
  const veras = await newAddress(database, vera, { line1: "Ours" });
  await makeDefaultAddress(database.db, kim, kims);
  await makeDefaultAddress(database.db, vera, veras);
  const journal = await move(addresses);
  expect(await streets(kim)).toEqual(["Ours", "Kim's", "Vera's"]);
  await moveBack(addresses, journal);
  expect([await streets(vera), await streets(kim)]).toEqual([["Ours", "Vera's"], ["Kim's", "Ours"]]);
});

test("leaves an address that was changed or made the default since where it is, and no default that was chosen since is lost", async () => {
  await newAddress(database, kim, { line1: "Ours" });
  const veras = await newAddress(database, vera, { line1: "Ours" });
  await makeDefaultAddress(database.db, vera, veras);
  const [changed, chosen] = [await newAddress(database, vera, { line1: "Old street" }), await newAddress(database, vera, { line1: "New default" })];
  const journal = await move(addresses);
  await changeAddress(database.db, kim, changed, someAddress({ line1: "New street" }));
  await makeDefaultAddress(database.db, kim, chosen);
  expect(await moveBack(addresses, journal)).toEqual({ back: 1, changed: 2 });
  expect([await streets(vera), await streets(kim)]).toEqual([["Ours"], ["New default", "Ours", "New street"]]);
});

test("moves every address, also beyond the number that one user may add", async () => {
  for (let count = 0; count < mostAddresses; count += 1) for (const [userId, name] of [[vera, "Vera"], [kim, "Kim"]] as const) await newAddress(database, userId, { line1: `${name} ${count}` });
  await move(addresses);
  expect(await streets(kim)).toHaveLength(2 * mostAddresses);
});

/** The number of a new order of a user. */
async function newOrder(userId: string): Promise<string> {
  await fillBag(database, userId, { "seed-tin": 2, "bird-house": 1 });
  const placed = await placeOrder(database, await checkoutForm(database, userId, await newAddress(database, userId)));
  return placed.kind === "placed" ? placed.number : placed.kind;
}

test("moves all orders whole, and takes them back while placed ones since stay", async () => {
  const [veras, kims] = [await newOrder(vera), await newOrder(kim)];
  const whole = await viewOrder(database.db, vera, veras);
  const journal = await move(orders);
  expect(await viewOrder(database.db, kim, veras)).toEqual(whole);
  const since = await newOrder(kim);
  expect(await moveBack(orders, journal)).toEqual({ back: 1, changed: 0 });
  expect(await viewOrder(database.db, vera, veras)).toEqual(whole);
  expect((await listOrders(database.db, kim)).orders.map(({ number }) => number)).toEqual([since, kims]);
});

test("erases who an order was for and where it went, and keeps what was sold", async () => {
  const number = await newOrder(vera);
  await database.transaction((tx) => orders.erase(tx, vera));
  expect(await database.db.order.findUniqueOrThrow({ where: { number }, select: { userId: true, address: true, lines: { select: { productId: true } } } })).toEqual({
    userId: null,
    address: null,
    lines: expect.arrayContaining([{ productId: "seed-tin" }, { productId: "bird-house" }]),
  });
});
