import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import type { Attempt } from "../attempts/attempt.ts";
import { type Database, database as openDatabase, type Tx } from "../db/client.ts";
import { retriedTransaction } from "../db/retry.ts";
import { AuthError } from "../errors.ts";
import { waitingMails } from "../mail/test-mails.ts";
import type { SignInContext, SignInResult } from "./context.ts";
import { readParked } from "./parked-identity.ts";
import type { ProviderIdentity } from "./provider-identity.ts";
import { declineParked, linkParkedByProof, signUpParkedWithoutEmail, switchToParked } from "./resolve-parked.ts";
import { signInWithProvider } from "./sign-in-with-provider.ts";
import { userNotices } from "./user-notices.ts";
import { amazonIdentity, attemptEnd, auditTrail, contextOf, keys, later, newAttempt, newSession, newUser, now, rowCounts } from "./test-people.ts";

let database: Database;

testInstallation();
beforeAll(() => void (database = openDatabase()));

const run = (context: SignInContext, work: (tx: Tx, context: SignInContext) => Promise<SignInResult>): Promise<SignInResult> => retriedTransaction(database, (tx) => work(tx, context)).catch(refusedBy);

/** An attempt that ended meanwhile rolls everything back by throwing; for these tests that is a refusal like others. */
function refusedBy(error: unknown): SignInResult {
  if (!(error instanceof AuthError)) throw error;
  return { kind: "refused", outcome: error.code };
}

async function changes<T>(work: () => Promise<T>): Promise<{ result: T; rows: Record<string, number> }> {
  const before = await rowCounts(database);
  const result = await work();
  const after = await rowCounts(database);
  return { result, rows: Object.fromEntries(Object.entries(after).flatMap(([name, count]) => (count === before[name] ? [] : [[name, count - (before[name] ?? 0)]]))) };
}

const ownersOf = async (identity: ProviderIdentity) => (await database.db.account.findMany({ where: { providerAccountId: identity.providerAccountId }, select: { userId: true } })).map(({ userId }) => userId);
const parkedRow = (attempt: Attempt) => database.db.parkedIdentity.findUnique({ where: { attemptId: attempt.id }, select: { reason: true, sealed: true, consumedAt: true } });

let vera: string;
let email: string;
let identity: ProviderIdentity;
let attempt: Attempt;

/** Vera has proved her address; somebody comes from Amazon with the same one, and now stands on the ladder. */
beforeEach(async () => {
  identity = amazonIdentity();
  email = identity.email as string;
  vera = await newUser(database, { name: "Vera", email, provedEmail: email });
  attempt = await newAttempt(database);
  expect(await run(contextOf(attempt), (tx, context) => signInWithProvider(tx, context, identity))).toEqual({ kind: "waiting", reason: "email_in_use" });
});

const single = { several: false };
const link = (context: SignInContext, canonical = email, options = single) => run(context, (tx, inside) => linkParkedByProof(tx, inside, { method: "email_code", canonical }, options));

test("links to the user who proved the address, signs that user in and records both once", async () => {
  const context = contextOf(attempt, { now: later(60) });
  const { result, rows } = await changes(() => link(context));
  expect(result).toMatchObject({ kind: "signed_in", outcome: "account_linked", session: { userId: vera } });
  expect(rows).toEqual({ accounts: 1, sessions: 1, parked: -1, audits: 2, subjects: 1 });
  expect(await ownersOf(identity)).toEqual([vera]);
  expect(await auditTrail(database, { userId: vera })).toEqual(["account.linked", "session.created"]);
  expect(await attemptEnd(database, attempt.id)).toEqual({ status: "succeeded", outcome: "account_linked", userId: vera, ended: true });
  expect(await parkedRow(attempt)).toEqual({ reason: "email_in_use", sealed: "", consumedAt: later(60) });
  expect(await database.db.session.findMany({ where: { userId: vera }, select: { method: true, authenticatedAt: true } })).toEqual([{ method: "email_code", authenticatedAt: later(60) }]);
  expect(context.adopted).toEqual([vera]);
  expect((await waitingMails(database, keys)).filter(({ to }) => to === email).map(({ subject }) => subject)).toEqual([expect.stringContaining("Another way to sign in was linked")]);
});

