import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { type RunningSandbox, startSandbox } from "#sandbox/amazon/server.ts";
import { testInstallation } from "#scripts/test/installation.ts";
import { attemptEnd, auditTrail, newSession, rowCounts } from "../accounts/test-people.ts";
import { open } from "../crypto/envelope.ts";
import { randomToken } from "../crypto/random.ts";
import { vaultKeys } from "../crypto/vault-keys.ts";
import { database } from "../db/client.ts";
import { linkView } from "./link-account.ts";
import { signOut } from "./sign-out.ts";
import { TestBrowser, whereTo } from "./test-browser.ts";
import { accountOf, accountsOf, answer, attemptRow, callback, comeBack, decideAtAmazon, doneOf, linkAll, linkingEnvironment, linkedNotice, newestAttempt, newPerson, noticesTo, openGrants, parkedOf, pressStart, prove, sessionOf, sessionToken, shopClient, signInAs, toConfirm, unlinkedNotice } from "./test-linking.ts";
import { visitorOf } from "./visitor.ts";

let amazon: RunningSandbox;
let vera: Awaited<ReturnType<typeof newPerson>>;
let persona: { userId: string; name?: string; email?: string };

testInstallation(async () => {
  amazon = await startSandbox({ port: 0, clients: [shopClient] });
  return linkingEnvironment(amazon);
});
afterAll(async () => await amazon?.close());

afterEach(() => amazon.faults.clear());

beforeEach(async () => {
  vera = await newPerson();
  persona = newPersona();
});

function newPersona(change: { name?: string; email?: string } = { name: "Vera at Amazon" }) {
  const made = amazon.personas.add(change);
  if (!made) throw new Error("the sandbox is full");
  return made;
}

/** The end of something that must write neither user, account, session nor event. */
async function expectNothing(work: () => Promise<unknown>): Promise<void> {
  const before = await rowCounts(database());
  await work();
  expect(await rowCounts(database())).toEqual(before);
}

const confirmPath = (attempt: string) => `/account/sign-in-methods/link/confirm?${new URLSearchParams({ attempt })}`;
const asksFor = (returnTo: string) => `/reauthenticate?${new URLSearchParams({ purpose: "link", returnTo })}`;
const view = async (browser: TestBrowser, attempt: string) => await linkView(visitorOf(browser.request("/")), attempt);
const recoveryOf = (response: Response) => whereTo(response).path === "/signin/error" && whereTo(response).query.code;

test("links what came back after a yes: account, event, notice and a new token for the session, all at once and once", async () => {
  const before = await sessionOf(vera.browser);
  const token = sessionToken(vera.browser);
  const counts = await rowCounts(database());
  const attempt = await toConfirm(amazon, vera.browser, persona);
  expect(await attemptRow(attempt)).toMatchObject({ intent: "link", method: "amazon", sessionId: before?.id, userId: vera.userId, status: "waiting", outcome: "link_asked" });
  // Nothing but the sealed identity is there before the yes.
  expect(await rowCounts(database())).toEqual({ ...counts, parked: (counts.parked ?? 0) + 1 });
  expect((await parkedOf(attempt))?.sealed).not.toContain("Vera at Amazon");
  expect(await view(vera.browser, attempt)).toMatchObject({ ok: true, provider: "amazon", name: "Vera at Amazon", replaces: [] });
  expect(doneOf(await answer(vera.browser, attempt))).toBe("account_linked");
  const account = await accountOf(persona);
  expect(account).toMatchObject({ userId: vera.userId, providerName: "Vera at Amazon", scope: "profile" });
  expect(await auditTrail(database(), { attemptId: attempt })).toEqual(["account.linked"]);
  expect(await attemptEnd(database(), attempt)).toEqual({ status: "succeeded", outcome: "account_linked", userId: vera.userId, ended: true });
  expect(await parkedOf(attempt)).toMatchObject({ sealed: "", consumedAt: expect.any(Date) as Date });
  expect(await noticesTo(vera.email)).toEqual([linkedNotice]);
  expect((await sessionOf(vera.browser))?.id).toBe(before?.id);
  expect(sessionToken(vera.browser)).not.toBe(token);
  const vaultPlace = { purpose: "account", provider: "amazon", providerAccountId: persona.userId, rowId: account?.id ?? "", field: "access_token" } as const;
  expect(await open(account?.access_token ?? "", vaultPlace, vaultKeys())).toMatch(/^Atza\|/);
});

