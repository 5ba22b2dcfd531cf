import { keyedHash } from "../crypto/random.ts";
import { type Db, plainly } from "../db/client.ts";
import { type Env, env } from "../env.ts";

/** What an installation is seen with: that somebody does its jobs, and each of its secrets. */
export const jobsSign = "jobs";

export const agingSecrets = ["AUTH_SECRET", "VAULT_KEYS", "AUTH_AMAZON_SECRET"] as const;
export type AgingSecret = (typeof agingSecrets)[number];

/**
 * The sign of a secret: a fingerprint that only who has it can make. It is a hash keyed with the secret itself, so that
 * it stays the same whatever else is rotated, and tells nothing that the hashes and seals under the same secret do not.
 */
export function signOfSecret(name: AgingSecret, secret: string): string {
  return `${name}:${keyedHash(secret, "observed", name).slice(0, 22)}`;
}

/** The signs of the secrets that are configured, in the order in which they stand. */
export function signsOf(configured: Pick<Env, AgingSecret>): Record<AgingSecret, string[]> {
  const of = (name: AgingSecret) => configured[name].map((secret) => signOfSecret(name, secret));
  return { AUTH_SECRET: of("AUTH_SECRET"), VAULT_KEYS: of("VAULT_KEYS"), AUTH_AMAZON_SECRET: of("AUTH_AMAZON_SECRET") };
}

const statement = `
  WITH "old" AS (DELETE FROM "Observation" WHERE "lastAt" < now() - interval '400 days' AND "what" <> ALL($1::text[]))
  INSERT INTO "Observation" ("what", "firstAt", "lastAt") SELECT DISTINCT unnest($1::text[]), now(), now()
  ON CONFLICT ("what") DO UPDATE SET "lastAt" = GREATEST("Observation"."lastAt", EXCLUDED."lastAt")
  RETURNING "what"`;

/** Notes that the jobs are done, and which secrets are in use; once a minute, beside what is swept. Twice does no harm. */
export async function observeInstallation(db: Db): Promise<void> {
  await plainly(db, "observe", statement, [[jobsSign, ...Object.values(signsOf(env())).flat()]]);
}
