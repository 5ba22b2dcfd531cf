import { randomUUID } from "node:crypto";
import type { Attempt } from "../../attempts/attempt.ts";
import { randomToken } from "../../crypto/random.ts";
import type { Database, Tx } from "../../db/client.ts";
import { retriedTransaction } from "../../db/retry.ts";
import { signInWithEmail } from "../../methods/email-code/sign-in-with-email.ts";
import { resetPassword } from "../../methods/password/reset-password.ts";
import { signInWithPassword } from "../../methods/password/sign-in-with-password.ts";
import { storePassword } from "../../methods/password/store-password.ts";
import { createAccount } from "../../accounts/account-rows.ts";
import type { SignInContext, SignInResult } from "../../accounts/context.ts";
import type { EmailAddress } from "../../accounts/email-address.ts";
import type { ProviderIdentity } from "../../accounts/provider-identity.ts";
import { signInWithProvider } from "../../accounts/sign-in-with-provider.ts";
import { amazonIdentity, contextOf, keys, later, newAddress, newAttempt, newUser, now } from "../../accounts/test-people.ts";
import { askToKeep } from "../../accounts/deletion/ask.ts";
import { keepAccount } from "../../accounts/deletion/keep.ts";
import { requestDeletion } from "../../accounts/deletion/request.ts";

/** Somebody with every way in. */
export type Deleter = { userId: string; email: string; identity: ProviderIdentity; hash: string; passkeyId: string };

export const emailOf = (canonical: string): EmailAddress => ({ address: canonical, canonical });

export async function deleter(database: Database, change: { proved?: boolean } = {}): Promise<Deleter> {
  const email = newAddress();
  const userId = await newUser(database, { name: "Vera Summer", email, ...(change.proved === false ? {} : { provedEmail: email }), createdAt: later(-90 * 86_400) });
  const identity = amazonIdentity();
  await database.transaction((tx) => createAccount(tx, userId, identity, keys));
  const hash = `hash ${randomUUID()}`;
  await database.db.passwordCredential.create({ data: { userId, hash }, select: { userId: true } });
  const { id: passkeyId } = await database.db.passkey.create({
    data: { userId, credentialId: randomToken(), publicKey: new Uint8Array([1]), counter: 0n, transports: [], userHandle: randomToken(), name: "Phone", deviceType: "multiDevice", backedUp: true },
    select: { id: true },
  });
  // What is there now was there long before anything that a test does.
  const before = { createdAt: later(-80 * 86_400) };
  await database.db.account.updateMany({ where: { userId }, data: before });
  await database.db.passkey.updateMany({ where: { userId }, data: before });
  await database.db.passwordCredential.updateMany({ where: { userId }, data: { ...before, updatedAt: before.createdAt } });
  return { userId, email, identity, hash, passkeyId };
}

export const run = <T>(database: Database, work: (tx: Tx) => Promise<T>): Promise<T> => retriedTransaction(database, work);

export async function askForDeletion(database: Database, { userId }: Pick<Deleter, "userId">, at: Date = now) {
  const result = await run(database, (tx) => requestDeletion(tx, { userId, now: at, keys, language: "en" }));
  if (result.kind !== "requested") throw new Error(`refused: ${result.outcome}`);
  return result;
}

/** Every way in, as far as the accounts know of it: the proof was good. */
export const waysIn: Readonly<Record<string, (tx: Tx, context: SignInContext, who: Deleter) => Promise<SignInResult>>> = {
  amazon: async (tx, context, { identity }) => await signInWithProvider(tx, context, { ...identity, receivedAt: context.now, tokens: { accessToken: "Atza|newer", refreshToken: "Atzr|newer", expiresInSeconds: 3_600 } }),
  email_code: async (tx, context, { email }) => await signInWithEmail(tx, context, emailOf(email)),
  email_link: async (tx, context, { email }) => await signInWithEmail(tx, context, emailOf(email), "email_link"),
  password: async (tx, context, { userId, hash }) => await signInWithPassword(tx, context, { kind: "right", userId, hash, better: null }),
  // The device's answer itself is judged in lib/methods/passkey.
  passkey: async (tx, context, { userId, passkeyId }) => await askToKeep(tx, context, { userId, method: "passkey", way: { passkey: passkeyId } }),
  reset: async (tx, context, { email }) => await resetPassword(tx, context, emailOf(email), "hash of the new one"),
};

/** A proof by a way in, that waits for the answer. */
export async function proved(database: Database, who: Deleter, way: keyof typeof waysIn, at: Date = later(60)): Promise<{ attempt: Attempt; result: SignInResult }> {
  const attempt = await newAttempt(database, { at });
  const work = waysIn[way];
  if (!work) throw new Error(`no way ${way}`);
  return { attempt, result: await run(database, (tx) => work(tx, contextOf(attempt, { now: at }), who)) };
}

/** "Keep my account". */
export async function keep(database: Database, attempt: Pick<Attempt, "id">, at: Date = later(120)): Promise<SignInResult> {
  const store = async (tx: Tx, input: { userId: string; hash: string; attemptId: string }) => void (await storePassword(tx, input));
  return await run(database, (tx) => keepAccount(tx, contextOf(attempt, { now: at }), { several: false, storePassword: store }));
}

export async function statusOf(database: Database, userId: string): Promise<string | undefined> {
  return (await database.db.user.findUnique({ where: { id: userId }, select: { status: true } }))?.status;
}
