import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import { type RunningSandbox, startSandbox } from "#sandbox/amazon/server.ts";
import { testInstallation } from "#scripts/test/installation.ts";
import { grantAt } from "#scripts/test/vault.ts";
import { AmazonBreaker } from "../amazon-health/breaker.ts";
import { amazonBreaker } from "../amazon-health/process.ts";
import { configureLog } from "../telemetry/log.ts";
import { getOrRefresh } from "./get-or-refresh.ts";
import { finishRefreshes } from "./process-state.ts";
import { forgetAmazonFaults, newLinked, rowOf, stateOf, type Tokens, vaultClient, vaultEnvironment } from "./test-vault.ts";

/** While Amazon is known to be down nothing is sent, so there is nothing to note, to say or to mark. */

let amazon: RunningSandbox;
testInstallation(async () => {
  amazon = await startSandbox({ port: 0, clients: [vaultClient] });
  return vaultEnvironment(amazon);
});
afterAll(async () => await amazon?.close());

let log: string;
let persona: string;
let tokens: Tokens & { refreshToken: string };
beforeEach(async () => {
  log = "";
  configureLog({ destination: { write: (line: string) => void (log += line) } });
  persona = amazon.personas.add({ name: "Vera" })?.userId ?? "";
  tokens = await grantAt(amazon, persona);
});
afterEach(async () => {
  vi.restoreAllMocks();
  configureLog({});
  await finishRefreshes();
  forgetAmazonFaults();
});

/** Amazon is down, and trials begin in so long. */
const down = (milliseconds: number) => amazonBreaker().adopt({ state: "down", since: new Date(), until: performance.now() + milliseconds, tries: 0, incidentSince: new Date() });
const linked = async (expiresInSeconds = -60) => await newLinked(tokens, { providerAccountId: persona, expiresInSeconds });
const calls = () => amazon.ledger.calls.filter(({ parameters, userId }) => parameters.grant_type === "refresh_token" && userId === persona).length;

test("no lease is taken while it is down, whoever comes is told when to come again, and a token that is still good is handed out", async () => {
  const [{ id }, good] = [await linked(), await newLinked(tokens, { expiresInSeconds: 55 })];
  const before = [await rowOf(id), await rowOf(good.id)];
  down(40_000);
  expect(await getOrRefresh(id)).toEqual({ kind: "unavailable", retryAfterSeconds: 40 });
  expect(await getOrRefresh(good.id)).toMatchObject({ kind: "token", accessToken: tokens.accessToken });
  expect([[await rowOf(id), await rowOf(good.id)], calls(), log]).toEqual([before, 0, ""]);
});

test("nor while somebody else makes the one call that finds out whether it is back", async () => {
  const { id } = await linked();
  const before = await rowOf(id);
  down(0);
  const { promise, resolve } = Promise.withResolvers<void>();
  const trial = amazonBreaker().conversation(false)(async () => (await promise, { value: "asked", verdict: "none" as const }));
  expect(await getOrRefresh(id)).toEqual({ kind: "unavailable", retryAfterSeconds: 2 });
  resolve();
  await trial;
  expect([await rowOf(id), calls(), log]).toEqual([before, 0, ""]);
  expect((await getOrRefresh(id)).kind).toBe("token");
});

test("when it goes down after the lease was taken, the lease is given back without a word", async () => {
  const { id } = await linked();
  down(40_000);
  vi.spyOn(AmazonBreaker.prototype, "refuses", "get").mockReturnValue(false);
  expect((await getOrRefresh(id)).kind).toBe("unavailable");
  expect([await stateOf(id), calls(), log]).toEqual([{ leased: false, sent: false, lost: null, tokens: 2 }, 0, ""]);
});
