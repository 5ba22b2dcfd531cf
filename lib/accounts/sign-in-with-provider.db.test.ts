import { setTimeout as pause } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { testDatabase } from "#scripts/test/installation.ts";
import { sha256 } from "../crypto/random.ts";
import { type Database, type Tx } from "../db/client.ts";
import { retriedTransaction } from "../db/retry.ts";
import { open } from "../crypto/envelope.ts";
import { createAccount } from "./account-rows.ts";
import type { SignInContext, SignInResult } from "./context.ts";
import type { ProviderIdentity } from "./provider-identity.ts";
import { signInWithProvider } from "./sign-in-with-provider.ts";
import { amazonIdentity, attemptEnd, auditTrail, contextOf, keys, later, newAttempt, newSession, newUser, now, rowCounts } from "./test-people.ts";

let database: Database;

testDatabase((made) => void (database = made));

const signIn = (context: SignInContext, identity: ProviderIdentity): Promise<SignInResult> => retriedTransaction(database, (tx) => signInWithProvider(tx, context, identity));

const accountOf = (identity: ProviderIdentity) =>
  database.db.account.findUnique({ where: { provider_providerAccountId: { provider: "amazon", providerAccountId: identity.providerAccountId } } });

async function opened(account: { id: string; providerAccountId: string }, field: string, envelope: string | null): Promise<string> {
  return await open(envelope ?? "", { purpose: "account", provider: "amazon", providerAccountId: account.providerAccountId, rowId: account.id, field }, keys);
}

/** Signs somebody new in; the identity, its user and the session. */
async function known(change: Parameters<typeof amazonIdentity>[0] = {}) {
  const identity = amazonIdentity(change);
  const attempt = await newAttempt(database);
  const result = await signIn(contextOf(attempt), identity);
  if (result.kind !== "signed_in") throw new Error(`expected a new user, got ${result.kind}`);
  return { identity, attempt, session: result.session, userId: result.session.userId };
}

/** What changed in the tables while `work` ran. */
async function changes(work: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = await rowCounts(database);
  await work();
  const after = await rowCounts(database);
  return Object.fromEntries(Object.entries(after).flatMap(([name, count]) => (count === before[name] ? [] : [[name, count - (before[name] ?? 0)]])));
}

test("makes user, account and session together for an Amazon account that nobody has", async () => {
  const identity = amazonIdentity({ email: "Vera.Summer@Shop.Example" });
  const attempt = await newAttempt(database);
  const context = contextOf(attempt);
  let result: SignInResult | undefined;
  expect(await changes(async () => (result = await signIn(context, identity)))).toEqual({ users: 1, accounts: 1, sessions: 1, audits: 3, subjects: 1 });
  if (result?.kind !== "signed_in") throw new Error("not signed in");
  const { session } = result;
  expect(result.outcome).toBe("signed_up");
  expect(await database.db.user.findUniqueOrThrow({ where: { id: session.userId } })).toMatchObject({ name: "Vera Summer", email: "vera.summer@shop.example", provedEmail: null, emailVerified: null, status: "active" });
  expect(await accountOf(identity)).toMatchObject({ userId: session.userId, type: "oauth", provider: "amazon", token_type: "bearer", scope: "profile", providerName: "Vera Summer", providerEmail: "Vera.Summer@shop.example" });
  expect(await database.db.session.findMany({ where: { userId: session.userId } })).toMatchObject([{ id: session.id, tokenHash: sha256(session.token), method: "amazon", authenticatedAt: now, lastSeenAt: now, expires: later(90 * 86_400) }]);
  expect(await auditTrail(database, { userId: session.userId })).toEqual(["account.linked", "session.created", "user.created"]);
  expect(await attemptEnd(database, attempt.id)).toEqual({ status: "succeeded", outcome: "signed_up", userId: session.userId, ended: true });
  expect(context.adopted).toEqual([session.userId]);
});

