import { beforeEach, expect, test, vi } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { database, type Tx } from "../db/client.ts";
import { retriedTransaction } from "../db/retry.ts";
import { signInWithEmail } from "../methods/email-code/sign-in-with-email.ts";
import { resetPassword } from "../methods/password/reset-password.ts";
import { signInWithPassword } from "../methods/password/sign-in-with-password.ts";
import { closeForSafety, openAgain } from "./compromise.ts";
import { finishSignIn, type SignInContext, type SignInResult } from "./context.ts";
import { refusalOf } from "./decide-link.ts";
import { type EmailAddress, parseEmailAddress } from "./email-address.ts";
import { refreshLinked } from "./link-account.ts";
import { parkIdentity, type ParkReason } from "./parked-identity.ts";
import { findOwner } from "./account-rows.ts";
import type { ProviderIdentity } from "./provider-identity.ts";
import { linkParkedByProof, switchToParked } from "./resolve-parked.ts";
import { answerReturn, signInWithProvider } from "./sign-in-with-provider.ts";
import { amazonIdentity, contextOf, keys, newAddress, newAttempt, newSession, newUser } from "./test-people.ts";

/** Sign-ins that read the user as active while a transaction that locks them has not committed yet. */

testInstallation();

const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000);
let own: string;
let userId: string;
let identity: ProviderIdentity;
const hash = "the hash of a password";

/** Somebody with every way in, all of them older than what the account is closed against. */
beforeEach(async () => {
  own = newAddress();
  userId = await newUser(database(), { email: own, provedEmail: own, createdAt: ago(90 * 86_400) });
  identity = amazonIdentity({ email: own, receivedAt: ago(10) });
  await database().db.passwordCredential.create({ data: { userId, hash, createdAt: ago(86_400 * 30), updatedAt: ago(86_400 * 30) } });
  await database().db.account.create({ data: { userId, provider: "amazon", providerAccountId: identity.providerAccountId, access_token: "sealed", refresh_token: "sealed", scope: "profile", tokensAt: ago(3_600), createdAt: ago(86_400 * 30) } });
});

const close = (tx: Tx) => closeForSafety(tx, { userId, since: ago(3_600), by: "shopper", now: new Date(), keys });
const park = async (attempt: { id: string }, reason: ParkReason) => {
  await database().transaction((tx) => parkIdentity(tx, attempt.id, reason, identity, new Date(), keys));
  await database().db.attempt.update({ where: { id: attempt.id }, data: { status: "waiting", outcome: reason }, select: { id: true } });
};

type Way = (tx: Tx, context: SignInContext) => Promise<SignInResult>;
const email = () => parseEmailAddress(own) as EmailAddress;
const ways: readonly { name: string; way: Way; parked?: ParkReason }[] = [
  { name: "Amazon", way: (tx, context) => signInWithProvider(tx, context, identity) },
  { name: "Amazon, after a switch of users", way: switchToParked, parked: "switch_asked" },
  { name: "a code, as the proof of a collision", way: (tx, context) => linkParkedByProof(tx, context, { method: "email_code", canonical: own }, { several: false }), parked: "email_in_use" },
  { name: "a code", way: (tx, context) => signInWithEmail(tx, context, email()) },
  { name: "a password", way: (tx, context) => signInWithPassword(tx, context, { kind: "right", userId, hash, better: null }) },
  { name: "a new password", way: (tx, context) => resetPassword(tx, context, email(), "another hash") },
  // As a passkey does, which reads the status with its row.
  {
    name: "whatever else reads the status first",
    way: async (tx, context) => {
      const refusal = refusalOf((await tx.user.findUniqueOrThrow({ where: { id: userId } })).status);
      return refusal ? { kind: "refused", outcome: refusal } : await finishSignIn(tx, context, { userId, method: "passkey", outcome: "signed_in", deeds: [] });
    },
  },
];

/** Begins something while the user is being locked, and lets the lock commit when it waits for that. */
async function meet(work: () => Promise<SignInResult>): Promise<SignInResult> {
  let commit = () => {};
  let closing: Promise<unknown> = Promise.resolve();
  await new Promise<void>((closed, failed) => {
    closing = database().transaction(async (tx) => {
      expect(await close(tx)).toMatchObject({ locked: true });
      const end = new Promise<void>((done) => (commit = done));
      closed();
      await end;
    });
    closing.catch(failed);
  });
  let ended = false;
  const working = work().finally(() => (ended = true));
  working.catch(() => undefined);
  const waiting = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  await vi.waitFor(async () => expect(ended || (await database().pool.query(waiting)).rowCount === 1).toBe(true));
  commit();
  await closing;
  return await working;
}