test("asks for a fresh proof before Amazon, does not spend it there, and spends it with the link", async () => {
  await signInAs(vera.browser, vera.userId, { ageSeconds: 601 });
  const link = "/account/sign-in-methods/link?provider=amazon";
  expect(doneOf(await pressStart(vera.browser))).toBe(asksFor(link));
  expect(await database().db.attempt.count({ where: { userId: vera.userId } })).toBe(0);
  await prove(vera.browser, "unlink");
  expect(doneOf(await pressStart(vera.browser))).toBe(asksFor(link));
  await prove(vera.browser, "link");
  // Given up at Amazon, and on the confirming page: neither costs anything.
  const cancelled = await decideAtAmazon(amazon, (await pressStart(vera.browser)).headers.get("location") ?? "", persona.userId, "cancel");
  expect(doneOf(await callback(vera.browser, cancelled))).toBe("consent_denied");
  expect(await newestAttempt(vera.browser)).toMatchObject({ status: "cancelled", outcome: "consent_denied" });
  const declined = await toConfirm(amazon, vera.browser, persona);
  expect(doneOf(await answer(vera.browser, declined, "cancel"))).toBe("link_declined");
  expect(await openGrants(vera.userId)).toBe(2);
  await linkAll(amazon, vera.browser, persona);
  expect(await openGrants(vera.userId)).toBe(1);
  expect(doneOf(await pressStart(vera.browser))).toBe(asksFor(link));
});

test("a proof that has grown too old meanwhile is asked for once more, and then it goes on where it was", async () => {
  const attempt = await toConfirm(amazon, vera.browser, persona);
  await database().db.session.updateMany({ where: { userId: vera.userId }, data: { authenticatedAt: new Date(Date.now() - 601_000) } });
  await expectNothing(async () => expect(doneOf(await answer(vera.browser, attempt))).toBe(asksFor(confirmPath(attempt))));
  expect(await view(vera.browser, attempt)).toMatchObject({ ok: true });
  await prove(vera.browser, "link");
  expect(doneOf(await answer(vera.browser, attempt))).toBe("account_linked");
  expect(await openGrants(vera.userId)).toBe(0);
});

test("somebody whose proof ran out while they were at Amazon waits for the page that asks for one", async () => {
  const back = await comeBack(amazon, vera.browser, persona);
  await database().db.session.updateMany({ where: { userId: vera.userId }, data: { authenticatedAt: new Date(Date.now() - 601_000) } });
  const to = whereTo(await callback(vera.browser, back));
  expect(to.path).toBe("/account/sign-in-methods/link/confirm");
  expect(doneOf(await answer(vera.browser, to.query.attempt ?? ""))).toBe(asksFor(confirmPath(to.query.attempt ?? "")));
  expect(await accountOf(persona)).toBeNull();
});

test("a session that is gone, new, or somebody else's is refused at the callback, and nothing waits", async () => {
  const mal = await newPerson();
  for (const change of [
    async () => void vera.browser.cookies.delete("authjs.session-token"),
    async () => void (await signInAs(vera.browser, vera.userId)),
    async () => void (await signInAs(vera.browser, mal.userId)),
  ]) {
    await signInAs(vera.browser, vera.userId);
    const back = await comeBack(amazon, vera.browser, persona);
    const { id } = await newestAttempt(vera.browser);
    await change();
    await expectNothing(async () => expect(recoveryOf(await callback(vera.browser, back))).toBe("link_other_session"));
    expect(await attemptEnd(database(), id)).toMatchObject({ status: "failed", outcome: "link_other_session" });
    expect(await parkedOf(id)).toBeNull();
  }
  expect(await accountOf(persona)).toBeNull();
});