test("seals the tokens, so that no column shows one", async () => {
  const { identity } = await known({ tokens: { accessToken: `Atza|${"x".repeat(2_043)}`, refreshToken: "Atzr|secret" } });
  const account = await accountOf(identity);
  if (!account) throw new Error("no account");
  expect(JSON.stringify(account)).not.toMatch(/Atz[ar]|xxxx/);
  expect(await opened(account, "access_token", account.access_token)).toBe(`Atza|${"x".repeat(2_043)}`);
  expect(await opened(account, "refresh_token", account.refresh_token)).toBe("Atzr|secret");
  expect(account.expires_at).toBe(later(3_600).getTime() / 1_000);
});

test.each([
  ["no name and no address", { name: undefined, email: undefined }, { name: null, email: null }],
  ["an address that no mail could be sent to", { email: "vera@shop.example, mal@evil.example" }, { email: null }],
  ["an address with NUL", { email: "vera\u0000@shop.example" }, { email: null }],
  ["an address with a line break", { email: "vera@shop.example\r\nBcc: mal@evil.example" }, { email: null }],
])("makes a user all the same for %s", async (_name, change, columns) => {
  const { userId, identity } = await known(change);
  expect(await database.db.user.findUniqueOrThrow({ where: { id: userId } })).toMatchObject(columns);
  expect(await accountOf(identity)).toMatchObject({ userId, providerEmail: null });
});

test("signs the owner of a known Amazon account in and writes no second user or account", async () => {
  const before = await known();
  const attempt = await newAttempt(database);
  const context = contextOf(attempt);
  let result: SignInResult | undefined;
  expect(await changes(async () => (result = await signIn(context, before.identity)))).toEqual({ sessions: 1, audits: 2 });
  expect(result).toMatchObject({ kind: "signed_in", outcome: "signed_in", session: { userId: before.userId } });
  expect(await auditTrail(database, { attemptId: attempt.id })).toEqual(["account.refreshed", "session.created"]);
  expect(await attemptEnd(database, attempt.id)).toEqual({ status: "succeeded", outcome: "signed_in", userId: before.userId, ended: true });
  expect(context.adopted).toEqual([before.userId]);
});

test("knows people by Amazon's id alone, even when somebody else has proved the address since", async () => {
  const before = await known();
  await newUser(database, { email: before.identity.email as string, provedEmail: before.identity.email as string });
  expect(await signIn(contextOf(await newAttempt(database)), before.identity)).toMatchObject({ kind: "signed_in", session: { userId: before.userId } });
});

test("brings tokens, scopes and profile up to date at the next sign-in", async () => {
  const before = await known();
  const fresh = { ...before.identity, name: "Vera Winter", email: "new@shop.example", grantedScopes: ["profile", "postal_code"], receivedAt: later(7_200), tokens: { accessToken: "Atza|newer", refreshToken: "Atzr|newer", expiresInSeconds: 60 } };
  await signIn(contextOf(await newAttempt(database)), fresh);
  const account = await accountOf(before.identity);
  if (!account) throw new Error("no account");
  expect(account).toMatchObject({ scope: "profile postal_code", providerName: "Vera Winter", providerEmail: "new@shop.example", expires_at: later(7_260).getTime() / 1_000 });
  expect(await opened(account, "access_token", account.access_token)).toBe("Atza|newer");
  expect(await opened(account, "refresh_token", account.refresh_token)).toBe("Atzr|newer");
});

test("keeps the stored refresh token when Amazon sends none", async () => {
  const before = await known();
  const stored = await accountOf(before.identity);
  await signIn(contextOf(await newAttempt(database)), { ...before.identity, tokens: { accessToken: "Atza|newer", expiresInSeconds: 60 } });
  const account = await accountOf(before.identity);
  expect(account?.refresh_token).toBe(stored?.refresh_token);
  expect(account?.access_token).not.toBe(stored?.access_token);
});

test("follows Amazon's address while it is contact data, and fills a missing name in", async () => {
  const { identity, userId } = await known({ name: undefined });
  await signIn(contextOf(await newAttempt(database)), { ...identity, name: "Vera", email: "Moved@Shop.Example" });
  expect(await database.db.user.findUniqueOrThrow({ where: { id: userId } })).toMatchObject({ name: "Vera", email: "moved@shop.example" });
});

