import { afterAll, beforeEach, expect, test } from "vitest";
import { type RunningSandbox, startSandbox } from "#sandbox/amazon/server.ts";
import { testInstallation } from "#scripts/test/installation.ts";
import { rowCounts } from "../accounts/test-people.ts";
import { findAttempt } from "../attempts/attempt.ts";
import { database } from "../db/client.ts";
import { expectedAccount } from "./recovery.ts";
import { whereTo } from "./test-browser.ts";
import { accountsOf, callback, comeBack, doneOf, linkAll, linkingEnvironment, newestAttempt, newPerson, pressStart, shopClient } from "./test-linking.ts";
import { visitorOf } from "./visitor.ts";

/** Connecting again is about one linked account, whichever others there are. */

let amazon: RunningSandbox;
let vera: Awaited<ReturnType<typeof newPerson>>;
let persona: { userId: string };

testInstallation(async () => {
  amazon = await startSandbox({ port: 0, clients: [shopClient] });
  return linkingEnvironment(amazon);
});
afterAll(async () => await amazon?.close());

beforeEach(async () => {
  vera = await newPerson();
  persona = newPersona();
});

const newPersona = (name = "Vera at Amazon") => amazon.personas.add({ name }) as { userId: string };
const recoveryOf = (response: Response) => whereTo(response).path === "/signin/error" && whereTo(response).query.code;

/** Links a persona without tokens, as whoever lost the consent has it. @returns the account's id */
async function linkByRow(change: { providerAccountId: string; provider?: string; providerName?: string }): Promise<string> {
  const data = { userId: vera.userId, provider: "amazon", ...lost, ...change };
  return (await database().db.account.create({ data, select: { id: true } })).id;
}

const lost = { consentLostAt: new Date(), consentLostReason: "revoked", access_token: null, refresh_token: null };

test("of two lost accounts each is connected again by itself, and what the page says was expected is that one", async () => {
  const first = await linkAll(amazon, vera.browser, persona);
  const other = newPersona("Second");
  const second = await linkByRow({ providerAccountId: other.userId, providerName: "Second" });
  await database().db.account.update({ where: { id: first }, data: lost, select: { id: true } });
  const rows = async () => await accountsOf(vera.userId);
  const before = await rows();
  expect(recoveryOf(await callback(vera.browser, await comeBack(amazon, vera.browser, persona, "reconnect", second)))).toBe("reconnect_other_account");
  expect(await rows()).toEqual(before);
  const attempt = await findAttempt(database().db, (await newestAttempt(vera.browser)).id);
  expect(attempt).toMatchObject({ expectedAccountId: second, outcome: "reconnect_other_account" });
  expect(await expectedAccount(attempt, visitorOf(vera.browser.request("/")))).toMatchObject({ id: second, name: "Second" });
  expect(await expectedAccount(attempt, visitorOf((await newPerson()).browser.request("/")))).toBeNull();
  expect(doneOf(await callback(vera.browser, await comeBack(amazon, vera.browser, other, "reconnect", second)))).toBe("account_reconnected");
  expect(await rows()).toMatchObject([{ id: first, consentLostReason: "revoked", refresh_token: null }, { id: second, consentLostAt: null, consentLostReason: null }]);
  expect(doneOf(await callback(vera.browser, await comeBack(amazon, vera.browser, persona, "reconnect", first)))).toBe("account_reconnected");
  expect(await rows()).toMatchObject([{ consentLostAt: null }, { consentLostAt: null }]);
});

test("connecting again starts for no account but one of the user's own at that provider, and without a name only for the only one", async () => {
  const owner = await newPerson();
  const theirs = await linkAll(amazon, owner.browser, newPersona("Theirs"));
  const starts = async (account?: string) => (await pressStart(vera.browser, "reconnect", account)).status;
  const attempts = async () => await database().db.attempt.count({ where: { userId: vera.userId, intent: "reconnect" } });
  expect([await starts(), await starts(theirs), await starts("00000000-0000-4000-8000-000000000000")]).toEqual([400, 400, 400]);
  const own = await linkAll(amazon, vera.browser, persona);
  const elsewhere = await linkByRow({ provider: "google", providerAccountId: own });
  expect([await starts(theirs), await starts(elsewhere), await attempts()]).toEqual([400, 400, 0]);
  expect([await starts(), await starts(own), await attempts()]).toEqual([303, 303, 2]);
  expect((await newestAttempt(vera.browser)).expectedAccountId).toBe(own);
  await linkByRow({ providerAccountId: newPersona().userId });
  expect([await starts(), await attempts()]).toEqual([400, 2]);
});

test("an account that was unlinked before they come back is connected to nothing, and linked again it is another one", async () => {
  const account = await linkAll(amazon, vera.browser, persona);
  const [gone, again] = [await comeBack(amazon, vera.browser, persona, "reconnect", account), await comeBack(amazon, vera.browser, persona, "reconnect", account)];
  await database().db.account.delete({ where: { id: account }, select: { id: true } });
  const before = await rowCounts(database());
  expect(recoveryOf(await callback(vera.browser, gone))).toBe("reconnect_other_account");
  expect(await rowCounts(database())).toEqual(before);
  await linkByRow({ providerAccountId: persona.userId });
  expect(recoveryOf(await callback(vera.browser, again))).toBe("reconnect_other_account");
  expect(await accountsOf(vera.userId)).toMatchObject([{ consentLostReason: "revoked", refresh_token: null }]);
});