test.each([
  ["email_link", () => ({ method: "email_link", canonical: email }) as const],
  ["passkey", () => ({ method: "passkey", userId: vera, way: { passkey: randomUUID() } }) as const],
  ["password", () => ({ method: "password", userId: vera, way: { password: "hash" } }) as const],
] as const)("records which proof linked: %s", async (method, proof) => {
  const { result } = await changes(() => run(contextOf(attempt), (tx, inside) => linkParkedByProof(tx, inside, proof(), single)));
  expect(result).toMatchObject({ kind: "signed_in", outcome: "account_linked", session: { userId: vera } });
  expect(await database.db.session.findMany({ where: { userId: vera }, select: { method: true } })).toEqual([{ method }]);
});

test("links nothing for the proof of being another user, says so, and the ladder goes on", async () => {
  const mal = await newUser(database, { provedEmail: `mal-${email}` });
  for (const method of ["passkey", "password"] as const) {
    const { result, rows } = await changes(() => run(contextOf(attempt), (tx, inside) => linkParkedByProof(tx, inside, { method, userId: mal, way: { password: "hash" } }, single)));
    expect(result).toEqual({ kind: "refused", outcome: "proof_of_other_user" });
    expect(rows).toEqual({});
  }
  expect(await ownersOf(identity)).toEqual([]);
  expect(await attemptEnd(database, attempt.id)).toMatchObject({ status: "waiting", ended: false });
  expect(await database.transaction((tx) => readParked(tx, attempt.id, "email_in_use", now, keys))).toEqual(identity);
});

test("does not link for the proof of another address, and the identity goes on waiting", async () => {
  const mal = await newUser(database, { provedEmail: `mal-${email}` });
  const { result, rows } = await changes(() => link(contextOf(attempt), `mal-${email}`));
  expect(result).toEqual({ kind: "refused", outcome: "attempt_expired" });
  expect(rows).toEqual({});
  expect(await ownersOf(identity)).toEqual([]);
  expect(await database.db.session.count({ where: { userId: mal } })).toBe(0);
  expect(await database.transaction((tx) => readParked(tx, attempt.id, "email_in_use", now, keys))).toEqual(identity);
});

test("does not link after the 15 minutes of a parked identity, to the second", async () => {
  const { result, rows } = await changes(() => link(contextOf(attempt, { now: later(15 * 60) })));
  expect(result).toEqual({ kind: "refused", outcome: "attempt_expired" });
  expect(rows).toEqual({});
  expect(await database.transaction((tx) => readParked(tx, attempt.id, "email_in_use", later(15 * 60), keys))).toBeNull();
  expect(await database.transaction((tx) => readParked(tx, attempt.id, "email_in_use", later(15 * 60 - 1), keys))).toEqual(identity);
  expect(await attemptEnd(database, attempt.id)).toMatchObject({ status: "expired", outcome: "attempt_expired" });
});

test("does not use a parked identity twice", async () => {
  expect(await link(contextOf(attempt))).toMatchObject({ kind: "signed_in" });
  for (const work of [() => link(contextOf(attempt)), () => run(contextOf(attempt), signUpParkedWithoutEmail), () => run(contextOf(attempt), switchToParked)]) {
    const { result, rows } = await changes(work);
    expect(result).toEqual({ kind: "refused", outcome: "attempt_used" });
    expect(rows).toEqual({});
  }
});

test("gives one of 10 parallel proofs the identity, and one of a proof and a refusal", async () => {
  const { result, rows } = await changes(() => Promise.all(Array.from({ length: 10 }, () => link(contextOf(attempt)))));
  expect(result.filter(({ kind }) => kind === "signed_in")).toHaveLength(1);
  expect(rows).toMatchObject({ accounts: 1, sessions: 1, parked: -1 });
  expect(await ownersOf(identity)).toEqual([vera]);
});

