import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { giveUp, giveUpNoMore } from "#e2e/fixtures/give-up.ts";
import { personalDataEntries } from "#lib/composition.ts";
import { type RunningSandbox, startSandbox } from "#sandbox/amazon/server.ts";
import { testInstallation } from "#scripts/test/installation.ts";
import { auditTrail } from "../accounts/test-people.ts";
import { database } from "../db/client.ts";
import { waitingMails } from "../mail/test-mails.ts";
import { mergeAccounts } from "./merge/merge-accounts.ts";
import { startMergeCode, verifyMergeCode } from "./merge/other-side.ts";
import { keepAll, provedPerson, sessionIn, visitorIn } from "./merge/test-sides.ts";
import { whereTo } from "./test-browser.ts";
import { accountsOf, answer, doneOf, linkAll, linkedNotice, linkingEnvironment, newPerson, noticesTo, openGrants, prove, shopClient, signInAs, toConfirm, unlink, unlinkedNotice } from "./test-linking.ts";

/** Links, replacements, unlinkings and merges that PostgreSQL gives up and that are run again as a whole: shared/security.md, DB-06. */

let amazon: RunningSandbox;
let vera: Awaited<ReturnType<typeof newPerson>>;

testInstallation(async () => {
  amazon = await startSandbox({ port: 0, clients: [shopClient] });
  return linkingEnvironment(amazon);
});
afterAll(async () => await amazon?.close());

beforeEach(async () => {
  vera = await newPerson({ ageSeconds: 601 });
});
afterEach(async () => await giveUpNoMore(database().pool));

function newPersona(name = "Vera at Amazon") {
  const made = amazon.personas.add({ name });
  if (!made) throw new Error("the sandbox is full");
  return made;
}

const linkEvents = async () => (await auditTrail(database(), { userId: vera.userId })).filter((type) => type.startsWith("account."));
const mergeMailsTo = async (address: string) => (await waitingMails(database())).filter(({ to, subject }) => to === address && subject.includes("put together")).length;

/** Links an account with a proof of its own, which is used up by it. */
async function linked(): Promise<string> {
  await prove(vera.browser, "link");
  return await linkAll(amazon, vera.browser, newPersona());
}

for (const sqlState of ["40001", "40P01"] as const) {
  test(`a link that is given up three times with ${sqlState} is made once: one account, one event, one mail, one proof`, async () => {
    await prove(vera.browser, "link");
    const attempt = await toConfirm(amazon, vera.browser, newPersona());
    const runs = await giveUp(database().pool, 3, sqlState, `INSERT ON "Account"`);
    expect(doneOf(await answer(vera.browser, attempt))).toBe("account_linked");
    expect(await runs()).toBe(4);
    expect(await accountsOf(vera.userId)).toHaveLength(1);
    expect(await linkEvents()).toEqual(["account.linked"]);
    expect(await noticesTo(vera.email)).toEqual([linkedNotice]);
    expect(await openGrants(vera.userId)).toBe(0);
  });

  test(`a replacement that is given up with ${sqlState} where the old account goes leaves both as they were until it is done, once`, async () => {
    const old = await linked();
    await prove(vera.browser, "link");
    const attempt = await toConfirm(amazon, vera.browser, newPersona("Other"));
    const runs = await giveUp(database().pool, 3, sqlState, `DELETE ON "Account"`);
    expect(doneOf(await answer(vera.browser, attempt, { replaces: old }))).toBe("account_replaced");
    expect(await runs()).toBe(4);
    expect(await accountsOf(vera.userId)).toMatchObject([{ providerName: "Other" }]);
    expect(await linkEvents()).toEqual(["account.linked", "account.linked", "account.unlinked"]);
    expect((await noticesTo(vera.email)).toSorted()).toEqual([unlinkedNotice, linkedNotice, linkedNotice]);
  });

  test(`an unlinking that is given up three times with ${sqlState} is done once: no account, one event, one mail, other sessions ended`, async () => {
    const account = await linked();
    const { browser: phone } = await newPerson();
    await signInAs(phone, vera.userId, { method: "amazon" });
    await prove(vera.browser, "unlink");
    const runs = await giveUp(database().pool, 3, sqlState, `DELETE ON "Account"`);
    expect(doneOf(await unlink(vera.browser, account))).toBe("account_unlinked");
    expect(await runs()).toBe(4);
    expect(await accountsOf(vera.userId)).toEqual([]);
    expect(await linkEvents()).toEqual(["account.linked", "account.unlinked"]);
    expect((await noticesTo(vera.email)).toSorted()).toEqual([unlinkedNotice, linkedNotice]);
    expect((await auditTrail(database(), { userId: vera.userId })).filter((type) => type === "session.revoked")).toHaveLength(1);
    expect(await openGrants(vera.userId)).toBe(0);
  });

  test(`a merge that is given up three times with ${sqlState} is made once: one journal, one event for each, one mail to each, no proof left`, async () => {
    const other = await provedPerson({ name: "Olive" });
    await prove(vera.browser, "merge");
    const started = await startMergeCode(visitorIn(vera.browser), await sessionIn(vera.browser), other.address);
    if (started.kind !== "sent") throw new Error(started.kind);
    keepAll(vera.browser, started.cookies);
    const code = (await waitingMails(database())).filter(({ to }) => to === other.address).map(({ text }) => /^\d{6}$/m.exec(text)?.[0]).findLast((one) => one !== undefined) ?? "";
    expect(await verifyMergeCode(visitorIn(vera.browser), started.attempt, code)).toMatchObject({ kind: "waiting" });
    const runs = await giveUp(database().pool, 3, sqlState, `INSERT ON "MergeJournal"`);
    const attempt = started.attempt.id;
    const merged = await mergeAccounts(vera.browser.form("/account/merge/preview", { attempt }), visitorIn(vera.browser), { attempt, choices: {} }, personalDataEntries);
    expect(whereTo(merged)).toMatchObject({ status: 303, query: { done: "merged" } });
    expect(await runs()).toBe(4);
    const pair = [vera.userId, other.userId];
    expect(await database().db.mergeJournal.count({ where: { keptUserId: { in: pair }, mergedUserId: { in: pair } } })).toBe(1);
    for (const userId of pair) expect((await auditTrail(database(), { userId })).filter((type) => type === "user.merged")).toHaveLength(1);
    expect([await mergeMailsTo(vera.email), await mergeMailsTo(other.address)]).toEqual([1, 1]);
    // Used up, and gone with the session that gave way to the new one.
    expect(await database().db.mergeProof.count({ where: { attemptId: attempt } })).toBe(0);
    expect(await database().db.session.count({ where: { userId: { in: pair } } })).toBe(1);
  });
}

test("a link that is given up every time ends as an outage that wrote nothing, and its proof and its page are still good", async () => {
  await prove(vera.browser, "link");
  const attempt = await toConfirm(amazon, vera.browser, newPersona());
  const runs = await giveUp(database().pool, 1_000, "40001", `INSERT ON "Account"`);
  await expect(answer(vera.browser, attempt)).rejects.toMatchObject({ code: "database_unavailable" });
  expect(await runs()).toBe(6);
  expect([await accountsOf(vera.userId), await linkEvents(), await noticesTo(vera.email), await openGrants(vera.userId)]).toEqual([[], [], [], 1]);
  await giveUpNoMore(database().pool);
  expect(doneOf(await answer(vera.browser, attempt))).toBe("account_linked");
});