test("leaves a chosen name, a proved address and a declined address alone", async () => {
  const { identity, userId } = await known();
  await database.db.user.update({ where: { id: userId }, data: { name: "My own name", email: "proved@shop.example", provedEmail: "proved@shop.example" } });
  await signIn(contextOf(await newAttempt(database)), { ...identity, name: "Amazon's name", email: "moved@shop.example" });
  expect(await database.db.user.findUniqueOrThrow({ where: { id: userId } })).toMatchObject({ name: "My own name", email: "proved@shop.example" });
  await database.db.user.update({ where: { id: userId }, data: { email: null, provedEmail: null } });
  await signIn(contextOf(await newAttempt(database)), identity);
  expect(await database.db.user.findUniqueOrThrow({ where: { id: userId } })).toMatchObject({ email: null, provedEmail: null });
});

test("gives a new token at every sign-in and ends the session that this browser had", async () => {
  const before = await known();
  const context = contextOf(await newAttempt(database), { session: before.session });
  const result = await signIn(context, before.identity);
  if (result.kind !== "signed_in") throw new Error("not signed in");
  expect(result.session.token).not.toBe(before.session.token);
  expect((await database.db.session.findMany({ where: { userId: before.userId } })).map(({ id }) => id)).toEqual([result.session.id]);
});

test("asks before it leaves the signed-in user for the owner of a known Amazon account, and writes nothing else", async () => {
  const [other, robin] = [await known(), await newUser(database)];
  const session = await newSession(database, robin);
  const attempt = await newAttempt(database);
  const context = contextOf(attempt, { session });
  let result: SignInResult | undefined;
  expect(await changes(async () => (result = await signIn(context, { ...other.identity, name: "Changed" })))).toEqual({ parked: 1 });
  expect(result).toEqual({ kind: "waiting", reason: "switch_asked" });
  expect(await accountOf(other.identity)).toMatchObject({ userId: other.userId, providerName: "Vera Summer" });
  expect(await attemptEnd(database, attempt.id)).toEqual({ status: "waiting", outcome: "switch_asked", userId: null, ended: false });
  expect(context.adopted).toEqual([]);
});

test("never links an unknown Amazon account to whoever is signed in", async () => {
  const robin = await newUser(database, { provedEmail: "robin-link@shop.example" });
  const session = await newSession(database, robin);
  for (const email of ["robin-link@shop.example", undefined]) {
    const identity = amazonIdentity({ email });
    let result: SignInResult | undefined;
    const attempt = await newAttempt(database);
    expect(await changes(async () => (result = await signIn(contextOf(attempt, { session }), identity)))).toEqual({ parked: 1 });
    expect(result).toEqual({ kind: "waiting", reason: "switch_asked" });
    expect(await accountOf(identity)).toBeNull();
  }
});

test("parks an unknown Amazon account whose address a user has proved, sealed and for 15 minutes", async () => {
  await newUser(database, { provedEmail: "taken@shop.example" });
  const identity = amazonIdentity({ email: "Taken@Shop.Example" });
  const attempt = await newAttempt(database);
  const context = contextOf(attempt);
  let result: SignInResult | undefined;
  expect(await changes(async () => (result = await signIn(context, identity)))).toEqual({ parked: 1 });
  expect(result).toEqual({ kind: "waiting", reason: "email_in_use" });
  expect(await accountOf(identity)).toBeNull();
  expect(await attemptEnd(database, attempt.id)).toEqual({ status: "waiting", outcome: "email_in_use", userId: null, ended: false });
  const parked = await database.db.parkedIdentity.findUniqueOrThrow({ where: { attemptId: attempt.id } });
  expect(parked).toMatchObject({ reason: "email_in_use", consumedAt: null, expires: later(15 * 60) });
  expect(JSON.stringify(parked)).not.toMatch(/Atz|taken|Vera|amzn1/i);
  expect(context.adopted).toEqual([]);
});