test("lets one of a proof and 'this is not mine' win when both come at once", async () => {
  const { result, rows } = await changes(() => Promise.all([link(contextOf(attempt)), run(contextOf(attempt), signUpParkedWithoutEmail)]));
  expect(result.map(({ kind }) => kind).toSorted()).toEqual(["refused", "signed_in"]);
  expect(rows).toMatchObject({ accounts: 1, sessions: 1, parked: -1 });
  expect(await ownersOf(identity)).toHaveLength(1);
});

test("refuses when the Amazon account has found another owner meanwhile", async () => {
  const mal = await newUser(database, { name: "Mal" });
  await database.db.account.create({ data: { userId: mal, provider: "amazon", providerAccountId: identity.providerAccountId } });
  const { result, rows } = await changes(() => link(contextOf(attempt)));
  expect(result).toEqual({ kind: "refused", outcome: "link_owned_by_other" });
  expect(rows).toEqual({ parked: -1 });
  expect(await ownersOf(identity)).toEqual([mal]);
  expect(await attemptEnd(database, attempt.id)).toEqual({ status: "failed", outcome: "link_owned_by_other", userId: null, ended: true });
});

test("signs in without a second account when the same user has linked it meanwhile", async () => {
  await database.db.account.create({ data: { userId: vera, provider: "amazon", providerAccountId: identity.providerAccountId } });
  const { result, rows } = await changes(() => link(contextOf(attempt)));
  expect(result).toMatchObject({ kind: "signed_in", outcome: "signed_in", session: { userId: vera } });
  expect(rows).toEqual({ sessions: 1, parked: -1, audits: 2, subjects: 1 });
});

test("signs in and links no second Amazon account where several are not allowed", async () => {
  await database.db.account.create({ data: { userId: vera, provider: "amazon", providerAccountId: `${identity.providerAccountId}2` } });
  const { result, rows } = await changes(() => link(contextOf(attempt)));
  expect(result).toMatchObject({ kind: "signed_in", outcome: "signed_in", session: { userId: vera } });
  expect(rows).toEqual({ sessions: 1, parked: -1, audits: 1, subjects: 1 });
  expect(await ownersOf(identity)).toEqual([]);
  expect(await auditTrail(database, { userId: vera })).toEqual(["session.created"]);
  expect(await userNotices(database.db, vera)).toMatchObject([{ code: "nothing_linked", values: { provider: "amazon" } }]);
});

test("links a second Amazon account where several are allowed", async () => {
  await database.db.account.create({ data: { userId: vera, provider: "amazon", providerAccountId: `${identity.providerAccountId}2` } });
  expect(await link(contextOf(attempt), email, { several: true })).toMatchObject({ outcome: "account_linked", session: { userId: vera } });
  expect(await ownersOf(identity)).toEqual([vera]);
});

test("links one of two Amazon accounts that climb the ladder of one user at the same moment", async () => {
  const second = amazonIdentity({ email });
  const other = await newAttempt(database);
  await run(contextOf(other), (tx, context) => signInWithProvider(tx, context, second));
  const { result, rows } = await changes(() => Promise.all([link(contextOf(attempt)), link(contextOf(other))]));
  expect(result.flatMap((one) => (one.kind === "signed_in" ? [one.outcome] : [])).toSorted()).toEqual(["account_linked", "signed_in"]);
  expect(rows).toMatchObject({ accounts: 1, sessions: 2 });
});

test.each([
  ["suspended", "user_suspended"],
  ["locked", "user_locked"],
  ["deletion_pending", "deletion_pending"],
] as const)("refuses a right proof for a user who is %s", async (status, outcome) => {
  await database.db.user.update({ where: { id: vera }, data: { status } });
  const { result, rows } = await changes(() => link(contextOf(attempt)));
  expect(result).toEqual({ kind: "refused", outcome });
  expect(rows).toEqual({ parked: -1 });
  expect(await ownersOf(identity)).toEqual([]);
  expect(await attemptEnd(database, attempt.id)).toMatchObject({ status: "failed", outcome });
});