const left = async () => ({
  sessions: await database().db.session.count({ where: { userId } }),
  accounts: await database().db.account.findMany({ where: { userId }, select: { access_token: true, refresh_token: true } }),
  passwords: await database().db.passwordCredential.findMany({ where: { userId }, select: { hash: true } }),
});
const erased = { sessions: 0, accounts: [{ access_token: null, refresh_token: null }], passwords: [{ hash }] };

test.each(ways)("a sign-in by $name that meets a lock leaves nothing that comes alive when the account is opened", async ({ way, parked }) => {
  const attempt = await newAttempt(database(), { at: new Date() });
  if (parked) await park(attempt, parked);
  const context = () => contextOf(attempt, { now: new Date() });
  expect(await meet(() => retriedTransaction(database(), (tx) => way(tx, context())))).toEqual({ kind: "refused", outcome: "user_locked" });
  expect(await left()).toEqual(erased);
  expect(await retriedTransaction(database(), (tx) => openAgain(tx, userId, { by: "operator" }))).toBe(true);
  expect(await left()).toEqual(erased);
});

test.each([
  ["reconnect", "user_locked"],
  // It finds its session ended first.
  ["add_first_method", "step_up_other_session"],
] as const)("a return for %s that meets a lock brings no erased token back", async (intent, outcome) => {
  const session = await newSession(database(), userId, { at: new Date() });
  const owner = await database().transaction((tx) => findOwner(tx, identity));
  const attempt = { ...(await newAttempt(database(), { at: new Date() })), intent, sessionId: session.id, userId, expectedAccountId: owner?.accountId ?? null };
  const result = await meet(() => retriedTransaction(database(), (tx) => answerReturn(tx, { ...contextOf(attempt, { session, now: new Date() }), attempt }, { attempt, identity, several: false })));
  expect(result).toEqual({ kind: "refused", outcome });
  expect(await left()).toEqual(erased);
});

test("a sign-in that was first is ended by the lock that waited for it", async () => {
  const attempt = await newAttempt(database(), { at: new Date() });
  let closing: Promise<unknown> = Promise.resolve();
  const result = await database().transaction(async (tx) => {
    const end = await signInWithProvider(tx, contextOf(attempt, { now: new Date() }), identity);
    closing = retriedTransaction(database(), close);
    await vi.waitFor(async () => expect((await database().pool.query(`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)).rowCount).toBe(1));
    return end;
  });
  expect(result).toMatchObject({ kind: "signed_in" });
  expect(await closing).toMatchObject({ locked: true, sessions: 1, tokens: 1 });
  expect(await left()).toEqual(erased);
});

test("of a grant that is older than the one that is held only the profile is taken", async () => {
  const owner = async (tx: Tx) => (await findOwner(tx, identity)) ?? expect.unreachable();
  const session = await newSession(database(), userId, { at: new Date() });
  const refresh = async (brought: ProviderIdentity) => {
    const attempt = await newAttempt(database(), { at: new Date() });
    await database().transaction(async (tx) => await refreshLinked(tx, contextOf(attempt, { session, now: new Date() }), { owner: await owner(tx), identity: brought, outcome: "already_linked" }));
    return await database().db.account.findFirstOrThrow({ where: { userId } });
  };
  const held = await refresh({ ...identity, grantedScopes: ["profile", "postal_code"] });
  expect(held).toMatchObject({ scope: "profile postal_code", tokensAt: identity.receivedAt });
  const lost = { consentLostAt: ago(5), consentLostReason: "interrupted", refreshLease: userId, refreshLeaseUntil: ago(-5), refreshSentAt: ago(1) } as const;
  await database().db.account.updateMany({ where: { userId }, data: lost });
  expect(await refresh({ ...identity, name: "Vera Winter", receivedAt: ago(600) })).toMatchObject({ ...lost, providerName: "Vera Winter", access_token: held.access_token, refresh_token: held.refresh_token, expires_at: held.expires_at, scope: held.scope, tokensAt: held.tokensAt });
  const newer = await refresh({ ...identity, receivedAt: ago(4) });
  expect(newer).toMatchObject({ scope: "profile", consentLostAt: null, consentLostReason: null, refreshLease: null, refreshLeaseUntil: null, refreshSentAt: null });
  expect(newer.access_token).not.toBe(held.access_token);
});