test("a session that goes while the page waits sees nothing of it, and its yes erases what waited", async () => {
  const mal = await newPerson();
  for (const change of [
    async () => void vera.browser.cookies.delete("authjs.session-token"),
    async () => void (await signInAs(vera.browser, vera.userId)),
    async () => void (await signInAs(vera.browser, mal.userId)),
  ]) {
    await signInAs(vera.browser, vera.userId);
    const attempt = await toConfirm(amazon, vera.browser, persona);
    await change();
    expect(await view(vera.browser, attempt)).toMatchObject({ ok: false, outcome: "link_other_session" });
    expect((await answer(vera.browser, attempt)).status).toBe(409);
    expect(await attemptEnd(database(), attempt)).toMatchObject({ status: "failed", outcome: "link_other_session" });
    expect((await parkedOf(attempt))?.sealed).toBe("");
  }
  expect(await accountOf(persona)).toBeNull();
});

test("comes back too late: 16 minutes to Amazon, or 15 on the page", async () => {
  const back = await comeBack(amazon, vera.browser, persona);
  const { id } = await newestAttempt(vera.browser);
  await database().db.attempt.update({ where: { id }, data: { legExpires: new Date() }, select: { id: true } });
  await expectNothing(async () => expect(recoveryOf(await callback(vera.browser, back))).toBe("attempt_expired"));
  const attempt = await toConfirm(amazon, vera.browser, persona);
  await database().db.parkedIdentity.update({ where: { attemptId: attempt }, data: { expires: new Date() }, select: { id: true } });
  expect(await view(vera.browser, attempt)).toMatchObject({ ok: false, outcome: "attempt_expired" });
  await expectNothing(async () => expect((await answer(vera.browser, attempt)).status).toBe(410));
  expect(await accountOf(persona)).toBeNull();
});

test("another browser, or one whose cookies were cleared, gets nothing, at the callback and on the page", async () => {
  const back = await comeBack(amazon, vera.browser, persona);
  const cleared = new TestBrowser();
  cleared.cookies.set("authjs.session-token", { value: sessionToken(vera.browser), path: "/" });
  await expectNothing(async () => expect(recoveryOf(await callback(cleared, back))).toBe("state_mismatch"));
  const to = whereTo(await callback(vera.browser, back));
  const attempt = to.query.attempt ?? "";
  cleared.cookies.set("siwa.browser", { value: randomToken(), path: "/" });
  expect(await view(cleared, attempt)).toEqual({ ok: false, outcome: "state_mismatch", attempt: null });
  await expectNothing(async () => expect((await answer(cleared, attempt)).status).toBe(400));
  // The one it belongs to goes on.
  expect(doneOf(await answer(vera.browser, attempt))).toBe("account_linked");
});

test("signing out ends a link under way and erases what waits", async () => {
  const attempt = await toConfirm(amazon, vera.browser, persona);
  await signOut(vera.browser.request("/signout"), "this");
  expect(await parkedOf(attempt)).toBeNull();
  await signInAs(vera.browser, vera.userId);
  expect((await answer(vera.browser, attempt)).status).toBe(409);
  expect(await attemptEnd(database(), attempt)).toMatchObject({ status: "cancelled", outcome: "signed_out" });
  expect(await accountOf(persona)).toBeNull();
});

test("no erases the waiting identity, and it cannot be answered again", async () => {
  const attempt = await toConfirm(amazon, vera.browser, persona);
  await expectNothing(async () => {
    expect(doneOf(await answer(vera.browser, attempt, "cancel"))).toBe("link_declined");
    // `rowCounts` counts what can still be opened.
    await toConfirm(amazon, vera.browser, persona);
  });
  expect(await attemptEnd(database(), attempt)).toMatchObject({ status: "cancelled", outcome: "link_declined" });
  expect((await answer(vera.browser, attempt)).status).toBe(409);
  expect(await accountOf(persona)).toBeNull();
});