test("refuses when nobody has the address proved any more", async () => {
  await database.db.user.update({ where: { id: vera }, data: { provedEmail: null } });
  const { result, rows } = await changes(() => link(contextOf(attempt)));
  expect(result).toEqual({ kind: "refused", outcome: "attempt_expired" });
  expect(rows).toEqual({ parked: -1 });
});

test("leaves identity, proof and rows as they were when the guest's things cannot join", async () => {
  const adoptGuest = async () => {
    throw new Error("the bag is broken");
  };
  const { rows } = await changes(() => expect(link(contextOf(attempt, { adoptGuest }))).rejects.toThrow("the bag is broken"));
  expect(rows).toEqual({});
  expect(await attemptEnd(database, attempt.id)).toMatchObject({ status: "waiting", outcome: "email_in_use" });
  expect(await link(contextOf(attempt))).toMatchObject({ kind: "signed_in", outcome: "account_linked" });
});

test("goes on as a separate user without the address after 'this is not mine'", async () => {
  const context = contextOf(attempt);
  const { result, rows } = await changes(() => run(context, signUpParkedWithoutEmail));
  expect(rows).toEqual({ users: 1, accounts: 1, sessions: 1, parked: -1, audits: 3, subjects: 1 });
  if (result.kind !== "signed_in") throw new Error("not signed in");
  expect(result.session.userId).not.toBe(vera);
  expect(result.outcome).toBe("signed_up");
  expect(await database.db.user.findUniqueOrThrow({ where: { id: result.session.userId } })).toMatchObject({ name: "Vera Summer", email: null, provedEmail: null });
  expect(await database.db.user.findUniqueOrThrow({ where: { id: vera } })).toMatchObject({ email, provedEmail: email });
  expect(await ownersOf(identity)).toEqual([result.session.userId]);
  expect(await parkedRow(attempt)).toMatchObject({ sealed: "", consumedAt: now });
  expect(context.adopted).toEqual([result.session.userId]);
});

test("signs the owner in after 'this is not mine' when the account has found one meanwhile", async () => {
  const owner = await newUser(database);
  await database.db.account.create({ data: { userId: owner, provider: "amazon", providerAccountId: identity.providerAccountId } });
  expect(await run(contextOf(attempt), signUpParkedWithoutEmail)).toMatchObject({ outcome: "signed_in", session: { userId: owner } });
});

test("keeps the ladder and the switch apart: an identity waits for one question only", async () => {
  const { result, rows } = await changes(() => run(contextOf(attempt), switchToParked));
  expect(result).toEqual({ kind: "refused", outcome: "attempt_expired" });
  expect(rows).toEqual({});
});

/** Robin is signed in and comes back from Amazon as somebody else. */
async function asked(other: ProviderIdentity) {
  const robin = await newUser(database);
  const session = await newSession(database, robin);
  const asking = await newAttempt(database);
  const context = contextOf(asking, { session });
  expect(await run(context, (tx, inside) => signInWithProvider(tx, inside, other))).toEqual({ kind: "waiting", reason: "switch_asked" });
  return { robin, session, asking, context };
}

test("switches to the owner of the Amazon account and ends the session of the other user in this browser", async () => {
  const other = amazonIdentity();
  const kim = await newUser(database, { name: "Kim" });
  await database.db.account.create({ data: { userId: kim, provider: "amazon", providerAccountId: other.providerAccountId } });
  const { robin, session, asking, context } = await asked(other);
  const elsewhere = await newSession(database, robin);
  const { result } = await changes(() => run(context, switchToParked));
  expect(result).toMatchObject({ kind: "signed_in", outcome: "signed_in", session: { userId: kim } });
  expect((await database.db.session.findMany({ where: { userId: robin } })).map(({ id }) => id)).toEqual([elsewhere.id]);
  expect(await database.db.session.count({ where: { id: session.id } })).toBe(0);
  expect(await ownersOf(other)).toEqual([kim]);
  expect(await database.db.account.count({ where: { userId: robin } })).toBe(0);
  expect(await attemptEnd(database, asking.id)).toMatchObject({ status: "succeeded", outcome: "signed_in", userId: kim });
});

