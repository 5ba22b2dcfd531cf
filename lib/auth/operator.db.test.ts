import { beforeEach, expect, test, vi } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { newAddress, newSession, newUser } from "../accounts/test-people.ts";
import { database } from "../db/client.ts";
import type { env } from "../env.ts";
import type { SignInMethodName } from "../sessions/methods.ts";
import { operatorOf } from "./operator.ts";

/** Who is an operator. */

testInstallation();

let address: string;
let listed: string[];
vi.mock("../env.ts", async (original) => {
  const actual = await original<{ env: typeof env }>();
  return { ...actual, env: () => ({ ...actual.env(), OPS_EMAILS: listed }) };
});

beforeEach(() => {
  address = newAddress();
  listed = ["other@shop.example", address];
});

async function ask(userId: string, method: SignInMethodName = "password") {
  const { id } = await newSession(database(), userId, { method });
  return await operatorOf(database().db, { id, userId, method, authenticatedAt: new Date() });
}

const proved = async (email = address) => await newUser(database(), { email, provedEmail: email });

test.each(["password", "passkey"] as const)("a user whose proved address is listed is one in a session that began with a %s", async (method) => {
  const userId = await proved();
  expect(await ask(userId, method)).toMatchObject({ userId, session: { method } });
});

test.each(["amazon", "google", "oidc", "email_code", "email_link"] as const)("the same user is none in a session that began by %s", async (method) => {
  expect(await ask(await proved(), method)).toBeNull();
});

test("the list may be written in any case; an address that is held and not proved, one that is not listed, and an empty list make nobody one", async () => {
  const userId = await proved();
  listed = [address.toUpperCase()];
  expect(await ask(userId)).not.toBeNull();
  listed = ["someone@shop.example", "not an address"];
  expect(await ask(userId)).toBeNull();
  listed = [];
  expect(await ask(userId)).toBeNull();
  listed = [address];
  await database().db.user.update({ where: { id: userId }, data: { provedEmail: null }, select: { id: true } });
  expect(await ask(userId)).toBeNull();
});

test.each(["suspended", "locked", "deletion_pending"] as const)("a user who is %s is none", async (status) => {
  const userId = await proved();
  // Their session began before: nobody who is on hold gets one.
  const { id } = await newSession(database(), userId, { method: "password" });
  const session = { id, userId, method: "password", authenticatedAt: new Date() } as const;
  expect(await operatorOf(database().db, session)).not.toBeNull();
  await database().db.user.update({ where: { id: userId }, data: { status }, select: { id: true } });
  expect(await operatorOf(database().db, session)).toBeNull();
});

test("without a session there is none, and nobody is looked up whose session cannot be an operator's", async () => {
  expect(await operatorOf(database().db, null)).toBeNull();
  const statements = vi.spyOn(database().db.user, "findFirst");
  await ask(await proved(), "email_code");
  expect(statements).not.toHaveBeenCalled();
  statements.mockRestore();
});
