import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { newUser } from "../accounts/test-people.ts";
import { type Database, database as openDatabase } from "../db/client.ts";
import { pulse, pulseNumbers } from "./pulse.ts";
import type { TokenUse } from "./token-use.ts";

const day = 86_400_000;
const now = new Date("2026-11-26T00:00:00.000Z");
const later = (milliseconds: number) => new Date(now.getTime() + milliseconds);
const place = day / pulseNumbers.linksPerDay;

let database: Database;
testInstallation();
beforeAll(() => void (database = openDatabase()));
beforeEach(async () => {
  await database.db.pulsePlace.deleteMany();
  await database.db.account.deleteMany();
});

type Change = { quietDays?: number; provider?: string; refresh_token?: string | null; consentLostAt?: Date; userId?: string; tokensAt?: Date };

/** A linked account whose tokens came so many days ago. @returns its id */
async function newLink({ quietDays = 40, userId, ...change }: Change = {}): Promise<string> {
  const owner = userId ?? (await newUser(database));
  const id = randomUUID();
  await database.db.account.create({ data: { id, userId: owner, provider: "amazon", providerAccountId: id, access_token: "x", refresh_token: "x", tokensAt: later(-quietDays * day), ...change } });
  return id;
}

/** Stands in for the vault: notes who was asked for, and brings new tokens as it does. */
function vault(answer: (id: string) => TokenUse = () => ({ kind: "token", accessToken: "x", scopes: [] })) {
  const asked: string[] = [];
  const refresh = async (id: string) => {
    asked.push(id);
    const use = answer(id);
    if (use.kind === "token") await database.db.account.update({ where: { id }, data: { tokensAt: clock }, select: { id: true } });
    return use;
  };
  return { asked, refresh };
}

let clock = now;
/** What the sweeps of a day do, once a minute. */
async function minutes(count: number, { refresh }: Pick<ReturnType<typeof vault>, "refresh">, from = now): Promise<void> {
  for (let minute = 0; minute < count; minute += 1) {
    clock = new Date(from.getTime() + minute * 60_000);
    await pulse(database.db, clock, refresh);
  }
}

test("looks at the links that were quiet for longest, one at a time, and at none that was used within a month", async () => {
  const [older, oldest] = [await newLink({ quietDays: 40 }), await newLink({ quietDays: 90 })];
  await newLink({ quietDays: 29 });
  const amazon = vault();
  await minutes(60, amazon);
  expect(amazon.asked).toEqual([oldest, older]);
});

test("leaves alone who is on hold, other providers, links without a refresh token, and those that are lost already", async () => {
  for (const status of ["suspended", "locked", "deletion_pending"] as const) await newLink({ userId: await newUser(database, { status }) });
  await newLink({ provider: "google" });
  await newLink({ refresh_token: null });
  await newLink({ consentLostAt: now });
  const amazon = vault();
  await minutes(60, amazon);
  expect(amazon.asked).toEqual([]);
});

test("looks at 200 links a day at most, spread over the whole of it", async () => {
  const userId = await newUser(database);
  await database.db.account.createMany({ data: Array.from({ length: 300 }, () => ({ userId, provider: "amazon", providerAccountId: randomUUID(), refresh_token: "x", tokensAt: later(-40 * day) })) });
  const amazon = vault();
  await minutes(12 * 60, amazon);
  expect(amazon.asked).toHaveLength(100);
  await minutes(12 * 60, amazon, later(day / 2));
  expect(amazon.asked).toHaveLength(200);
  expect(new Set(amazon.asked).size).toBe(200);
});

test("of several processes one has the place", async () => {
  for (let count = 0; count < 4; count += 1) await newLink();
  const amazon = vault();
  const kinds = await Promise.all(Array.from({ length: 8 }, async () => await pulse(database.db, now, amazon.refresh)));
  expect(kinds.filter((kind) => kind !== null)).toEqual(["token"]);
  expect(amazon.asked).toHaveLength(1);
});

test.each([{ kind: "unavailable", retryAfterSeconds: 30 }, { kind: "misconfigured" }] as const)("asks once an hour while Amazon is $kind, marks nobody, and comes back to each the next day", async (use) => {
  const links: string[] = [];
  for (let older = 0; older < 12; older += 1) links.push(await newLink({ quietDays: 90 - older }));
  const amazon = vault(() => use);
  await minutes(3 * 60, amazon);
  expect(amazon.asked.length).toBeGreaterThanOrEqual(2);
  expect(amazon.asked.length).toBeLessThanOrEqual(4);
  expect(amazon.asked).toEqual(links.slice(0, amazon.asked.length));
  expect(await database.db.account.count({ where: { consentLostAt: null, refresh_token: { not: null } } })).toBe(12);
  const over = vault();
  await minutes(90, over, later(2 * day));
  expect(over.asked).toEqual(links);
});

test("goes on at once after a link that is lost: that says nothing about Amazon", async () => {
  const links = [await newLink({ quietDays: 90 }), await newLink({ quietDays: 80 })];
  const amazon = vault(() => ({ kind: "needs_consent", reason: "revoked" }));
  await minutes(Math.ceil((2 * place) / 60_000), amazon);
  expect(amazon.asked).toEqual(links);
});

test("keeps no place that nobody can ask for any more", async () => {
  await pulse(database.db, now, vault().refresh);
  await pulse(database.db, later(3 * day), vault().refresh);
  expect(await database.db.pulsePlace.count()).toBe(1);
});
