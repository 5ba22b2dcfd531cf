import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { type RunningSandbox, startSandbox } from "#sandbox/amazon/server.ts";
import { repository } from "#scripts/bootstrap/paths.mjs";
import { testEnvironment, testInstallation } from "#scripts/test/installation.ts";
import { Caller, grantAt } from "#scripts/test/vault.ts";
import { keyIdOf } from "../crypto/envelope.ts";
import { parseVaultKeys, vaultKeys } from "../crypto/vault-keys.ts";
import { database } from "../db/client.ts";
import { getOrRefresh } from "./get-or-refresh.ts";
import { finishRefreshes } from "./process-state.ts";
import { rotateTokens } from "./rotate.ts";
import { endToken, kindsOf, newLinked, openedOf, rowOf, stateOf, vaultClient, vaultEnvironment } from "./test-vault.ts";

/** Keys that change, are lost, or are wrong, while the vault is in use. */

const key = (name: string, fill: number) => `${name}:${Buffer.alloc(32, fill).toString("base64url")}`;
const [oldest, older, newest] = [key("k0", 10), key("k1", 11), key("k2", 12)];
const [oldestRing, olderRing] = [parseVaultKeys([oldest]), parseVaultKeys([older])];
const ring = `${newest},${older}`;

let amazon: RunningSandbox;
testInstallation(async () => {
  amazon = await startSandbox({ port: 0, clients: [vaultClient] });
  return { ...vaultEnvironment(amazon), VAULT_KEYS: ring };
});
afterAll(async () => await amazon?.close());

let running: ChildProcess | undefined;
beforeEach(async () => void (await database().db.account.deleteMany()));
afterEach(async () => {
  amazon.faults.clear();
  running?.kill("SIGKILL");
  await finishRefreshes();
});

const tokensOf = (number: number) => ({ accessToken: `Atza|${number}`, refreshToken: `Atzr|${number}` });
const keyIds = async () => (await database().db.account.findMany({ select: { access_token: true, refresh_token: true } })).flatMap(({ access_token, refresh_token }) => [keyIdOf(access_token ?? ""), keyIdOf(refresh_token ?? "")]);
const counted = (values: readonly unknown[], value: unknown) => values.filter((one) => one === value).length;

async function makeAccounts(count: number, keys = olderRing): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < count) ids.push((await newLinked(tokensOf(ids.length), { keys, expiresInSeconds: 3_600 })).id);
  return ids;
}
const clear = async (ids: readonly string[]) => await Promise.all(ids.map(async (id) => [await openedOf(id, "access_token"), await openedOf(id, "refresh_token")]));
const asMade = (ids: readonly string[]) => ids.map((_id, number) => [`Atza|${number}`, `Atzr|${number}`]);

/** The command as an operator runs it. `until`: it is killed once it has said that. */
async function rotate({ keys = ring, args = [], until }: { keys?: string; args?: string[]; until?: RegExp } = {}): Promise<{ exitCode: number | null; text: string }> {
  const { PATH = "", HOME = "", DATABASE_URL = "" } = process.env;
  const env = { PATH, HOME, ...testEnvironment(DATABASE_URL), DATABASE_MIGRATE_URL: DATABASE_URL, VAULT_KEYS: keys, NODE_ENV: "test" as const };
  const child = spawn(process.execPath, ["scripts/vault-rotate/main.ts", ...args], { cwd: repository, env, stdio: ["ignore", "pipe", "pipe"] });
  running = child;
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (until?.test(text)) child.kill("SIGKILL");
    });
  }
  const [exitCode] = (await once(child, "close")) as [number | null];
  expect(text).not.toMatch(/Atz[ar]\|/);
  return { exitCode, text };
}

test("the command seals everything with the newest key, page by page, and finds nothing to do the next time", async () => {
  const ids = await makeAccounts(12);
  const { exitCode, text } = await rotate({ args: ["--batch", "5"] });
  expect([exitCode, text.match(/\d+ accounts looked at, \d+ sealed anew/g)]).toEqual([0, ["5 accounts looked at, 5 sealed anew", "10 accounts looked at, 10 sealed anew", "12 accounts looked at, 12 sealed anew"]]);
  expect([counted(await keyIds(), "k2"), await clear(ids)]).toEqual([24, asMade(ids)]);
  expect((await rotate()).text).toContain("12 accounts looked at, 0 sealed anew");
  expect((await rotate({ args: ["--batch", "0"] })).exitCode).toBe(1);
});

