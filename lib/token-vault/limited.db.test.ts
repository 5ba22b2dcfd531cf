import { afterAll, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { type LimitedTokens, startLimitedTokens } from "#scripts/test/limited-tokens.ts";
import { Caller } from "#scripts/test/vault.ts";
import { database } from "../db/client.ts";
import { vaultLimits } from "./limits.ts";
import { kindsOf, newLinked, vaultEnvironment } from "./test-vault.ts";

let amazon: LimitedTokens;
testInstallation(async () => {
  amazon = await startLimitedTokens(50, 60);
  return vaultEnvironment(amazon);
});
afterAll(async () => await amazon?.close());

// `npm run bench -- --only vault` does it with 2,000.
test("200 accounts whose tokens have ended, five users each in two processes, at an Amazon that takes 50 calls a second: all get a token, and no refresh token is spent twice", { timeout: 60_000 }, async () => {
  const ids: string[] = [];
  while (ids.length < 200) ids.push((await newLinked({ accessToken: "Atza|ended", refreshToken: amazon.grant() })).id);
  const started = await Promise.all([1, 2].map(() => Caller.start({ accountIds: ids, each: 5, persistent: true })));
  for (const caller of started) caller.begin();
  const answers = (await Promise.all(started.map((caller) => caller.answers()))).flat();
  expect(kindsOf(answers)).toEqual({ token: 2_000 });
  expect([amazon.seen.spent.size, Math.max(...amazon.seen.spent.values())]).toEqual([200, 1]);
  expect(amazon.seen.mostAtOnce).toBeLessThanOrEqual(2 * vaultLimits.calls);
  // Whoever is sent away keeps the whole process away, so a second costs no more than the calls that were out at once.
  expect(amazon.seen.refused).toBeLessThan(100);
  expect(await database().db.account.count({ where: { OR: [{ consentLostAt: { not: null } }, { refreshLease: { not: null } }] } })).toBe(0);
});