test("makes a user where somebody merely holds the address, and leaves the holder alone", async () => {
  const holder = await newUser(database, { email: "held@shop.example" });
  const { userId } = await known({ email: "held@shop.example" });
  expect(userId).not.toBe(holder);
  expect(await database.db.user.findMany({ where: { email: "held@shop.example" }, select: { provedEmail: true } })).toEqual([{ provedEmail: null }, { provedEmail: null }]);
});

test.each([
  ["suspended", "user_suspended"],
  ["locked", "user_locked"],
  ["deletion_pending", "deletion_pending"],
] as const)("refuses an owner who is %s: no session, no newer tokens", async (status, outcome) => {
  const { identity, userId } = await known();
  await database.db.user.update({ where: { id: userId }, data: { status } });
  const stored = await accountOf(identity);
  const attempt = await newAttempt(database);
  const context = contextOf(attempt);
  let result: SignInResult | undefined;
  expect(await changes(async () => (result = await signIn(context, { ...identity, tokens: { accessToken: "Atza|newer", expiresInSeconds: 60 } })))).toEqual({});
  expect(result).toEqual({ kind: "refused", outcome });
  expect(await accountOf(identity)).toEqual(stored);
  expect(await attemptEnd(database, attempt.id)).toEqual({ status: "failed", outcome, userId: null, ended: true });
  expect(context.adopted).toEqual([]);
});

test.each([
  ["with an address", {}],
  ["without an address", { email: undefined }],
])("makes one user of 20 first sign-ins of one person at once, %s, and all 20 end signed in", async (_name, change) => {
  const identity = amazonIdentity(change);
  const attempts = await Promise.all(Array.from({ length: 20 }, () => newAttempt(database)));
  const contexts = attempts.map((attempt) => contextOf(attempt));
  let results: SignInResult[] = [];
  expect(await changes(async () => (results = await Promise.all(contexts.map((context) => signIn(context, identity)))))).toEqual({ users: 1, accounts: 1, sessions: 20, audits: 2 + 19 + 20, subjects: 1 });
  const sessions = results.flatMap((result) => (result.kind === "signed_in" ? [result] : []));
  expect(sessions.map(({ outcome }) => outcome).toSorted()).toEqual([...Array.from({ length: 19 }, () => "signed_in"), "signed_up"]);
  const [userId] = new Set(sessions.map(({ session }) => session.userId));
  expect(new Set(sessions.map(({ session }) => session.userId)).size).toBe(1);
  expect(new Set(sessions.map(({ session }) => session.token)).size).toBe(20);
  const trail = await auditTrail(database, { userId: userId as string });
  expect(trail.filter((type) => type === "user.created")).toHaveLength(1);
  expect(trail.filter((type) => type === "account.linked")).toHaveLength(1);
  expect(trail.filter((type) => type === "session.created")).toHaveLength(20);
  expect((await Promise.all(attempts.map(({ id }) => attemptEnd(database, id)))).every(({ status }) => status === "succeeded")).toBe(true);
});