test("killed half-way it has lost nothing, and goes on where it ended", async () => {
  const ids = await makeAccounts(60);
  expect((await rotate({ args: ["--batch", "1"], until: /20 accounts looked at/ })).exitCode).toBeNull();
  const half = counted(await keyIds(), "k2");
  expect([half >= 40 && half < 120, await clear(ids)]).toEqual([true, asMade(ids)]);
  const { exitCode, text } = await rotate();
  expect([exitCode, /looked at, (\d+) sealed anew/.exec(text)?.[1], counted(await keyIds(), "k2"), await clear(ids)]).toEqual([0, String(60 - half / 2), 120, asMade(ids)]);
});

test("under load nothing is lost: refreshes, sign-ins and two rotations at once", async () => {
  amazon.faults.add({ endpoint: "token", refreshToken: "single_use" });
  const people = await Promise.all(Array.from({ length: 30 }, () => amazon.personas.add({ name: "Vera" })?.userId ?? ""));
  const ids: string[] = [];
  for (const persona of people) ids.push((await newLinked(await grantAt(amazon, persona), { providerAccountId: persona, keys: olderRing })).id);
  const caller = await Caller.start({ accountIds: ids, each: 2 });
  caller.begin();
  const rotations = [];
  const mixed = Promise.all(ids.map(async (id) => [await getOrRefresh(id), await getOrRefresh(id, { force: true })])).then((uses) => uses.flat());
  for (let pass = 0; pass < 6; pass += 1) rotations.push(...(await Promise.all([rotateTokens(database(), vaultKeys(), { batch: 3 }), rotateTokens(database(), vaultKeys(), { batch: 7 })])));
  expect([kindsOf(await mixed), kindsOf(await caller.answers()), rotations.map(({ lost }) => lost)]).toEqual([{ token: 60 }, { token: 60 }, rotations.map(() => 0)]);
  expect((await rotateTokens(database(), vaultKeys())).overtaken).toBe(0);
  expect(counted(await keyIds(), "k2")).toBe(60);
  const issued = amazon.ledger.issued.filter(({ kind }) => kind === "refresh_token");
  for (const [at, id] of ids.entries()) expect(await openedOf(id, "refresh_token")).toBe(issued.findLast(({ userId }) => userId === people[at])?.value);
  expect(issued.filter(({ usesAfterEnd, uses }) => usesAfterEnd > 0 || uses > 1)).toEqual([]);
});

test("what a lost key sealed is flagged and kept, is not used, and is good again once the key is back", async () => {
  const [lost = ""] = await makeAccounts(1, oldestRing);
  const [known = ""] = await makeAccounts(1);
  const calls = amazon.ledger.calls.length;
  for (let asked = 0; asked < 2; asked += 1) expect(await getOrRefresh(lost)).toEqual({ kind: "needs_consent", reason: "key_lost" });
  expect(await stateOf(lost)).toEqual({ leased: false, sent: false, lost: "key_lost", tokens: 2 });
  await database().pool.query(`UPDATE "Account" SET "consentLostAt" = NULL, "consentLostReason" = NULL`);
  const { exitCode, text } = await rotate();
  expect([exitCode, /1 accounts have tokens that none of the keys opens/.test(text), (await stateOf(lost)).lost, (await stateOf(known)).lost]).toEqual([2, true, "key_lost", null]);
  const back = await Caller.start({ accountIds: [lost] }, { VAULT_KEYS: `${ring},${oldest}` });
  back.begin();
  expect(await back.answers()).toEqual([{ kind: "token", accessToken: "Atza|0", scopes: ["profile"] }]);
  expect([(await stateOf(lost)).lost, amazon.ledger.calls.length]).toEqual([null, calls]);
  expect((await rotate({ keys: `${ring},${oldest}` })).exitCode).toBe(0);
  expect(await clear([lost])).toEqual([["Atza|0", "Atzr|0"]]);
});

