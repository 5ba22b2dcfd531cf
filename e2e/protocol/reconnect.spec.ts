import { forgetAmazonFaults, setAmazonHealth } from "../fixtures/amazon-health.ts";
import { expectRecovery, parameter, pathOf } from "../fixtures/journey.ts";
import { accountIdOf, comeBackToLink, linkByRequest, linkByRow, methodsPage } from "../fixtures/linking.ts";
import { newPersona, newProvedUser } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import { amazonPage, loseTwo } from "../fixtures/reconnect.ts";
import type { Stack } from "../fixtures/stack.ts";
import { t } from "#lib/i18n/index.ts";

/** Connecting one of several Amazon accounts again, whatever the form and the return say: TK-06, WP-02. */

const done = `${methodsPage}?done=account_reconnected`;

async function accountsOf(stack: Stack, userId: string) {
  const { rows } = await stack.sql.query<{ id: string; providerAccountId: string; consentLostReason: string | null; tokens: boolean }>(
    `SELECT "id", "providerAccountId", "consentLostReason", "refresh_token" IS NOT NULL AS "tokens", "updatedAt", "tokensAt" FROM "Account" WHERE "userId" = $1 ORDER BY "id"`,
    [userId],
  );
  return rows;
}

const attemptsOf = async (stack: Stack, userId: string) => (await stack.sql.query<{ id: string }>(`SELECT "id" FROM "Attempt" WHERE "userId" = $1 AND "intent" = 'reconnect'`, [userId])).rows.length;

test("of two linked accounts the one that is lost is connected again by itself alone: coming back with the other one changes neither", async ({ stack }) => {
  const [lost, other] = [newPersona(stack), newPersona(stack)];
  const { browser, userId } = await newProvedUser(stack);
  await linkByRequest(stack, browser, lost);
  await loseTwo(stack, userId, other);
  await browser.get(await comeBackToLink(stack, browser, other, "reconnect", await accountIdOf(stack, other)));
  const before = await accountsOf(stack, userId);
  expect(before.map(({ providerAccountId, consentLostReason }) => [providerAccountId === lost.userId, consentLostReason]).toSorted()).toEqual([[false, null], [true, "revoked"]]);
  const account = await accountIdOf(stack, lost);
  const page = await expectRecovery(browser, await browser.get(await comeBackToLink(stack, browser, other, "reconnect", account)), "reconnect_other_account");
  expect([page.body.includes(`We expected \u2068${lost.name}`), page.body.includes(other.name ?? "")]).toEqual([true, false]);
  expect(await accountsOf(stack, userId)).toEqual(before);
  expect(pathOf(await browser.get(await comeBackToLink(stack, browser, lost, "reconnect", account)))).toBe(done);
  expect(await accountsOf(stack, userId)).toMatchObject([{ consentLostReason: null, tokens: true }, { consentLostReason: null, tokens: true }]);
});

test("two that are started one after the other each take their own account, in whatever order they come back", async ({ stack }) => {
  const [ada, grace] = [newPersona(stack), newPersona(stack)];
  const { browser, userId } = await newProvedUser(stack);
  await linkByRequest(stack, browser, ada);
  await loseTwo(stack, userId, grace);
  const [first, second] = [await comeBackToLink(stack, browser, ada, "reconnect", await accountIdOf(stack, ada)), await comeBackToLink(stack, browser, grace, "reconnect", await accountIdOf(stack, grace))];
  expect([pathOf(await browser.get(second)), pathOf(await browser.get(first))]).toEqual([done, done]);
  expect(await accountsOf(stack, userId)).toMatchObject([{ consentLostReason: null }, { consentLostReason: null }]);
});

test("a form with an id that is no account of theirs at that provider starts nothing; one without is about the only account, or about none", async ({ stack }) => {
  const [ada, grace] = [newPersona(stack), newPersona(stack)];
  const [vera, mal] = [await newProvedUser(stack), await newProvedUser(stack)];
  await linkByRequest(stack, vera.browser, ada);
  await linkByRequest(stack, mal.browser, grace);
  const account = (await accountIdOf(stack, ada)) ?? "";
  const forms = (id?: string): [string, Record<string, string>][] => {
    const named: Record<string, string> = id === undefined ? {} : { account: id };
    return [[`${methodsPage}/link`, { provider: "amazon", intent: "reconnect", ...named }], [amazonPage, { action: "postal_code", ...named }]];
  };
  for (const id of [account, "00000000-0000-4000-8000-000000000000", account.toUpperCase(), "x", "", `${account}' OR true --`]) {
    for (const [path, fields] of forms(id)) await expectRecovery(mal.browser, await mal.browser.post(path, fields), "input_invalid");
  }
  expect(await attemptsOf(stack, mal.userId)).toBe(0);
  for (const [path, fields] of forms()) {
    const started = await mal.browser.post(path, fields);
    expect([started.status, parameter(started.headers.get("location") ?? "", "state") === ""]).toEqual([303, false]);
  }
  const { rows } = await stack.sql.query(`SELECT DISTINCT "expectedAccountId" AS "id" FROM "Attempt" WHERE "userId" = $1 AND "intent" = 'reconnect'`, [mal.userId]);
  expect(rows).toEqual([{ id: await accountIdOf(stack, grace) }]);
  await linkByRow(stack, mal.userId, newPersona(stack));
  for (const [path, fields] of forms()) await expectRecovery(mal.browser, await mal.browser.post(path, fields), "input_invalid");
  expect(await attemptsOf(stack, mal.userId)).toBe(2);
});

test("while Amazon is down no page of a lost connection offers a click that leads there, and each says why", async ({ stack }) => {
  const [ada, grace] = [newPersona(stack), newPersona(stack)];
  const { browser, userId } = await newProvedUser(stack);
  await linkByRequest(stack, browser, ada);
  await loseTwo(stack, userId, grace);
  const pages = ["/account", methodsPage, amazonPage];
  const leading = async () => await Promise.all(pages.map(async (path) => ((await browser.get(path)).body.match(/name="(intent" value="reconnect|action" value="postal_code)"/g) ?? []).length));
  expect(await leading()).toEqual([2, 4, 4]);
  await setAmazonHealth(stack, "down");
  expect(await leading()).toEqual([0, 0, 0]);
  for (const path of pages) expect((await browser.get(path)).body).toContain(t("auth.amazon.away"));
  const answer = await browser.post(`${methodsPage}/link`, { provider: "amazon", intent: "reconnect", account: (await accountIdOf(stack, ada)) ?? "" });
  expect([answer.status, answer.headers.has("retry-after"), answer.body.includes(t("auth.amazon.away")), await attemptsOf(stack, userId)]).toEqual([503, true, true, 0]);
  await forgetAmazonFaults(stack);
});
