import { randomUUID } from "node:crypto";
import { parseVaultKeys } from "#lib/crypto/vault-keys.ts";
import { connectDatabase } from "#lib/db/client.ts";
import { sealTokens } from "#lib/token-vault/account-tokens.ts";
import { vaultEnvironment } from "#lib/token-vault/test-vault.ts";
import { createTestDatabase } from "#scripts/test/database.ts";
import { testEnvironment } from "#scripts/test/installation.ts";
import { startLimitedTokens } from "#scripts/test/limited-tokens.ts";
import { Caller } from "#scripts/test/vault.ts";
import { atMost, nothingDemanded, type Row } from "./gates.ts";
import { rounded } from "./load.ts";

const perSecond = 50;
/** Of five uses of each account, in two processes. */
const usesEach = [3, 2];

const insert = `
  WITH people AS (INSERT INTO "User" ("id", "updatedAt") SELECT "id"::uuid, now() FROM jsonb_to_recordset($1::jsonb) AS n("id" text))
  INSERT INTO "Account" ("id", "userId", "provider", "providerAccountId", "access_token", "refresh_token", "expires_at", "scope", "tokensAt")
  SELECT "id"::uuid, "id"::uuid, 'amazon', "id", "access_token", "refresh_token", 1, 'profile', now() - interval '1 hour'
  FROM jsonb_to_recordset($1::jsonb) AS n("id" text, "access_token" text, "refresh_token" text)`;

/** Linked accounts whose access tokens have ended, each with a user of its own. */
async function addEnded(databaseUrl: string, keys: ReturnType<typeof parseVaultKeys>, refreshTokens: readonly string[]): Promise<string[]> {
  const rows = await Promise.all(
    refreshTokens.map(async (refreshToken) => {
      const id = randomUUID();
      return { id, ...(await sealTokens({ accessToken: "Atza|ended", refreshToken, expiresInSeconds: 60 }, { id, provider: "amazon", providerAccountId: id }, new Date(), keys)) };
    }),
  );
  const database = connectDatabase(databaseUrl, 1);
  await database.pool.query(insert, [JSON.stringify(rows)]);
  await database.close();
  return rows.map(({ id }) => id);
}

/**
 * What happens when the tokens of many accounts end in the same second, five want each, and Amazon takes 50 calls a second:
 * how long until everybody has one, and that no refresh token, which is good once, is spent twice.
 */
export async function rushOnVault(adminUrl: string, accounts: number): Promise<Row[]> {
  const [place, amazon] = await Promise.all([createTestDatabase(adminUrl), startLimitedTokens(perSecond, 60)]);
  try {
    const environment = { ...testEnvironment(place.url), ...vaultEnvironment(amazon) };
    const ids = await addEnded(place.url, parseVaultKeys([environment.VAULT_KEYS ?? ""]), Array.from({ length: accounts }, amazon.grant));
    const callers = await Promise.all(usesEach.map((each) => Caller.start({ accountIds: ids, each, persistent: true }, environment)));
    const began = performance.now();
    for (const caller of callers) caller.begin();
    const answers = (await Promise.all(callers.map((caller) => caller.answers()))).flat();
    const seconds = (performance.now() - began) / 1_000;
    const { spent, refused, mostAtOnce } = amazon.seen;
    const row = (name: string, value: number, verdict = nothingDemanded): Row => ({ name, value, ...verdict });
    return [
      row(`seconds until ${answers.length} uses of ${accounts} accounts had a token, at ${perSecond} calls a second`, rounded(seconds, 1), atMost(seconds, { gate: (accounts / perSecond) * 2 })),
      row("uses that got none", answers.filter(({ kind }) => kind !== "token").length, atMost(answers.filter(({ kind }) => kind !== "token").length, { gate: 0 })),
      row("refresh tokens that were spent twice", [...spent.values()].filter((times) => times > 1).length, atMost([...spent.values()].filter((times) => times > 1).length, { gate: 0 })),
      row("calls that Amazon sent away", refused, atMost(refused, { gate: accounts })),
      row("calls at once, at most", mostAtOnce),
      ...callers.map(({ output }, index) => row(`megabytes of process ${index + 1}`, Number(/(\d+) MiB/.exec(output)?.[1] ?? 0))),
    ];
  } finally {
    await Promise.all([amazon.close(), place.drop()]);
  }
}
