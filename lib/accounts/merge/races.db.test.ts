import { setTimeout as pause } from "node:timers/promises";
import { beforeAll, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { personalDataEntries } from "../../composition.ts";
import { database as openDatabase, type Database, type Tx } from "../../db/client.ts";
import { retriedTransaction } from "../../db/retry.ts";
import { waitingMails } from "../../mail/test-mails.ts";
import { signInWithEmail } from "../../methods/email-code/sign-in-with-email.ts";
import { addToBag } from "../../shop/bag.ts";
import type { PersonalDataEntry } from "../../personal-data/entry.ts";
import { placeOrder } from "../../shop/place-order.ts";
import { saveForLater } from "../../shop/saved.ts";
import { checkoutForm, fillBag, newAddress } from "../../shop/test-shoppers.ts";
import type { SignInContext, SignInResult } from "../context.ts";
import type { EmailAddress } from "../email-address.ts";
import { linkParkedByProof } from "../resolve-parked.ts";
import { signInWithProvider } from "../sign-in-with-provider.ts";
import { removeMethod, signInMethodsOf, waysIn } from "../sign-in-methods.ts";
import { amazonIdentity, auditTrail, contextOf, keys, newAttempt, now } from "../test-people.ts";
import { performMerge } from "./perform.ts";
import { type Has, person } from "./test-merges.ts";
import type { MergePair, MergeResult } from "./types.ts";

let database: Database;

testInstallation();
beforeAll(() => void (database = openDatabase()));

async function two(kept: Has = {}, merged: Has = {}) {
  const [one, other] = [await person(database, { email: "vera", ...kept }), await person(database, { email: "kim", age: 60, ...merged })];
  return { kept: one, merged: other, pair: { signedInUserId: other.userId, otherUserId: one.userId } };
}

const merge = (pair: MergePair, entries: readonly PersonalDataEntry[] = personalDataEntries) =>
  retriedTransaction(database, (tx) => performMerge(tx, { pair, choices: {}, now, keys }, entries));
const turned = ({ signedInUserId, otherUserId }: MergePair): MergePair => ({ signedInUserId: otherUserId, otherUserId: signedInUserId });
const signIn = (context: SignInContext, work: (tx: Tx, inside: SignInContext) => Promise<SignInResult>) => retriedTransaction(database, (tx) => work(tx, context));
const sessionsOf = (userId: string) => database.db.session.count({ where: { userId } });
const isKept = (result: MergeResult) => (result.kind === "merged" ? result.keptUserId : result.outcome);

/** A merge that stops, with everything locked, before the last of its moves, until it is let on. */
function heldMerge(pair: MergePair) {
  const [{ promise: reached, resolve: arrive }, { promise: open, resolve: goOn }] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const hold: PersonalDataEntry = {
    name: "hold",
    tables: [],
    list: async () => [],
    async move() {
      arrive();
      await open;
      return {};
    },
    reviewMove: async () => ({ back: 0, changed: 0 }),
    moveBack: async () => ({ back: 0, changed: 0 }),
    async adoptGuest() {},
    async erase() {},
  };
  const done = merge(pair, [...personalDataEntries, hold]);
  return { reached, goOn, done };
}

/** Waits until some connection waits for a lock of another: what was begun has met the merge. */
async function somebodyWaits(): Promise<void> {
  for (;;) {
    const { rows } = await database.pool.query<{ waiting: number }>(`SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`);
    if ((rows[0]?.waiting ?? 0) > 0) return;
    await pause(5);
  }
}

/** Begins something while a merge holds both users, lets it meet the merge, and the merge end. */
async function meeting<T>(pair: MergePair, work: () => Promise<T>): Promise<T> {
  const held = heldMerge(pair);
  await held.reached;
  const begun = work();
  await Promise.race([somebodyWaits(), begun.catch(() => undefined)]);
  held.goOn();
  expect(await held.done).toMatchObject({ kind: "merged", repeated: false });
  return await begun;
}

test("agrees on one winner when both directions come at once, many times, and does it once", async () => {
  for (let round = 0; round < 5; round += 1) {
    const { kept, merged, pair } = await two({ sessions: 1 }, { sessions: 2, linked: ["amazon"] });
    const results = await Promise.all(Array.from({ length: 6 }, (_, index) => merge(index % 2 === 0 ? pair : turned(pair))));
    expect(results.map(isKept)).toEqual(results.map(() => kept.userId));
    expect(results.filter((result) => result.kind === "merged" && !result.repeated)).toHaveLength(1);
    expect(new Set(results.map((result) => (result.kind === "merged" ? result.mergeId : ""))).size).toBe(1);
    expect([await sessionsOf(kept.userId), await sessionsOf(merged.userId)]).toEqual([1, 0]);
    for (const { userId } of [kept, merged]) expect((await auditTrail(database, { userId })).filter((type) => type === "user.merged")).toHaveLength(1);
    for (const { email } of [kept, merged]) expect((await waitingMails(database, keys)).filter(({ to }) => to === email)).toHaveLength(1);
  }
});

test("lets three users who are merged crosswise at once end as one or two, each whole", async () => {
  const [one, other, third] = [await person(database, { email: "one" }), await person(database, { email: "two", age: 60 }), await person(database, { email: "three", age: 120 })];
  const pairs = [[one, other], [other, third], [third, one]].map(([from, to]) => ({ signedInUserId: from?.userId ?? "", otherUserId: to?.userId ?? "" }));
  const results = await Promise.all(pairs.map((pair) => merge(pair)));
  for (const result of results) expect(["merged", "user_merged"]).toContain(result.kind === "merged" ? "merged" : result.outcome);
  const { rows } = await database.pool.query<{ root: string }>(
    `WITH RECURSIVE up AS (SELECT "id", "id" AS at FROM "User" WHERE "id" = ANY($1) UNION SELECT up."id", u."mergedIntoId" FROM up JOIN "User" u ON u."id" = up.at WHERE u."mergedIntoId" IS NOT NULL)
     SELECT DISTINCT u."id" AS root FROM up JOIN "User" u ON u."id" = up.at WHERE u."status" = 'active'`,
    [[one.userId, other.userId, third.userId]],
  );
  for (const { root } of rows) expect(waysIn((await signInMethodsOf(database.db, root)) ?? { email: null, password: null, passkeys: [], linked: [] })).toBeGreaterThan(0);
  expect(rows.map(({ root }) => root)).toContain(one.userId);
});

test("signs whoever goes in as the one who stays, when their Amazon account comes during the merge", async () => {
  const { kept, merged, pair } = await two();
  const identity = amazonIdentity();
  const { providerAccountId } = identity;
  await database.db.account.create({ data: { userId: merged.userId, provider: "amazon", providerAccountId } });
  const context = contextOf(await newAttempt(database));
  const result = await meeting(pair, () => signIn(context, (tx, inside) => signInWithProvider(tx, inside, identity)));
  expect(result).toMatchObject({ kind: "signed_in", session: { userId: kept.userId } });
  expect([await sessionsOf(kept.userId), await sessionsOf(merged.userId)]).toEqual([1, 0]);
  expect(context.adopted.at(-1)).toBe(kept.userId);
});

test("gives nobody a session of the one who goes, when a code to the released address comes during the merge", async () => {
  const { kept, merged, pair } = await two();
  const address = { address: merged.email, canonical: merged.email } as EmailAddress;
  const attempt = await newAttempt(database);
  const result = await meeting(pair, () => signIn(contextOf(attempt), (tx, inside) => signInWithEmail(tx, inside, address)));
  // The address was let go by then: it signs nobody in, and makes nobody new while the merge can be taken back from it.
  expect(result).toEqual({ kind: "refused", outcome: "address_released" });
  expect([await sessionsOf(kept.userId), await sessionsOf(merged.userId)]).toEqual([0, 0]);
});

test.each([
  ["goes on in none, when it was let go", {}, { kind: "refused", outcome: "attempt_expired" }],
  ["ends with the one who stays, when it is theirs by then", { proved: false, passkeys: 1 }, { kind: "signed_in", outcome: "account_linked" }],
] as const)("a ladder of the one who goes, climbed by a code to their address during the merge, %s", async (_case, has, end) => {
  const { kept, merged, pair } = await two(has);
  const canonical = merged.email ?? "";
  const identity = amazonIdentity({ email: canonical });
  const attempt = await newAttempt(database);
  expect(await signIn(contextOf(attempt), (tx, inside) => signInWithProvider(tx, inside, identity))).toEqual({ kind: "waiting", reason: "email_in_use" });
  const result = await meeting(pair, () => signIn(contextOf(attempt), (tx, inside) => linkParkedByProof(tx, inside, { method: "email_code", canonical }, { several: false })));
  expect(result).toMatchObject(end);
  const linked = end.kind === "signed_in" ? 1 : 0;
  expect([await sessionsOf(kept.userId), await sessionsOf(merged.userId)]).toEqual([linked, 0]);
  expect((await signInMethodsOf(database.db, kept.userId))?.linked).toHaveLength(linked);
});

test("counts up, and leaves no session of the one who goes, however a merge and sign-ins of both fall", async () => {
  for (let round = 0; round < 5; round += 1) {
    const { kept, merged, pair } = await two();
    const identities = [amazonIdentity(), amazonIdentity()];
    for (const [index, { userId }] of [kept, merged].entries()) await database.db.account.create({ data: { userId, provider: "amazon", providerAccountId: identities[index]?.providerAccountId ?? "" } });
    const attempts = [await newAttempt(database), await newAttempt(database)];
    const signIns = identities.map((identity, index) => signIn(contextOf(attempts[index] ?? { id: "" }), (tx, inside) => signInWithProvider(tx, inside, identity)));
    const [mine, theirs] = await Promise.all([...signIns, merge(pair), merge(turned(pair))]);
    expect([mine?.kind, theirs?.kind]).toEqual(["signed_in", "signed_in"]);
    expect(await sessionsOf(merged.userId)).toBe(0);
    expect((await signInMethodsOf(database.db, kept.userId))?.linked).toHaveLength(2);
    expect([1, 2]).toContain(await sessionsOf(kept.userId));
  }
});

test("keeps what the one who goes does during the merge out of the tombstone: it is refused, or comes along", async () => {
  const { kept, merged, pair } = await two();
  const owner = { kind: "user", userId: merged.userId } as const;
  expect(await meeting(pair, () => addToBag(database.db, owner, "seed-tin", 1))).toBe("owner_gone");
  const next = await two();
  expect(await meeting(next.pair, () => saveForLater(database.db, { kind: "user", userId: next.merged.userId }, "seed-tin"))).toBe("owner_gone");
  const third = await two();
  await fillBag(database, third.merged.userId, { "seed-tin": 2 });
  const addressId = await newAddress(database, third.merged.userId);
  const form = await checkoutForm(database, third.merged.userId, addressId);
  expect(await meeting(third.pair, () => placeOrder(database, form))).toEqual({ kind: "user_gone" });
  expect(await database.db.order.count()).toBe(0);
  expect(await database.db.bagItem.findMany({ where: { userId: third.kept.userId }, select: { productId: true, quantity: true } })).toEqual([{ productId: "seed-tin", quantity: 2 }]);
  expect(await database.db.bagItem.count({ where: { userId: { in: [kept.userId, merged.userId] } } })).toBe(0);
});

test("refuses to remove a way in of the one who goes, whose ways are the other's by then", async () => {
  const { kept, merged, pair } = await two({}, { passkeys: 2 });
  const passkey = await database.db.passkey.findFirstOrThrow({ where: { userId: merged.userId } });
  const removing = meeting(pair, () => retriedTransaction(database, (tx) => removeMethod(tx, merged.userId, { kind: "passkey", id: passkey.id })));
  await expect(removing).rejects.toMatchObject({ code: "user_merged" });
  expect((await signInMethodsOf(database.db, kept.userId))?.passkeys).toHaveLength(2);
});

test("runs again after a deadlock, with one mail and one record", async () => {
  const { kept, merged, pair } = await two();
  const [first = "", second = ""] = [kept.userId, merged.userId].toSorted();
  let runs = 0;
  const lock = (tx: Tx, id: string) => tx.$queryRaw`SELECT 1 FROM "User" WHERE "id" = ${id}::uuid FOR UPDATE`;
  const counted = {
    transaction: <T>(work: (tx: Tx) => Promise<T>) =>
      database.transaction(async (tx) => {
        runs += 1;
        return await work(tx);
      }),
  };
  // Holds what a merge takes last, and then wants what it took first. It waits longer than the merge before it looks for a deadlock.
  const crosswise = database.transaction(async (tx) => {
    await tx.$executeRaw`SET LOCAL deadlock_timeout = '30s'`;
    await lock(tx, second);
    const merging = retriedTransaction(counted, (inside) => performMerge(inside, { pair, choices: {}, now, keys }, personalDataEntries));
    await somebodyWaits();
    await lock(tx, first);
    return { merging };
  });
  const { merging } = await crosswise;
  expect(await merging).toMatchObject({ kind: "merged", keptUserId: kept.userId, repeated: false });
  expect(runs).toBeGreaterThan(1);
  for (const { userId, email } of [kept, merged]) {
    expect((await auditTrail(database, { userId })).filter((type) => type === "user.merged")).toHaveLength(1);
    expect((await waitingMails(database, keys)).filter(({ to }) => to === email)).toHaveLength(1);
  }
});
