import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { type RunningSandbox, startSandbox } from "#sandbox/amazon/server.ts";
import { testInstallation } from "#scripts/test/installation.ts";
import { grantAt } from "#scripts/test/vault.ts";
import { newAddress } from "../accounts/test-people.ts";
import { database } from "../db/client.ts";
import { waitingMails } from "../mail/test-mails.ts";
import { getOrRefresh } from "./get-or-refresh.ts";
import { finishRefreshes } from "./process-state.ts";
import { endLease, forgetAmazonFaults, lossesOf, newLinked, stateOf, type Tokens, vaultClient, vaultEnvironment } from "./test-vault.ts";
import type { TokenUse } from "./token-use.ts";

/** What a refusal means after a call whose answer never came. */

let amazon: RunningSandbox;
testInstallation(async () => {
  amazon = await startSandbox({ port: 0, clients: [vaultClient] });
  return vaultEnvironment(amazon);
});
afterAll(async () => await amazon?.close());

let persona: string;
let tokens: Tokens & { refreshToken: string };
beforeEach(async () => {
  persona = amazon.personas.add({ name: "Vera" })?.userId ?? "";
  tokens = await grantAt(amazon, persona);
});
afterEach(async () => {
  amazon.faults.clear();
  await finishRefreshes();
  forgetAmazonFaults();
});

const linked = async () => await newLinked(tokens, { providerAccountId: persona, expiresInSeconds: 3_600 });
const clean = { leased: false, sent: false, lost: null, tokens: 2 };
const refusal = { endpoint: "token", status: 400, body: '{"error":"invalid_grant"}' } as const;
/** Answers one refresh with each of these faults; whoever asks comes once the pause is over. @returns the last answer */
async function refreshWith(id: string, ...faults: readonly (Parameters<typeof amazon.faults.add>[0] | null)[]) {
  let use: TokenUse | undefined;
  for (const fault of faults) {
    await finishRefreshes();
    amazon.faults.clear();
    forgetAmazonFaults();
    if (fault) amazon.faults.add({ ...fault, userId: persona });
    await endLease(id);
    use = await getOrRefresh(id, { force: true });
  }
  return use;
}

test("a refresh token that is refused after an answer that was lost may be spent by us: the tokens go, and nobody is told that they removed us", async () => {
  const { id, userId } = await linked();
  const email = newAddress();
  await database().db.user.update({ where: { id: userId }, data: { email, provedEmail: email }, select: { id: true } });
  const use = await refreshWith(id, { endpoint: "token", refreshToken: "single_use", loseAnswer: true }, null);
  expect(use).toEqual({ kind: "needs_consent", reason: "interrupted" });
  expect([await stateOf(id), await lossesOf(userId)]).toEqual([{ ...clean, lost: "interrupted", tokens: 0 }, [{ provider: "amazon", reason: "interrupted" }]]);
  expect((await waitingMails(database())).filter(({ to }) => to === email)).toEqual([]);
});

test.each([
  ["a lost answer, and one that says later", [{ endpoint: "token", reset: true }, { endpoint: "token", status: 503 }, refusal], "interrupted"],
  ["a lost answer, and a good one", [{ endpoint: "token", reset: true }, null, refusal], "revoked"],
  ["one that says later", [{ endpoint: "token", status: 503 }, refusal], "revoked"],
] as const)("a refusal after %s is %s", async (_name, faults, reason) => {
  const { id, userId } = await linked();
  expect(await refreshWith(id, ...faults)).toEqual({ kind: "needs_consent", reason });
  expect([await stateOf(id), await lossesOf(userId)]).toEqual([{ ...clean, lost: reason, tokens: 0 }, [{ provider: "amazon", reason }]]);
});
