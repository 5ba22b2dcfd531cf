import { randomUUID } from "node:crypto";
import { amazonBreaker } from "../amazon-health/process.ts";
import { type VaultKey, vaultKeys } from "../crypto/vault-keys.ts";
import { database } from "../db/client.ts";
import { openToken, sealTokens, type TokenField } from "./account-tokens.ts";
import type { TokenUse } from "./token-use.ts";

/** Linked accounts with tokens in them, over a real database. Where they come from: scripts/test/vault.ts. */

const site = "http://localhost:3000";

/** The shop as the sandbox knows it. */
export const vaultClient = {
  clientId: "amzn1.application-oa2-client.0123456789abcdef0123456789abcdef",
  clientSecret: "amzn1.oa2-cs.v1.the-one-and-only-secret-of-these-tests",
  name: "Shop",
  privacyUrl: `${site}/privacy`,
  returnUrls: [`${site}/back`],
};

/** What the environment of a test installation needs for that Amazon. */
export function vaultEnvironment(amazon: { url: string }): Record<string, string> {
  return { AUTH_AMAZON_ID: vaultClient.clientId, AUTH_AMAZON_SECRET: vaultClient.clientSecret, AUTH_AMAZON_API_URL: amazon.url };
}

/** No call was counted yet: the faults of one test do not close the way to Amazon for the next. */
export function forgetAmazonFaults(): void {
  amazonBreaker().adopt({ state: "ok", since: new Date(), until: 0, tries: 0, incidentSince: null });
}

export type Tokens = { accessToken: string; refreshToken: string | undefined };

/** A linked account with these tokens; the access token ended a minute ago unless told otherwise. */
export async function newLinked(tokens: Tokens, change: { providerAccountId?: string; provider?: string; scope?: string; expiresInSeconds?: number; keys?: readonly VaultKey[] } = {}): Promise<{ id: string; userId: string }> {
  const { providerAccountId = `amzn1.account.${randomUUID()}`, provider = "amazon", scope = "profile", expiresInSeconds = -60, keys = vaultKeys() } = change;
  const [id, now] = [randomUUID(), new Date()];
  const sealed = await sealTokens({ ...tokens, expiresInSeconds }, { id, provider, providerAccountId }, now, keys);
  const { id: userId } = await database().db.user.create({ data: { name: "Robin" }, select: { id: true } });
  const { access_token, refresh_token = null, expires_at } = sealed;
  await database().db.account.create({ data: { id, userId, provider, providerAccountId, access_token, refresh_token, expires_at, scope, tokensAt: new Date(now.getTime() - 3_600_000) }, select: { id: true } });
  return { id, userId };
}

export const rowOf = async (id: string) => await database().db.account.findUniqueOrThrow({ where: { id } });

/** Everything of the row that a refresh may touch. */
export async function stateOf(id: string) {
  const { refreshLease, refreshSentAt, consentLostReason, access_token, refresh_token } = await rowOf(id);
  return { leased: refreshLease !== null, sent: refreshSentAt !== null, lost: consentLostReason, tokens: [access_token, refresh_token].filter((token) => token !== null).length };
}

/** A stored token in clear. */
export async function openedOf(id: string, field: TokenField): Promise<string | undefined> {
  const row = await rowOf(id);
  return await openToken(row[field] ?? "", row, field, vaultKeys());
}

/** Lets the pause, or the lease, of an account be over. */
export async function endLease(id: string): Promise<void> {
  await database().pool.query(`UPDATE "Account" SET "refreshLeaseUntil" = clock_timestamp() - interval '1 second' WHERE "id" = $1`, [id]);
}

/** Lets the access token of an account have ended. */
export async function endToken(id: string): Promise<void> {
  await database().pool.query(`UPDATE "Account" SET "expires_at" = 1 WHERE "id" = $1`, [id]);
}

/** The reasons of the events that say that a user's consent is lost. */
export async function lossesOf(userId: string): Promise<unknown[]> {
  const subject = await database().db.auditSubject.findUnique({ where: { userId }, select: { subjectId: true } });
  const events = subject ? await database().db.auditEvent.findMany({ where: { subjectId: subject.subjectId, type: "account.consent_lost" }, select: { details: true } }) : [];
  return events.map(({ details }) => details);
}

/** What test-caller.ts is told to want. `persistent`: whoever is sent away comes again after the time that they were told. */
export type CallerWish = { accountIds: string[]; each?: number; persistent?: boolean; force?: boolean; waitMilliseconds?: number };

/** The kinds of some answers, counted. */
export function kindsOf(answers: readonly TokenUse[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const answer of answers) {
    const kind = answer.kind === "needs_consent" ? answer.reason : answer.kind;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}