test("switches to a new user for an Amazon account that nobody has", async () => {
  const other = amazonIdentity();
  const { robin, context } = await asked(other);
  const { result, rows } = await changes(() => run(context, switchToParked));
  // One of the four is in the trail of Robin, whose session in this browser ended.
  expect(rows).toEqual({ users: 1, accounts: 1, parked: -1, audits: 4, subjects: 1 });
  expect(await auditTrail(database, { userId: robin })).toEqual(["session.created", "session.revoked"]);
  if (result.kind !== "signed_in") throw new Error("not signed in");
  expect(result.session.userId).not.toBe(robin);
  expect(await ownersOf(other)).toEqual([result.session.userId]);
});

test("goes on from the switch to the ladder when a user has proved the address", async () => {
  const other = amazonIdentity({ email });
  const { session, asking, context } = await asked(other);
  const { result, rows } = await changes(() => run(context, switchToParked));
  expect(result).toEqual({ kind: "waiting", reason: "email_in_use" });
  expect(rows).toEqual({});
  // A reload of the callback goes by the attempt's outcome.
  expect(await attemptEnd(database, asking.id)).toEqual({ status: "waiting", outcome: "email_in_use", userId: null, ended: false });
  expect(await database.db.session.count({ where: { id: session.id } })).toBe(1);
  expect(await link(contextOf(asking))).toMatchObject({ kind: "signed_in", session: { userId: vera } });
});

test("refuses to switch to a user who may not sign in, and leaves the session", async () => {
  const other = amazonIdentity();
  const kim = await newUser(database, { status: "active" });
  await database.db.account.create({ data: { userId: kim, provider: "amazon", providerAccountId: other.providerAccountId } });
  const { session, context } = await asked(other);
  await database.db.user.update({ where: { id: kim }, data: { status: "locked" } });
  const { result, rows } = await changes(() => run(context, switchToParked));
  expect(result).toEqual({ kind: "refused", outcome: "user_locked" });
  expect(rows).toEqual({ parked: -1 });
  expect(await database.db.session.count({ where: { id: session.id } })).toBe(1);
});

test("switches once when the form is sent twice at once", async () => {
  const { context } = await asked(amazonIdentity());
  const { result, rows } = await changes(() => Promise.all([run(context, switchToParked), run(context, switchToParked)]));
  expect(result.map(({ kind }) => kind).toSorted()).toEqual(["refused", "signed_in"]);
  expect(rows).toMatchObject({ users: 1, accounts: 1 });
});

test("stays with the signed-in user, and erases the identity", async () => {
  const { session, asking, context } = await asked(amazonIdentity());
  const { rows } = await changes(() => database.transaction((tx) => declineParked(tx, context, "switch_declined")));
  expect(rows).toEqual({ parked: -1 });
  expect(await database.db.session.count({ where: { id: session.id } })).toBe(1);
  expect(await attemptEnd(database, asking.id)).toEqual({ status: "cancelled", outcome: "switch_declined", userId: null, ended: true });
  expect(await parkedRow(asking)).toMatchObject({ sealed: "" });
  expect(await run(context, switchToParked)).toEqual({ kind: "refused", outcome: "attempt_used" });
});

test("opens a parked identity only for its own attempt", async () => {
  const other = await newAttempt(database);
  await run(contextOf(other), (tx, context) => signInWithProvider(tx, context, amazonIdentity({ email })));
  const row = await database.db.parkedIdentity.findUniqueOrThrow({ where: { attemptId: attempt.id } });
  await database.db.parkedIdentity.update({ where: { attemptId: other.id }, data: { sealed: row.sealed } });
  await expect(database.transaction((tx) => readParked(tx, other.id, "email_in_use", now, keys))).rejects.toMatchObject({ name: "VaultError", code: "wrong_place" });
});
