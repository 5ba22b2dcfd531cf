import { PrismaAdapter } from "@auth/prisma-adapter";
import { expect, test } from "vitest";
import { testDatabase } from "#scripts/test/installation.ts";
import { newSession, newUser } from "../../accounts/test-people.ts";
import { sha256 } from "../../crypto/random.ts";
import type { Database } from "../../db/client.ts";
import { failureOf, mended } from "./test-stock.ts";

/** What the stock Prisma adapter does with a real database. */

let database: Database;
testDatabase((made) => void (database = made));

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
  expect(await failureOf(deleteSession?.("gone")), mended("lib/sessions/revoke.ts")).toMatchObject({ code: "P2025" });
  expect(await failureOf(unlinkAccount?.({ provider: "amazon", providerAccountId: "amzn1.account.GONE" })), mended("lib/sessions/revoke.ts")).toMatchObject({ code: "P2025" });
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