test.each([
  ["a wrong key under the right name", async (id: string) => await spoil(id, parseVaultKeys([key("k1", 99)]))],
  ["what was sealed for another account", async (id: string) => await database().pool.query(`UPDATE "Account" SET "access_token" = o."access_token", "refresh_token" = o."refresh_token" FROM "Account" o WHERE "Account"."id" = $1 AND o."id" <> $1`, [id])],
  ["columns that are swapped", async (id: string) => await database().pool.query(`UPDATE "Account" SET "access_token" = "refresh_token", "refresh_token" = "access_token" WHERE "id" = $1`, [id])],
  ["something that is no envelope", async (id: string) => await database().pool.query(`UPDATE "Account" SET "access_token" = 'Atza|clear', "refresh_token" = 'Atzr|clear' WHERE "id" = $1`, [id])],
])("fails closed on %s: nothing of it is used or sent, good or ended", async (_name, change) => {
  const [id = ""] = await makeAccounts(2);
  await change(id);
  const calls = amazon.ledger.calls.length;
  expect(await getOrRefresh(id)).toEqual({ kind: "needs_consent", reason: "key_lost" });
  await endToken(id);
  expect(await getOrRefresh(id)).toEqual({ kind: "needs_consent", reason: "key_lost" });
  expect([amazon.ledger.calls.length, (await stateOf(id)).tokens]).toEqual([calls, 2]);
});

async function spoil(id: string, keys: ReturnType<typeof parseVaultKeys>): Promise<void> {
  const other = await newLinked(tokensOf(0), { keys, providerAccountId: `${(await rowOf(id)).providerAccountId}x` });
  await database().pool.query(`UPDATE "Account" SET "access_token" = o."access_token", "refresh_token" = o."refresh_token" FROM "Account" o WHERE "Account"."id" = $1 AND o."id" = $2`, [id, other.id]);
}

test("a lost refresh token is marked once while the access token is good, which is handed out to its end, and the mark goes with the key that is back", async () => {
  const { id } = await newLinked(tokensOf(0), { expiresInSeconds: 55 });
  const { refresh_token } = await rowOf(id);
  await database().pool.query(`UPDATE "Account" SET "refresh_token" = 'x' WHERE "id" = $1`, [id]);
  const token = { kind: "token", accessToken: "Atza|0", scopes: ["profile"] };
  expect([await getOrRefresh(id), (await stateOf(id)).lost]).toEqual([token, "key_lost"]);
  const { consentLostAt } = await rowOf(id);
  for (const expiresIn of [55, 3_600]) {
    await database().pool.query(`UPDATE "Account" SET "expires_at" = $2 WHERE "id" = $1`, [id, Math.floor(Date.now() / 1_000) + expiresIn]);
    expect([await getOrRefresh(id), (await rowOf(id)).consentLostAt]).toEqual([token, consentLostAt]);
  }
  expect(await getOrRefresh(id, { force: true })).toEqual({ kind: "needs_consent", reason: "key_lost" });
  await database().pool.query(`UPDATE "Account" SET "refresh_token" = $2 WHERE "id" = $1`, [id, refresh_token]);
  expect([await getOrRefresh(id), (await stateOf(id)).lost]).toEqual([token, null]);
});

test("a refresh token alone that cannot be opened is found when the access token ends, and a lost access token is renewed", async () => {
  const persona = amazon.personas.add({ name: "Vera" })?.userId ?? "";
  const tokens = await grantAt(amazon, persona);
  const { id } = await newLinked(tokens, { providerAccountId: persona, expiresInSeconds: 3_600 });
  const sealed = await rowOf(id);
  await database().pool.query(`UPDATE "Account" SET "refresh_token" = 'x' WHERE "id" = $1`, [id]);
  expect(await getOrRefresh(id)).toMatchObject({ accessToken: tokens.accessToken });
  await endToken(id);
  expect(await getOrRefresh(id)).toEqual({ kind: "needs_consent", reason: "key_lost" });
  await database().pool.query(`UPDATE "Account" SET "refresh_token" = $2, "access_token" = 'x', "expires_at" = $3 WHERE "id" = $1`, [id, sealed.refresh_token, sealed.expires_at]);
  expect((await getOrRefresh(id)).kind).toBe("token");
  expect(await stateOf(id)).toEqual({ leased: false, sent: false, lost: null, tokens: 2 });
});
