import { beforeAll, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { randomToken } from "../crypto/random.ts";
import { type Database, database as openDatabase } from "../db/client.ts";
import { createAccount } from "./account-rows.ts";
import { hasBackup, type RemovableMethod, removeMethod, type RemoveResult, signInMethodsOf, waysIn } from "./sign-in-methods.ts";
import { amazonIdentity, auditTrail, keys, newAddress, newUser } from "./test-people.ts";

let database: Database;

testInstallation();
beforeAll(() => void (database = openDatabase()));

type Has = { email?: "proved" | "held"; password?: true; passkeys?: number; linked?: number };

/** A user with these ways in; the ids of passkeys and accounts come in the order in which they were made. */
async function userWith({ email, password, passkeys = 0, linked = 0 }: Has) {
  const address = newAddress();
  const userId = await newUser(database, email === undefined ? {} : { email: address, ...(email === "proved" && { provedEmail: address }) });
  if (password) await database.db.passwordCredential.create({ data: { userId, hash: "$argon2id$x" } });
  const credential = () => ({ userId, credentialId: randomToken(), publicKey: new Uint8Array([1]), counter: 0n, transports: [], userHandle: userId, name: "Phone", deviceType: "multiDevice", backedUp: true });
  for (let count = 0; count < passkeys; count += 1) await database.db.passkey.create({ data: credential() });
  for (let count = 0; count < linked; count += 1) await database.transaction((tx) => createAccount(tx, userId, amazonIdentity({ providerAccountId: `amzn1.account.${randomToken()}` }), keys));
  return userId;
}

const methodsOf = async (userId: string) => {
  const methods = await signInMethodsOf(database.db, userId);
  if (!methods) throw new Error("no such user");
  return methods;
};
const remove = (userId: string, wanted: RemovableMethod): Promise<RemoveResult> => database.transaction((tx) => removeMethod(tx, userId, wanted));
const first = async (userId: string, kind: "passkeys" | "linked") => (await methodsOf(userId))[kind][0]?.id ?? "";

test.each<[string, Has, number, boolean]>([
  ["nothing", {}, 0, false],
  ["an address that nobody proved", { email: "held" }, 0, false],
  ["a proved address", { email: "proved" }, 1, true],
  ["a proved address and the password that goes with it", { email: "proved", password: true }, 1, true],
  ["an Amazon account", { linked: 1, email: "held" }, 1, false],
  ["two passkeys", { passkeys: 2 }, 2, true],
  ["one of each", { email: "proved", password: true, passkeys: 1, linked: 1 }, 3, true],
])("counts, of %s, the ways that work, and whether one is left without Amazon", async (_name, has, ways, backup) => {
  const methods = await methodsOf(await userWith(has));
  expect([waysIn(methods), hasBackup(methods)]).toEqual([ways, backup]);
});

test("knows nothing of a user who is gone", async () => {
  expect(await signInMethodsOf(database.db, "00000000-0000-4000-8000-000000000000")).toBeNull();
});

test("removes an address with the password that is entered with it, and says both", async () => {
  const userId = await userWith({ email: "proved", password: true, passkeys: 1 });
  expect(await remove(userId, { kind: "email" })).toBe("removed");
  expect(await methodsOf(userId)).toMatchObject({ email: null, password: null });
  expect(await auditTrail(database, { userId })).toEqual(["email.removed", "password.removed"]);
});

test("removes a passkey, a password and a linked account, each with its event and nothing else", async () => {
  const userId = await userWith({ email: "proved", password: true, passkeys: 2, linked: 1 });
  expect(await remove(userId, { kind: "passkey", id: await first(userId, "passkeys") })).toBe("removed");
  expect(await remove(userId, { kind: "password" })).toBe("removed");
  expect(await remove(userId, { kind: "linked", id: await first(userId, "linked") })).toBe("removed");
  expect(await methodsOf(userId)).toMatchObject({ email: { proved: true }, password: null, passkeys: [{ name: "Phone" }], linked: [] });
  expect(await auditTrail(database, { userId })).toEqual(["account.unlinked", "passkey.removed", "password.removed"]);
});

test("does not remove what is the last way in, whichever it is", async () => {
  const byAddress = await userWith({ email: "proved", password: true });
  expect(await remove(byAddress, { kind: "email" })).toBe("last_sign_in_method");
  const byPasskey = await userWith({ passkeys: 1, email: "held" });
  expect(await remove(byPasskey, { kind: "passkey", id: await first(byPasskey, "passkeys") })).toBe("last_sign_in_method");
  const byAmazon = await userWith({ linked: 1 });
  expect(await remove(byAmazon, { kind: "linked", id: await first(byAmazon, "linked") })).toBe("last_sign_in_method");
  for (const userId of [byAddress, byPasskey, byAmazon]) {
    expect(waysIn(await methodsOf(userId))).toBe(1);
    expect(await auditTrail(database, { userId })).toEqual([]);
  }
});

test("counts no account with a provider that is switched off: the rest is kept, and the account may go", async () => {
  const userId = await userWith({ passkeys: 1 });
  await database.db.account.create({ data: { userId, provider: "google", providerAccountId: randomToken() } });
  expect(waysIn(await methodsOf(userId))).toBe(1);
  expect(await remove(userId, { kind: "passkey", id: await first(userId, "passkeys") })).toBe("last_sign_in_method");
  expect(await remove(userId, { kind: "linked", id: await first(userId, "linked") })).toBe("removed");
});

test("removes nothing of another user, and nothing twice", async () => {
  const [vera, mal] = [await userWith({ passkeys: 2 }), await userWith({ passkeys: 2 })];
  const id = await first(vera, "passkeys");
  expect(await remove(mal, { kind: "passkey", id })).toBe("gone");
  expect(await remove(vera, { kind: "passkey", id })).toBe("removed");
  expect(await remove(vera, { kind: "passkey", id })).toBe("gone");
  expect([waysIn(await methodsOf(vera)), waysIn(await methodsOf(mal))]).toEqual([1, 2]);
  for (const kind of ["email", "password"] as const) expect(await remove(vera, { kind })).toBe("gone");
});

test("leaves one way in however many removals come at once", async () => {
  const userId = await userWith({ email: "proved", passkeys: 3, linked: 2 });
  const { passkeys, linked } = await methodsOf(userId);
  const wanted: RemovableMethod[] = [{ kind: "email" }, ...passkeys.map(({ id }) => ({ kind: "passkey" as const, id })), ...linked.map(({ id }) => ({ kind: "linked" as const, id }))];
  const results = await Promise.all(wanted.map((one) => remove(userId, one)));
  expect(results.toSorted()).toEqual(["last_sign_in_method", ...Array.from({ length: 5 }, () => "removed")]);
  expect(waysIn(await methodsOf(userId))).toBe(1);
});
