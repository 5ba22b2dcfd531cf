import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { testDatabase } from "#scripts/test/installation.ts";
import type { Database } from "../db/client.ts";
import { addAddress, changeAddress, findAddress, listAddresses, makeDefaultAddress, mostAddresses, removeAddress } from "./addresses.ts";
import { newAddress, newShopper, someAddress } from "./test-shoppers.ts";

let database: Database;

testDatabase((made) => void (database = made));

const names = async (userId: string) => (await listAddresses(database.db, userId)).map(({ fullName }) => fullName);

test("keeps an address as it was typed, with the name of its country", async () => {
  const userId = await newShopper(database);
  const id = await newAddress(database, userId, { line2: "Flat 2", region: "Greater London" });
  expect(await findAddress(database.db, userId, id)).toEqual({ id, ...someAddress({ line2: "Flat 2", region: "Greater London" }), countryName: "United Kingdom" });
});

test("lists the oldest first until another is made the default, and the one before it again when that is removed", async () => {
  const userId = await newShopper(database);
  const ids: Record<string, string> = {};
  for (const fullName of ["One", "Two", "Three"]) ids[fullName] = await newAddress(database, userId, { fullName });
  expect(await names(userId)).toEqual(["One", "Two", "Three"]);
  expect(await makeDefaultAddress(database.db, userId, ids.Three ?? "")).toBe(true);
  expect(await makeDefaultAddress(database.db, userId, ids.Two ?? "")).toBe(true);
  expect(await names(userId)).toEqual(["Two", "Three", "One"]);
  expect(await removeAddress(database.db, userId, ids.Two ?? "")).toBe(true);
  expect(await names(userId)).toEqual(["Three", "One"]);
});

test("keeps 20 addresses of a user and not one more, even when 25 arrive at once", async () => {
  const [userId, other] = [await newShopper(database), await newShopper(database)];
  const additions = await Promise.all(Array.from({ length: 25 }, () => addAddress(database, userId, someAddress())));
  expect(additions.filter(({ kind }) => kind === "added")).toHaveLength(mostAddresses);
  expect(additions.filter(({ kind }) => kind === "full")).toHaveLength(5);
  expect(await listAddresses(database.db, userId)).toHaveLength(mostAddresses);
  expect(await addAddress(database, other, someAddress())).toMatchObject({ kind: "added" });
  await removeAddress(database.db, userId, (await listAddresses(database.db, userId))[0]?.id ?? "");
  expect(await addAddress(database, userId, someAddress())).toMatchObject({ kind: "added" });
});

test("writes nothing for a user who was deleted a moment ago", async () => {
  expect(await addAddress(database, randomUUID(), someAddress())).toEqual({ kind: "user_gone" });
});

test("somebody else cannot see, change, prefer or remove an address", async () => {
  const [vera, mal] = [await newShopper(database), await newShopper(database)];
  const id = await newAddress(database, vera);
  const [before] = await database.db.address.findMany({ where: { id } });
  expect(await findAddress(database.db, mal, id)).toBeNull();
  expect(await changeAddress(database.db, mal, id, someAddress({ fullName: "Mal" }))).toBe(false);
  expect(await makeDefaultAddress(database.db, mal, id)).toBe(false);
  expect(await removeAddress(database.db, mal, id)).toBe(false);
  expect(await listAddresses(database.db, mal)).toEqual([]);
  expect(await database.db.address.findMany({ where: { id } })).toEqual([before]);
});

test.each(["", "x", "-1", "1", "' OR 1=1 --", "00000000-0000-0000-0000-000000000000", "../..", "{}", randomUUID().slice(1)])("finds no address for the id %j, and no fault", async (id) => {
  const userId = await newShopper(database);
  await newAddress(database, userId);
  expect(await findAddress(database.db, userId, id)).toBeNull();
  expect(await changeAddress(database.db, userId, id, someAddress())).toBe(false);
  expect(await makeDefaultAddress(database.db, userId, id)).toBe(false);
  expect(await removeAddress(database.db, userId, id)).toBe(false);
  expect(await listAddresses(database.db, userId)).toHaveLength(1);
});

test("changes an address in place, and only what was typed", async () => {
  const userId = await newShopper(database);
  const [id, other] = [await newAddress(database, userId), await newAddress(database, userId, { fullName: "Other" })];
  const before = await database.db.address.findUniqueOrThrow({ where: { id } });
  expect(await changeAddress(database.db, userId, id, someAddress({ city: "Leeds", line2: "c/o Kim" }))).toBe(true);
  const after = await database.db.address.findUniqueOrThrow({ where: { id } });
  expect(after).toMatchObject({ ...before, city: "Leeds", line2: "c/o Kim", updatedAt: after.updatedAt });
  expect(await findAddress(database.db, userId, other)).toMatchObject({ fullName: "Other", city: "London" });
});

test("forgets a user's addresses with the user", async () => {
  const userId = await newShopper(database);
  const id = await newAddress(database, userId);
  await database.db.user.delete({ where: { id: userId } });
  expect(await database.db.address.count({ where: { id } })).toBe(0);
});
