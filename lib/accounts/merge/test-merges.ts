import { randomUUID } from "node:crypto";
import { randomToken } from "../../crypto/random.ts";
import type { Database } from "../../db/client.ts";
import { dumpRows } from "../../personal-data/test-rows.ts";
import type { ProviderName } from "../../sessions/methods.ts";
import { grantStepUp } from "../../sessions/step-up.ts";
import { createAccount } from "../account-rows.ts";
import { amazonIdentity, keys, later, newSession, newUser, now } from "../test-people.ts";

/** What somebody has who is to be merged. */
export type Has = {
  name?: string | null;
  /** The local part of an address, which is made unique unless it has an @. */
  email?: string;
  proved?: boolean;
  /** A hash, which tells passwords apart. */
  password?: string;
  passkeys?: number;
  linked?: ProviderName[];
  sessions?: number;
  /** Seconds after all others began. */
  age?: number;
};

export type Person = { userId: string; email: string | null };

export const uniqueAddress = (local = "vera") => (local.includes("@") ? local : `${local}.${randomToken().toLowerCase().replaceAll(/[-_]/g, "x").slice(0, 12)}@shop.example`);

async function addPasskey(database: Database, userId: string): Promise<void> {
  const data = { userId, credentialId: randomToken(), publicKey: new Uint8Array([1]), counter: 3n, transports: ["internal"], userHandle: `handle of ${userId}`, name: "Phone", deviceType: "multiDevice", backedUp: true };
  await database.db.passkey.create({ data, select: { id: true } });
}

/** Makes somebody, from a year before `now` on. Whoever has nothing to sign in with gets a passkey. */
export async function person(database: Database, has: Has = {}): Promise<Person> {
  const { name = "Robin", proved = true, password, linked = [], sessions = 0, age = 0 } = has;
  const email = has.email === undefined ? null : uniqueAddress(has.email);
  const userId = await newUser(database, { ...(email ? { email, ...(proved ? { provedEmail: email } : {}) } : {}), createdAt: later(age - 31_536_000) });
  await database.db.user.update({ where: { id: userId }, data: { name, emailVerified: email && proved ? later(age - 1_000) : null } });
  if (password !== undefined) await database.db.passwordCredential.create({ data: { userId, hash: password, createdAt: later(age - 900), updatedAt: later(age - 800) } });
  const passkeys = has.passkeys ?? (linked.length === 0 && !(email && proved) ? 1 : 0);
  for (let count = 0; count < passkeys; count += 1) await addPasskey(database, userId);
  for (const provider of linked) await database.transaction((tx) => createAccount(tx, userId, amazonIdentity({ provider, providerAccountId: `amzn1.account.${randomToken()}` }), keys));
  for (let count = 0; count < sessions; count += 1) {
    const session = await newSession(database, userId, { at: later(count - 3_600) });
    await database.transaction((tx) => grantStepUp(tx, { sessionId: session.id, userId, purpose: "merge", method: "passkey", now }));
  }
  return { userId, email };
}

/** Every row of every table, as text. Times that the ORM moves by itself, and what only grows, are left out. */
export async function dumpAll(database: Database, but: readonly string[] = []): Promise<Record<string, string[]>> {
  const { rows } = await database.pool.query<{ name: string }>(`SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1`);
  const dump = await dumpRows(database, rows.map(({ name }) => name).filter((name) => name !== "_prisma_migrations" && !but.includes(name)));
  const { rows: jobs } = await database.pool.query<{ text: string }>(`SELECT id::text AS text FROM jobs.job ORDER BY 1`);
  const withoutUpdate = (text: string) => text.replace(/, "updatedAt": "[^"]*"/, "");
  return { ...dump, User: (dump.User ?? []).map(withoutUpdate), jobs: but.includes("jobs") ? [] : jobs.map(({ text }) => text) };
}

/** An id that nobody has. */
export const nobody = (): string => randomUUID();
