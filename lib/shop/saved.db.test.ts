import { expect, test } from "vitest";
import { testDatabase } from "#scripts/test/installation.ts";
import type { Database } from "../db/client.ts";
import { viewBag } from "./bag.ts";
import { createGuest } from "./guest-session.ts";
import type { Owner } from "./owner.ts";
import { moveSavedToBag, removeSaved, saveForLater, viewSaved } from "./saved.ts";

let database: Database;

testDatabase((made) => void (database = made));

async function newGuest(): Promise<Owner> {
  return { kind: "guest", guestId: (await createGuest(database.db)).guestId };
}

async function savedIds(owner: Owner): Promise<string[]> {
  return (await viewSaved(database.db, owner)).map((product) => product.id);
}

test("saves a product once, however often it is saved, and shows the newest first", async () => {
  const owner = await newGuest();
  await saveForLater(database.db, owner, "bird-house");
  await saveForLater(database.db, owner, "camp-lantern");
  await Promise.all(Array.from({ length: 5 }, () => saveForLater(database.db, owner, "bird-house")));
  expect(await savedIds(owner)).toEqual(["camp-lantern", "bird-house"]);
});

test("moves a saved product into the bag once, even when two requests race", async () => {
  const owner = await newGuest();
  await saveForLater(database.db, owner, "bird-house");
  const moves = await Promise.all([1, 2].map(() => database.transaction((tx) => moveSavedToBag(tx, owner, "bird-house"))));
  expect(moves.toSorted()).toEqual([false, true]);
  expect(await savedIds(owner)).toEqual([]);
  const { lines } = await viewBag(database.db, owner);
  expect(lines.map((line) => [line.product.id, line.quantity])).toEqual([["bird-house", 1]]);
});

test("touches only the owner's own saved products", async () => {
  const [one, other] = [await newGuest(), await newGuest()];
  await saveForLater(database.db, one, "bird-house");
  expect(await removeSaved(database.db, other, "bird-house")).toBe(false);
  expect(await database.transaction((tx) => moveSavedToBag(tx, other, "bird-house"))).toBe(false);
  expect(await savedIds(one)).toEqual(["bird-house"]);
  expect(await removeSaved(database.db, one, "bird-house")).toBe(true);
  expect(await savedIds(one)).toEqual([]);
});

test("writes nothing for a guest that has just been joined to a user", async () => {
  const owner = await newGuest();
  await database.db.guest.deleteMany({ where: { id: owner.kind === "guest" ? owner.guestId : "" } });
  expect(await saveForLater(database.db, owner, "bird-house")).toBe("owner_gone");
});
