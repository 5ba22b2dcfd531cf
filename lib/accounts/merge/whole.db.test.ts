import fc from "fast-check";
import type { Client } from "pg";
import { beforeAll, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { personalDataEntries } from "../../composition.ts";
import { connectDatabase, database as openDatabase, type Database, type Tx } from "../../db/client.ts";
import { waitingMails } from "../../mail/test-mails.ts";
import { randomNumbers, seedRows } from "../../personal-data/test-rows.ts";
import { keys, later, newSession, now } from "../test-people.ts";
import { leaveNotice } from "../user-notices.ts";
import { performMerge } from "./perform.ts";
import { mergePreview } from "./preview.ts";
import { dumpAll, type Has, person } from "./test-merges.ts";
import type { MergeChoices, MergePair, MergeSide } from "./types.ts";
import { undoMerge } from "./undo.ts";
import { undoByLink } from "./undo-by-link.ts";

// The same cases on every run.
fc.configureGlobal({ seed: 20_261_126 });

let database: Database;

testInstallation();
beforeAll(() => void (database = openDatabase()));

const anyHas: fc.Arbitrary<Has> = fc
  .record({
    name: fc.constantFrom(null, "Vera", "Kim"),
    email: fc.constantFrom(undefined, "vera", "kim"),
    proved: fc.boolean(),
    password: fc.boolean(),
    passkeys: fc.integer({ min: 0, max: 2 }),
    linked: fc.array(fc.constantFrom("amazon" as const, "google" as const), { maxLength: 2 }),
    sessions: fc.integer({ min: 0, max: 2 }),
  })
  .map(({ name, email, proved, password, passkeys, linked, sessions }): Has => {
    const has: Has = { name, proved, linked, sessions, passkeys };
    const owned = email !== undefined && proved;
    if (email !== undefined) has.email = email;
    if (password && owned) has.password = "$argon2id$";
    // Whoever is to be merged signed in by something that works: Google does not here.
    if (!owned && !linked.includes("amazon")) has.passkeys = passkeys + 1;
    return has;
  });
const anySide = fc.constantFrom<MergeSide>("kept", "merged");
const anyPair = fc.record({ older: anyHas, younger: anyHas, seed: fc.integer(), choices: fc.record({ name: anySide, email: anySide }, { requiredKeys: [] }) });

/** Says something on the site that waits to be read. */
const tell = (userId: string, email: string) => database.transaction((tx) => leaveNotice(tx, [userId], { code: "email_moved", values: { email } }));

/** Two people with random things of every kind. */
async function seeded({ older, younger, seed }: { older: Has; younger: Has; seed: number }) {
  const random = randomNumbers(seed);
  const people = [];
  for (const [age, has] of [older, younger].entries()) {
    const { password, ...rest } = has;
    const one = await person(database, { ...rest, age, ...(password ? { password: `${password}${age}` } : {}) });
    for (const { tables } of personalDataEntries) await seedRows(database, tables, one.userId, random);
    for (let count = Math.floor(random() * 3); count > 0; count -= 1) await tell(one.userId, `old.${count}@shop.example`);
    people.push(one);
  }
  const [kept = { userId: "", email: null }, merged = { userId: "", email: null }] = people;
  return { kept, merged, pair: { signedInUserId: merged.userId, otherUserId: kept.userId } };
}

const perform = (of: Pick<Database, "transaction">, pair: MergePair, choices: MergeChoices) => of.transaction((tx) => performMerge(tx, { pair, choices, now, keys }, personalDataEntries));
const undo = (of: Pick<Database, "transaction">, mergeId: string, userId: string) => of.transaction((tx) => undoMerge(tx, { mergeId, userId, now: later(60), keys }, personalDataEntries));
const preview = async (pair: MergePair) => {
  const result = await mergePreview(database.db, pair, personalDataEntries, now);
  if (result.kind === "refused") throw new Error(result.outcome);
  return result.preview;
};
/** Whatever a merge leaves behind, and what is ended for good. */
const trace = ["AuditEvent", "AuditSubject", "EndedSession", "MergeJournal", "Session", "SessionChange", "StepUpGrant", "jobs"];

test("the preview says what there will be, and counts add up, whoever is put together", async () => {
  await fc.assert(
    fc.asyncProperty(anyPair, async (given) => {
      const { pair, kept, merged } = await seeded(given);
      const before = await preview(pair);
      const result = await perform(database, pair, given.choices);
      expect(result).toMatchObject({ kind: "merged", keptUserId: before.kept.userId, repeated: false });
      expect([before.kept.userId, before.merged.userId]).toEqual([kept.userId, merged.userId]);
      // The one who stayed, as the preview of another merge would show them.
      const other = await person(database, { email: "other", age: 600 });
      const { kept: after } = await preview({ signedInUserId: kept.userId, otherUserId: other.userId });
      expect(after.counts).toEqual(before.result);
      expect(after.linked.toSorted()).toEqual([...before.kept.linked, ...before.merged.linked].toSorted());
      expect(after.passkeys).toBe(before.kept.passkeys + before.merged.passkeys);
      expect(after.password).toBe(before.kept.password || before.merged.password);
      expect(after.sessions).toBe(before.kept.sessions);
      const chosen = (field: "name" | "email") => before.conflicts[field]?.[given.choices[field] ?? "kept"];
      expect(after.name).toBe(chosen("name") ?? before.kept.name ?? before.merged.name);
      const proved = [before.kept.email, before.merged.email].find((email) => email?.proved);
      expect(after.email?.address ?? null).toBe(chosen("email") ?? (proved ?? before.kept.email ?? before.merged.email)?.address ?? null);
      expect(await database.db.session.count({ where: { userId: merged.userId } })).toBe(0);
    }),
    { numRuns: 25 },
  );
}, 120_000);

test("an undo restores both users row for row, whoever was put together", async () => {
  await fc.assert(
    fc.asyncProperty(anyPair, async (given) => {
      const { pair, kept } = await seeded(given);
      const before = await dumpAll(database, trace);
      const result = await perform(database, pair, given.choices);
      expect(result.kind).toBe("merged");
      expect(await dumpAll(database, trace)).not.toEqual(before);
      expect(await undo(database, result.kind === "merged" ? result.mergeId : "", kept.userId)).toMatchObject({ kind: "undone" });
      expect(await dumpAll(database, trace)).toEqual(before);
    }),
    { numRuns: 25 },
  );
}, 120_000);

/** Runs a deed over a connection that breaks before its nth statement, as if the process had died there. */
async function breakBefore(nth: number, deed: (broken: Database) => Promise<unknown>): Promise<"broke" | "done"> {
  const broken = connectDatabase(process.env.DATABASE_URL ?? "", 1);
  let count = 0;
  broken.pool.on("connect", (client) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    client.query = ((...args: unknown[]) => {
      count += 1;
      if (count === nth) (client as unknown as Client & { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
      return query(...args);
    }) as typeof client.query;
  });
  try {
    await deed(broken);
    return count >= nth ? "broke" : "done";
  } catch (error) {
    if (count < nth) throw error;
    return "broke";
  } finally {
    await broken.close();
  }
}

const rich: Has = { name: "Vera", email: "vera", password: "$argon2id$", passkeys: 1, linked: ["amazon"], sessions: 1 };

/** Lets a deed break before each of its statements in turn: everything must be as it was until the one that goes through. */
async function expectWhole(deed: (on: Pick<Database, "transaction">) => Promise<unknown>): Promise<number> {
  const before = await dumpAll(database);
  for (let nth = 1; ; nth += 1) {
    const ended = await breakBefore(nth, deed);
    if (ended === "done") return nth - 1;
    expect(await dumpAll(database), `broken before statement ${nth}`).toEqual(before);
  }
}

test("a merge and its undo that break at any statement leave both users whole", async () => {
  const { pair, kept } = await seeded({ older: rich, younger: rich, seed: 42 });
  await database.transaction((tx: Tx) => tx.emailChange.create({ data: { userId: pair.signedInUserId, newEmail: "x@shop.example", expires: later(600) } }));
  // The queue starts with a connection of its own.
  const warm = await seeded({ older: rich, younger: rich, seed: 43 });
  await perform(database, warm.pair, {});
  const statements = await expectWhole((on) => perform(on, pair, { name: "merged", email: "merged" }));
  expect(statements).toBeGreaterThan(25);
  const { id } = await database.db.mergeJournal.findFirstOrThrow({ where: { keptUserId: kept.userId } });
  expect(await expectWhole((on) => undo(on, id, kept.userId))).toBeGreaterThan(25);
  expect(await database.db.user.findUniqueOrThrow({ where: { id: pair.signedInUserId } })).toMatchObject({ status: "active" });
}, 180_000);

test("an undo by the link in the notice that breaks at any statement leaves what was merged, and what was merged later, as it was", async () => {
  const people = await seeded({ older: rich, younger: rich, seed: 44 });
  const { kept, merged } = people;
  const [session, third] = [await newSession(database, kept.userId, { at: later(-600) }), await person(database, { ...rich, email: "third", age: 120 })];
  const mergeInto = (otherUserId: string, at: Date) => database.transaction((tx) => performMerge(tx, { pair: { signedInUserId: kept.userId, otherUserId }, choices: {}, now: at, keys, sessionId: session.id }, personalDataEntries));
  await mergeInto(merged.userId, now);
  const mail = (await waitingMails(database, keys)).find(({ to, text }) => to === kept.email && text.includes("undo-merge?token="));
  const token = /undo-merge\?token=([\w-]{43})/.exec(mail?.text ?? "")?.[1] ?? "";
  await mergeInto(third.userId, later(60));
  const statements = await expectWhole((on) => on.transaction((tx) => undoByLink(tx, token, { now: later(120), keys }, personalDataEntries)));
  expect(statements).toBeGreaterThan(50);
  const users = await database.db.user.findMany({ where: { id: { in: [kept.userId, merged.userId, third.userId] } }, select: { status: true } });
  expect(users).toEqual(Array.from({ length: 3 }, () => ({ status: "active" })));
  expect(await database.db.session.count({ where: { userId: kept.userId } })).toBe(0);
}, 180_000);