test("takes whoever comes back while their account is being unlinked for somebody new, as if it had been a moment later", async () => {
  const { identity, userId } = await known();
  const attempt = await newAttempt(database);
  let signingIn: Promise<SignInResult> | undefined;
  await database.transaction(async (tx) => {
    await tx.account.deleteMany({ where: { userId } });
    signingIn = signIn(contextOf(attempt), identity);
    const waiting = `SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    while ((await database.pool.query<{ count: number }>(waiting)).rows[0]?.count === 0) await pause(5);
  });
  const result = await signingIn;
  expect(result).toMatchObject({ kind: "signed_in", outcome: "signed_up" });
  expect(await accountOf(identity)).toMatchObject({ userId: result?.kind === "signed_in" ? result.session.userId : "" });
  expect(await database.db.session.count({ where: { userId } })).toBe(1);
});

const failing = async (_tx: Tx, userId: string) => {
  throw new Error(`the bag of ${userId} is broken`);
};

test("rolls everything back when the guest's things cannot join", async () => {
  const identity = amazonIdentity();
  const attempt = await newAttempt(database);
  expect(await changes(() => expect(signIn(contextOf(attempt, { adoptGuest: failing }), identity)).rejects.toThrow("is broken"))).toEqual({});
  expect(await accountOf(identity)).toBeNull();
  expect(await attemptEnd(database, attempt.id)).toEqual({ status: "open", outcome: null, userId: null, ended: false });

  const before = await known();
  const stored = await accountOf(before.identity);
  const again = contextOf(await newAttempt(database), { session: before.session, adoptGuest: failing });
  const newer = { ...before.identity, name: "Other", tokens: { accessToken: "Atza|newer", expiresInSeconds: 60 } };
  expect(await changes(() => expect(signIn(again, newer)).rejects.toThrow("is broken"))).toEqual({});
  expect(await accountOf(before.identity)).toEqual(stored);
  expect(await database.db.session.count({ where: { id: before.session.id } })).toBe(1);
});

test("gives no session when the attempt has ended meanwhile, and rolls everything back", async () => {
  for (const status of ["succeeded", "failed", "cancelled", "expired"] as const) {
    const attempt = await newAttempt(database);
    await database.db.attempt.update({ where: { id: attempt.id }, data: { status } });
    const identity = amazonIdentity();
    expect(await changes(() => expect(signIn(contextOf(attempt), identity)).rejects.toMatchObject({ name: "AuthError", code: "attempt_used" }))).toEqual({});
    expect(await accountOf(identity)).toBeNull();
  }
});

test("never gives two sessions for one attempt, even when it is finished twice at once", async () => {
  const identity = amazonIdentity();
  const attempt = await newAttempt(database);
  const results = await Promise.allSettled([1, 2, 3].map(() => signIn(contextOf(attempt), identity)));
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await database.db.session.count({ where: { user: { accounts: { some: { providerAccountId: identity.providerAccountId } } } } })).toBe(1);
});

test("decides anew when the account is unlinked while it is being brought up to date: nothing comes back", async () => {
  const before = await known();
  const attempt = await newAttempt(database);
  let unlinking: Promise<unknown> = Promise.resolve();
  let finish = () => {};
  // The row is gone in a transaction that has not ended yet: it can still be read, and a change of it waits.
  await new Promise<void>((resolve) => {
    unlinking = database.transaction(async (tx) => {
      await tx.account.deleteMany({ where: { userId: before.userId } });
      const end = new Promise<void>((done) => (finish = done));
      resolve();
      await end;
    });
  });
  const late = signIn(contextOf(attempt), before.identity);
  await vi.waitFor(async () => expect((await database.pool.query(`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)).rowCount).toBe(1));
  finish();
  await unlinking;
  const result = await late;
  if (result.kind !== "signed_in") throw new Error(`not signed in: ${result.kind}`);
  expect(result.outcome).toBe("signed_up");
  expect(result.session.userId).not.toBe(before.userId);
  expect((await accountOf(before.identity))?.userId).toBe(result.session.userId);
  expect(await database.db.account.count({ where: { userId: before.userId } })).toBe(0);
});

test.each([
  ["sign-ups", async (identity: ProviderIdentity) => void (await signIn(contextOf(await newAttempt(database)), identity))],
  ["links", async (identity: ProviderIdentity) => {
    const userId = await newUser(database);
    await database.transaction((tx) => createAccount(tx, userId, identity, keys));
  }],
])("%s without a postal code, with one and without keep to one statement: none spoils the next", async (_name, make) => {
  for (const postalCode of [undefined, "00501", undefined, "99999"]) {
    const identity = amazonIdentity(postalCode === undefined ? {} : { postalCode, grantedScopes: ["profile", "postal_code"] });
    await make(identity);
    expect(await accountOf(identity)).toMatchObject({ providerPostalCode: postalCode ?? null, refresh_token: expect.any(String), tokensAt: now });
  }
});
