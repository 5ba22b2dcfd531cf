import { expect, test } from "vitest";
import { testDatabase } from "#scripts/test/installation.ts";
import type { Database } from "../db/client.ts";
import { addToBag, removeFromBag, setBagQuantity, tidyBag, viewBag } from "./bag.ts";
import { countBag } from "./bag-count.ts";
import { createGuest } from "./guest-session.ts";
import type { Owner } from "./owner.ts";

let database: Database;

testDatabase((made) => void (database = made));

async function newGuest(): Promise<Owner> {
  return { kind: "guest", guestId: (await createGuest(database.db)).guestId };
}

async function newUser(): Promise<Owner> {
  return { kind: "user", userId: (await database.db.user.create({ data: { name: "Robin" }, select: { id: true } })).id };
}

async function quantities(owner: Owner): Promise<Record<string, number>> {
  const { lines } = await viewBag(database.db, owner);
  return Object.fromEntries(lines.map((line) => [line.product.id, line.quantity]));
}

test.each([["user", newUser], ["guest", newGuest]] as const)("adds the quantities of a product that a %s adds twice", async (_, newOwner) => {
  const owner = await newOwner();
  expect(await addToBag(database.db, owner, "seed-tin", 2)).toBe("added");
  expect(await addToBag(database.db, owner, "seed-tin", 3)).toBe("added");
  expect(await addToBag(database.db, owner, "camp-stool", 1)).toBe("added");
  expect(await quantities(owner)).toEqual({ "seed-tin": 5, "camp-stool": 1 });
});

test("holds 99 of a product at most, however it is added, and says when it is full", async () => {
  const owner = await newUser();
  expect(await addToBag(database.db, owner, "seed-tin", 98)).toBe("added");
  expect(await addToBag(database.db, owner, "seed-tin", 98)).toBe("full");
  expect(await addToBag(database.db, owner, "camp-stool", 5_000)).toBe("full");
  expect(await quantities(owner)).toEqual({ "seed-tin": 99, "camp-stool": 99 });
});

test("loses none of 20 additions that arrive at once", async () => {
  const owner = await newGuest();
  await Promise.all(Array.from({ length: 20 }, () => addToBag(database.db, owner, "wool-blanket", 1)));
  expect(await quantities(owner)).toEqual({ "wool-blanket": 20 });
});

test("totals lines, bag and count in exact cents", async () => {
  const owner = await newGuest();
  await addToBag(database.db, owner, "seed-tin", 3);
  await addToBag(database.db, owner, "enamel-kettle", 1);
  const bag = await viewBag(database.db, owner);
  expect(bag.lines.map((line) => line.total.minor)).toEqual([4_350, 5_800]);
  expect(bag).toMatchObject({ count: 4, total: { minor: 10_150, currency: "USD" } });
  expect(await countBag(database.query, owner)).toBe(4);
});

test("shows the oldest line first, even when two came within one millisecond", async () => {
  const owner = await newUser();
  await addToBag(database.db, owner, "wool-blanket", 1);
  await addToBag(database.db, owner, "bird-house", 1);
  const userId = owner.kind === "user" ? owner.userId : "";
  await database.pool.query(`UPDATE "BagItem" SET "addedAt" = '2026-11-25T10:00:00.000100Z' WHERE "userId" = $1 AND "productId" = 'wool-blanket'`, [userId]);
  await database.pool.query(`UPDATE "BagItem" SET "addedAt" = '2026-11-25T10:00:00.000200Z' WHERE "userId" = $1 AND "productId" = 'bird-house'`, [userId]);
  expect(Object.keys(await quantities(owner))).toEqual(["wool-blanket", "bird-house"]);
});

test("sets and removes a line, and says when the bag does not hold the product", async () => {
  const owner = await newUser();
  await addToBag(database.db, owner, "seed-tin", 3);
  expect(await setBagQuantity(database.db, owner, "seed-tin", 7)).toBe(true);
  expect(await setBagQuantity(database.db, owner, "camp-stool", 7)).toBe(false);
  expect(await quantities(owner)).toEqual({ "seed-tin": 7 });
  expect(await removeFromBag(database.db, owner, "seed-tin")).toBe(true);
  expect(await removeFromBag(database.db, owner, "seed-tin")).toBe(false);
  expect(await quantities(owner)).toEqual({});
});

test("leaves the bags of other owners alone", async () => {
  const [robin, kim, guest] = [await newUser(), await newUser(), await newGuest()];
  for (const owner of [robin, kim, guest]) await addToBag(database.db, owner, "seed-tin", 2);
  await setBagQuantity(database.db, robin, "seed-tin", 9);
  await removeFromBag(database.db, guest, "seed-tin");
  expect(await quantities(robin)).toEqual({ "seed-tin": 9 });
  expect(await quantities(kim)).toEqual({ "seed-tin": 2 });
  expect(await quantities(guest)).toEqual({});
});

async function putDiscontinued(owner: Owner): Promise<void> {
  await database.db.bagItem.create({ data: { ...(owner.kind === "guest" ? { guestId: owner.guestId } : { userId: owner.userId }), productId: "discontinued", quantity: 4 } });
}

test("leaves out products that are no longer in the range, and counts them", async () => {
  const owner = await newGuest();
  await putDiscontinued(owner);
  await addToBag(database.db, owner, "seed-tin", 1);
  expect(await quantities(owner)).toEqual({ "seed-tin": 1 });
  expect(await viewBag(database.db, owner)).toMatchObject({ vanished: 1, count: 1, total: { minor: 1_450 } });
  expect(await countBag(database.query, owner)).toBe(1);
});

test("takes out what is no longer sold, of this owner only, and nothing else", async () => {
  const [robin, kim] = [await newUser(), await newUser()];
  for (const owner of [robin, kim]) {
    await putDiscontinued(owner);
    await addToBag(database.db, owner, "seed-tin", 1);
  }
  await tidyBag(database.db, robin);
  expect(await viewBag(database.db, robin)).toMatchObject({ vanished: 0, count: 1 });
  expect(await viewBag(database.db, kim)).toMatchObject({ vanished: 1, count: 1 });
});

test("writes nothing for a guest that has just been joined to a user", async () => {
  const owner = await newGuest();
  await database.db.guest.deleteMany({ where: { id: owner.kind === "guest" ? owner.guestId : "" } });
  expect(await addToBag(database.db, owner, "seed-tin", 1)).toBe("owner_gone");
});
