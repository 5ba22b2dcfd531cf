import { expect, test } from "vitest";
import { testDatabase } from "#scripts/test/installation.ts";
import { joinGuest } from "../composition.ts";
import type { Database } from "../db/client.ts";
import { addToBag, viewBag } from "./bag.ts";
import { createGuest, findGuest, guestMaxAgeSeconds } from "./guest-session.ts";
import type { Owner } from "./owner.ts";
import { saveForLater, viewSaved } from "./saved.ts";

let database: Database;

testDatabase((made) => void (database = made));

type Guest = { owner: Owner; guestId: string; token: string };

async function newGuest(): Promise<Guest> {
  const { guestId, token } = await createGuest(database.db);
  return { owner: { kind: "guest", guestId }, guestId, token };
}

async function newUser(): Promise<Extract<Owner, { kind: "user" }>> {
  return { kind: "user", userId: (await database.db.user.create({ data: { name: "Robin" }, select: { id: true } })).id };
}

async function join(token: string | null, userId: string): Promise<void> {
  await database.transaction((tx) => joinGuest(token)(tx, userId));
}

async function belongings(owner: Owner) {
  const { lines } = await viewBag(database.db, owner);
  return {
    bag: Object.fromEntries(lines.map((line) => [line.product.id, line.quantity])),
    saved: (await viewSaved(database.db, owner)).map((product) => product.id).toSorted(),
  };
}

test("finds a guest by the token and stores only its hash", async () => {
  const { guestId, token } = await newGuest();
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(await findGuest(database.db, token)).toBe(guestId);
  const row = await database.db.guest.findUniqueOrThrow({ where: { id: guestId } });
  expect(JSON.stringify(row)).not.toContain(token);
});

test.each([null, "", "x", "a".repeat(43), "a".repeat(5_000), "\u0000".repeat(43), "' OR 1=1 --"])("finds no guest for the token %j", async (token) => {
  expect(await findGuest(database.db, token)).toBeNull();
});

test("forgets a guest 90 days after the first thing was added", async () => {
  const { guestId, token } = await newGuest();
  const later = new Date(Date.now() + (guestMaxAgeSeconds + 1) * 1_000);
  expect(await findGuest(database.db, token, later)).toBeNull();
  const user = await newUser();
  await addToBag(database.db, { kind: "guest", guestId }, "seed-tin", 1);
  await database.db.guest.update({ where: { id: guestId }, data: { createdAt: new Date(0) } });
  await join(token, user.userId);
  expect(await belongings(user)).toEqual({ bag: {}, saved: [] });
});

test("adds the guest's bag to the user's, keeps saved products once, and deletes the guest", async () => {
  const [guest, user] = [await newGuest(), await newUser()];
  await addToBag(database.db, guest.owner, "seed-tin", 2);
  await addToBag(database.db, guest.owner, "wool-blanket", 60);
  await addToBag(database.db, user, "seed-tin", 3);
  await addToBag(database.db, user, "wool-blanket", 60);
  await addToBag(database.db, user, "camp-stool", 1);
  for (const productId of ["bird-house", "camp-lantern"] as const) await saveForLater(database.db, guest.owner, productId);
  await saveForLater(database.db, user, "bird-house");

  await join(guest.token, user.userId);

  expect(await belongings(user)).toEqual({ bag: { "seed-tin": 5, "wool-blanket": 99, "camp-stool": 1 }, saved: ["bird-house", "camp-lantern"] });
  expect(await belongings(guest.owner)).toEqual({ bag: {}, saved: [] });
  expect(await findGuest(database.db, guest.token)).toBeNull();
});

test("joining again changes nothing", async () => {
  const [guest, user] = [await newGuest(), await newUser()];
  await addToBag(database.db, guest.owner, "seed-tin", 2);
  for (let time = 0; time < 3; time += 1) await join(guest.token, user.userId);
  expect(await belongings(user)).toEqual({ bag: { "seed-tin": 2 }, saved: [] });
});