test("an account that is linked to this user already is brought up to date, and nothing else happens", async () => {
  await linkAll(amazon, vera.browser, persona);
  const before = await accountOf(persona);
  const back = await comeBack(amazon, vera.browser, persona);
  expect(doneOf(await callback(vera.browser, back))).toBe("already_linked");
  const { id } = await newestAttempt(vera.browser);
  const after = await accountOf(persona);
  expect(after).toMatchObject({ id: before?.id, userId: vera.userId });
  expect(after?.access_token).not.toBe(before?.access_token);
  expect(await auditTrail(database(), { attemptId: id })).toEqual(["account.refreshed"]);
  expect(await attemptEnd(database(), id)).toMatchObject({ status: "succeeded", outcome: "already_linked" });
  expect(await noticesTo(vera.email)).toEqual([linkedNotice]);
});

test("an account of another user is refused without a word about whose it is, and nothing is written", async () => {
  const owner = await newPerson();
  await linkAll(amazon, owner.browser, persona);
  const row = await accountOf(persona);
  const back = await comeBack(amazon, vera.browser, persona);
  const { id } = await newestAttempt(vera.browser);
  await expectNothing(async () => {
    const response = await callback(vera.browser, back);
    expect(recoveryOf(response)).toBe("link_owned_by_other");
    for (const secret of [owner.userId, owner.email, "Vera"]) expect(JSON.stringify([...response.headers])).not.toContain(secret);
  });
  expect(await attemptEnd(database(), id)).toMatchObject({ status: "failed", outcome: "link_owned_by_other" });
  expect(await parkedOf(id)).toBeNull();
  expect(await accountOf(persona)).toEqual(row);
});

test("two users who link one fresh account at the same moment: one owner, and the other's proof is not spent", async () => {
  for (let round = 0; round < 5; round += 1) {
    const fresh = newPersona();
    const people = [await newPerson({ ageSeconds: 601 }), await newPerson({ ageSeconds: 601 })];
    const attempts: string[] = [];
    for (const { browser } of people) {
      await prove(browser, "link");
      attempts.push(await toConfirm(amazon, browser, fresh));
    }
    const answers = await Promise.all(people.map(({ browser }, index) => answer(browser, attempts[index] ?? "")));
    expect(answers.map(doneOf).toSorted()).toEqual(["409", "account_linked"]);
    const winner = doneOf(answers[0] as Response) === "account_linked" ? 0 : 1;
    const [won, lost] = winner === 0 ? people : people.toReversed();
    expect((await accountOf(fresh))?.userId).toBe(won?.userId);
    expect([await openGrants(won?.userId ?? ""), await openGrants(lost?.userId ?? "")]).toEqual([0, 1]);
    expect(await attemptEnd(database(), attempts[1 - winner] ?? "")).toMatchObject({ status: "failed", outcome: "link_owned_by_other" });
    expect((await parkedOf(attempts[1 - winner] ?? ""))?.sealed).toBe("");
    expect([await noticesTo(won?.email ?? ""), await noticesTo(lost?.email ?? "")]).toEqual([[linkedNotice], []]);
    expect(await auditTrail(database(), { attemptId: attempts[1 - winner] ?? "" })).toEqual([]);
  }
});

test("a double click links once, and both answers lead to the same page", async () => {
  const attempt = await toConfirm(amazon, vera.browser, persona);
  const twins = [vera.browser.copy(), vera.browser.copy(), vera.browser.copy()];
  expect((await Promise.all(twins.map((twin) => answer(twin, attempt)))).map(doneOf)).toEqual(Array<string>(3).fill("account_linked"));
  expect(await accountsOf(vera.userId)).toHaveLength(1);
  expect(await noticesTo(vera.email)).toEqual([linkedNotice]);
  expect(await auditTrail(database(), { attemptId: attempt })).toEqual(["account.linked"]);
});

test("with a proof that is good once, a double click still ends on the page that says it is linked", async () => {
  await signInAs(vera.browser, vera.userId, { ageSeconds: 601 });
  await prove(vera.browser, "link");
  const attempt = await toConfirm(amazon, vera.browser, persona);
  const twins = [vera.browser.copy(), vera.browser.copy()];
  expect((await Promise.all(twins.map((twin) => answer(twin, attempt)))).map(doneOf)).toEqual(["account_linked", "account_linked"]);
  expect(await accountsOf(vera.userId)).toHaveLength(1);
});