test("does not double anything when several sign-ins with one cookie finish at once", async () => {
  const [guest, user] = [await newGuest(), await newUser()];
  await addToBag(database.db, user, "seed-tin", 1);
  await addToBag(database.db, guest.owner, "seed-tin", 2);
  await addToBag(database.db, guest.owner, "camp-stool", 4);
  await Promise.all(Array.from({ length: 8 }, () => join(guest.token, user.userId)));
  expect(await belongings(user)).toEqual({ bag: { "seed-tin": 3, "camp-stool": 4 }, saved: [] });
});

test("gives the bag to exactly one of two users who sign in with one cookie at once", async () => {
  const [guest, robin, kim] = [await newGuest(), await newUser(), await newUser()];
  await addToBag(database.db, guest.owner, "seed-tin", 2);
  await Promise.all([join(guest.token, robin.userId), join(guest.token, kim.userId)]);
  const bags = [(await belongings(robin)).bag, (await belongings(kim)).bag];
  expect(bags.map((bag) => bag["seed-tin"] ?? 0).toSorted()).toEqual([0, 2]);
});

test("joins two guests to one user at once without a deadlock", async () => {
  const [one, two, user] = [await newGuest(), await newGuest(), await newUser()];
  const ids = ["seed-tin", "camp-stool", "bird-house", "wool-blanket"] as const;
  for (const id of ids) await addToBag(database.db, one.owner, id, 1);
  for (const id of ids.toReversed()) await addToBag(database.db, two.owner, id, 1);
  await Promise.all([join(one.token, user.userId), join(two.token, user.userId)]);
  expect((await belongings(user)).bag).toEqual({ "seed-tin": 2, "camp-stool": 2, "bird-house": 2, "wool-blanket": 2 });
});

test("keeps what a guest adds while the sign-in is joining: in one bag or refused, never lost in silence", async () => {
  const [guest, user] = [await newGuest(), await newUser()];
  await addToBag(database.db, guest.owner, "seed-tin", 1);
  const [added] = await Promise.all([addToBag(database.db, guest.owner, "camp-stool", 1), join(guest.token, user.userId)]);
  const expected = added === "added" ? { "seed-tin": 1, "camp-stool": 1 } : { "seed-tin": 1 };
  expect((await belongings(user)).bag).toEqual(expected);
});

test("touches neither other guests nor other users", async () => {
  const [guest, otherGuest, user, otherUser] = [await newGuest(), await newGuest(), await newUser(), await newUser()];
  for (const owner of [guest.owner, otherGuest.owner, otherUser]) {
    await addToBag(database.db, owner, "seed-tin", 2);
    await saveForLater(database.db, owner, "bird-house");
  }
  await join(guest.token, user.userId);
  const untouched = { bag: { "seed-tin": 2 }, saved: ["bird-house"] };
  expect(await belongings(otherGuest.owner)).toEqual(untouched);
  expect(await belongings(otherUser)).toEqual(untouched);
  expect(await findGuest(database.db, otherGuest.token)).toBe(otherGuest.guestId);
});

test("gives everything back when the sign-in's transaction fails", async () => {
  const [guest, user] = [await newGuest(), await newUser()];
  await addToBag(database.db, guest.owner, "seed-tin", 2);
  const failed = database.transaction(async (tx) => {
    await joinGuest(guest.token)(tx, user.userId);
    throw new Error("the sign-in failed");
  });
  await expect(failed).rejects.toThrow("the sign-in failed");
  expect((await belongings(guest.owner)).bag).toEqual({ "seed-tin": 2 });
  expect((await belongings(user)).bag).toEqual({});
});

test.each([null, "", "a".repeat(43)])("joins nobody for the token %j", async (token) => {
  const user = await newUser();
  await join(token, user.userId);
  expect(await belongings(user)).toEqual({ bag: {}, saved: [] });
});