test("a reload of the callback, Back to the page and the same yes again all lead on, and write nothing", async () => {
  const back = await comeBack(amazon, vera.browser, persona);
  const first = whereTo(await callback(vera.browser, back));
  expect(whereTo(await callback(vera.browser, back))).toEqual(first);
  const attempt = first.query.attempt ?? "";
  expect(doneOf(await answer(vera.browser, attempt))).toBe("account_linked");
  await expectNothing(async () => {
    expect(doneOf(await callback(vera.browser, back))).toBe("account_linked");
    expect(doneOf(await answer(vera.browser, attempt))).toBe("account_linked");
    expect(doneOf(await answer(vera.browser, attempt, "cancel"))).toBe("account_linked");
  });
});

test("two tabs with the same account: the second yes finds it linked", async () => {
  const [first, second] = [await toConfirm(amazon, vera.browser, persona), await toConfirm(amazon, vera.browser, persona)];
  expect(doneOf(await answer(vera.browser, first))).toBe("account_linked");
  expect(doneOf(await answer(vera.browser, second))).toBe("already_linked");
  expect(await accountsOf(vera.userId)).toHaveLength(1);
  expect((await parkedOf(second))?.sealed).toBe("");
  expect(await noticesTo(vera.email)).toEqual([linkedNotice]);
});

test("two tabs with two accounts, of which one may be linked: the second is asked again, whether it replaces the first", async () => {
  const other = newPersona({ name: "Other" });
  const [first, second] = [await toConfirm(amazon, vera.browser, persona), await toConfirm(amazon, vera.browser, other)];
  expect(doneOf(await answer(vera.browser, first))).toBe("account_linked");
  await expectNothing(async () => expect(doneOf(await answer(vera.browser, second))).toBe("409"));
  expect(await view(vera.browser, second)).toMatchObject({ ok: true, replaces: [{ name: "Vera at Amazon" }] });
  expect(await accountOf(other)).toBeNull();
});

test("replaces the linked account for a yes that names it: one goes with its tokens, one comes, and other sessions made with Amazon end", async () => {
  const old = await linkAll(amazon, vera.browser, persona);
  const phone = await newSession(database(), vera.userId, { at: new Date(), method: "amazon" });
  const tablet = await newSession(database(), vera.userId, { at: new Date(), method: "email_code" });
  const other = newPersona({ name: "Other" });
  const attempt = await toConfirm(amazon, vera.browser, other);
  expect(await view(vera.browser, attempt)).toMatchObject({ ok: true, name: "Other", replaces: [{ id: old, name: "Vera at Amazon" }] });
  await expectNothing(async () => {
    for (const replaces of [null, randomId()]) expect(doneOf(await answer(vera.browser, attempt, { replaces }))).toBe("409");
  });
  expect(doneOf(await answer(vera.browser, attempt, { replaces: old }))).toBe("account_replaced");
  expect((await accountsOf(vera.userId)).map(({ providerAccountId }) => providerAccountId)).toEqual([other.userId]);
  expect(await accountOf(persona)).toBeNull();
  expect(await attemptEnd(database(), attempt)).toMatchObject({ status: "succeeded", outcome: "account_replaced" });
  expect(await auditTrail(database(), { userId: vera.userId })).toEqual(["account.linked", "account.linked", "account.unlinked", "session.created", "session.created", "session.created", "session.revoked"]);
  expect((await noticesTo(vera.email)).toSorted()).toEqual([unlinkedNotice, linkedNotice, linkedNotice]);
  const left = (await database().db.session.findMany({ where: { userId: vera.userId }, select: { id: true } })).map(({ id }) => id);
  expect(left).not.toContain(phone.id);
  expect(left).toContain(tablet.id);
  expect(await sessionOf(vera.browser)).not.toBeNull();
});

test("after a merge two are in the way: a yes names which of them goes, and the other stays", async () => {
  const old = await linkAll(amazon, vera.browser, persona);
  const { id: second } = await database().db.account.create({ data: { userId: vera.userId, provider: "amazon", providerAccountId: newPersona().userId, providerName: "Yoko at Amazon" }, select: { id: true } });
  const other = newPersona({ name: "Other" });
  const attempt = await toConfirm(amazon, vera.browser, other);
  expect(await view(vera.browser, attempt)).toMatchObject({ ok: true, replaces: [{ id: old }, { id: second, name: "Yoko at Amazon" }] });
  await expectNothing(async () => expect(doneOf(await answer(vera.browser, attempt))).toBe("409"));
  expect(doneOf(await answer(vera.browser, attempt, { replaces: second }))).toBe("account_replaced");
  expect((await accountsOf(vera.userId)).map(({ providerAccountId }) => providerAccountId).toSorted()).toEqual([persona.userId, other.userId].toSorted());
});

const randomId = () => "00000000-0000-4000-8000-000000000000";

test("what was to be replaced is gone meanwhile: the yes links beside nothing", async () => {
  const old = await linkAll(amazon, vera.browser, persona);
  const other = newPersona({ name: "Other" });
  const attempt = await toConfirm(amazon, vera.browser, other);
  await database().db.account.delete({ where: { id: old }, select: { id: true } });
  expect(doneOf(await answer(vera.browser, attempt, { replaces: old }))).toBe("account_linked");
});

test("connecting again brings the linked account up to date without a fresh proof", async () => {
  await linkAll(amazon, vera.browser, persona);
  await database().db.session.updateMany({ where: { userId: vera.userId }, data: { authenticatedAt: new Date(Date.now() - 601_000) } });
  const before = await accountOf(persona);
  const token = sessionToken(vera.browser);
  expect(doneOf(await callback(vera.browser, await comeBack(amazon, vera.browser, persona, "reconnect")))).toBe("account_reconnected");
  expect((await accountOf(persona))?.refresh_token).not.toBe(before?.refresh_token);
  expect(sessionToken(vera.browser)).toBe(token);
  expect(await attemptEnd(database(), (await newestAttempt(vera.browser)).id)).toMatchObject({ status: "succeeded", outcome: "account_reconnected" });
});

test("connecting again with any other account is refused and links nothing, whoever it belongs to", async () => {
  const account = await linkAll(amazon, vera.browser, persona);
  const owner = await newPerson();
  const theirs = newPersona({ name: "Theirs" });
  await linkAll(amazon, owner.browser, theirs);
  // Another one of her own, too.
  const second = newPersona({ name: "Vera's second" });
  await database().db.account.create({ data: { userId: vera.userId, provider: "amazon", providerAccountId: second.userId, consentLostAt: new Date(), consentLostReason: "revoked" }, select: { id: true } });
  for (const other of [newPersona({ name: "Nobody's" }), theirs, second]) {
    const back = await comeBack(amazon, vera.browser, other, "reconnect", account);
    await expectNothing(async () => expect(recoveryOf(await callback(vera.browser, back))).toBe("reconnect_other_account"));
  }
  const back = await comeBack(amazon, vera.browser, persona, "reconnect", account);
  await signInAs(vera.browser, vera.userId);
  await expectNothing(async () => expect(recoveryOf(await callback(vera.browser, back))).toBe("link_other_session"));
});

test("a user on hold links nothing: their session is none, and an account of one on hold is refused", async () => {
  const owner = await newPerson();
  await linkAll(amazon, owner.browser, persona);
  const other = newPersona({ name: "Other" });
  const waiting = await toConfirm(amazon, vera.browser, other);
  await database().db.user.updateMany({ where: { id: { in: [owner.userId, vera.userId] } }, data: { status: "suspended" } });
  expect((await answer(vera.browser, waiting)).status).toBe(409);
  expect(await accountOf(other)).toBeNull();
  const mal = await newPerson();
  const back = await comeBack(amazon, mal.browser, persona);
  await expectNothing(async () => expect(recoveryOf(await callback(mal.browser, back))).toBe("user_suspended"));
});

test("leads whoever is signed out to signing in, and starts nothing", async () => {
  const nobody = new TestBrowser();
  expect(doneOf(await pressStart(nobody))).toBe(`/signin?${new URLSearchParams({ returnTo: "/account/sign-in-methods" })}`);
  expect(doneOf(await pressStart(nobody, "reconnect"))).toBe(`/signin?${new URLSearchParams({ returnTo: "/account/sign-in-methods" })}`);
});
