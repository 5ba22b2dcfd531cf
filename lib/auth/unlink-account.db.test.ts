import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import { type RunningSandbox, startSandbox } from "#sandbox/amazon/server.ts";
import { testInstallation } from "#scripts/test/installation.ts";
import { auditTrail, newSession, newUser, rowCounts } from "../accounts/test-people.ts";
import { randomToken } from "../crypto/random.ts";
import { database } from "../db/client.ts";
import { newestMail } from "../mail/test-mails.ts";
import { handleAuthGet, handleAuthPost } from "./handlers.ts";
import { type TestBrowser, whereTo } from "./test-browser.ts";
import { accountOf, accountsOf, answer, callback, comeBack, decideAtAmazon, doneOf, linkAll, linkingEnvironment, newPerson, noticesTo, openGrants, prove, sessionOf, sessionToken, shopClient, signInAs, toConfirm, unlink, unlinkedNotice } from "./test-linking.ts";

let amazon: RunningSandbox;
let vera: Awaited<ReturnType<typeof newPerson>>;
let persona: { userId: string };
let account: string;

testInstallation(async () => {
  amazon = await startSandbox({ port: 0, clients: [shopClient] });
  return linkingEnvironment(amazon);
});
afterAll(async () => await amazon?.close());

afterEach(() => amazon.faults.clear());

/** Vera, who has a proved address, has linked an Amazon account a moment ago. */
beforeEach(async () => {
  vera = await newPerson();
  persona = newPersona();
  account = await linkAll(amazon, vera.browser, persona);
});

function newPersona() {
  const made = amazon.personas.add({ name: "Vera at Amazon" });
  if (!made) throw new Error("the sandbox is full");
  return made;
}

async function expectNothing(work: () => Promise<unknown>): Promise<void> {
  const before = await rowCounts(database());
  await work();
  expect(await rowCounts(database())).toEqual(before);
}

const unlinkings = async (userId = vera.userId) => (await auditTrail(database(), { userId })).filter((type) => type === "account.unlinked").length;
const asksFor = (id: string) => `/reauthenticate?${new URLSearchParams({ purpose: "unlink", returnTo: `/account/sign-in-methods/unlink?account=${id}` })}`;
const sessionsOf = async (userId = vera.userId) => (await database().db.session.findMany({ where: { userId }, select: { id: true } })).map(({ id }) => id).toSorted();

test("erases the account with its tokens, tells the owner, and gives the session a new token", async () => {
  const [before, token] = [await sessionOf(vera.browser), sessionToken(vera.browser)];
  expect(doneOf(await unlink(vera.browser, account))).toBe("account_unlinked");
  expect(await accountsOf(vera.userId)).toEqual([]);
  expect(await unlinkings()).toBe(1);
  expect((await noticesTo(vera.email)).filter((subject) => subject === unlinkedNotice)).toHaveLength(1);
  expect((await sessionOf(vera.browser))?.id).toBe(before?.id);
  expect(sessionToken(vera.browser)).not.toBe(token);
});

test.each([
  ["amazon", undefined],
  ["passkey", "passkey"],
])("of the way that was used last, %s, the browser remembers afterwards: %s", async (last, left) => {
  vera.browser.cookies.set("siwa.last", { value: last, path: "/" });
  await unlink(vera.browser, account);
  expect(vera.browser.cookies.get("siwa.last")?.value).toBe(left);
});

test("tells the owner what to do if it was somebody else", async () => {
  await unlink(vera.browser, account);
  const mail = await newestMail(database(), vera.email);
  expect(mail?.subject).toBe(unlinkedNotice);
  expect(mail?.text).toContain("If it was not you");
  expect(mail?.text).toContain("http://localhost:3000/help/sign-in#not-me");
});

test("ends every other session that was made with this provider, and no other", async () => {
  const phone = await newSession(database(), vera.userId, { at: new Date(), method: "amazon" });
  const tablet = await newSession(database(), vera.userId, { at: new Date(), method: "passkey" });
  const google = await newSession(database(), vera.userId, { at: new Date(), method: "google" });
  const stranger = await newPerson({ method: "amazon" });
  // The one that unlinks was made with it too, and has given a fresh proof.
  await signInAs(vera.browser, vera.userId, { method: "amazon" });
  await prove(vera.browser, "unlink");
  const own = (await sessionOf(vera.browser))?.id ?? "";
  expect(doneOf(await unlink(vera.browser, account))).toBe("account_unlinked");
  const left = await sessionsOf();
  expect(left).not.toContain(phone.id);
  expect(left).toEqual(expect.arrayContaining([own, tablet.id, google.id]));
  expect(await sessionOf(stranger.browser)).not.toBeNull();
  const revoked = await database().db.auditEvent.findMany({ where: { type: "session.revoked", details: { path: ["scope"], equals: "unlinked" } }, select: { details: true } });
  expect(revoked.map(({ details }) => details)).toContainEqual({ scope: "unlinked", count: 1 });
});

test("asks for a fresh proof, spends it once, and takes none for another purpose", async () => {
  await signInAs(vera.browser, vera.userId, { ageSeconds: 601 });
  await expectNothing(async () => expect(doneOf(await unlink(vera.browser, account))).toBe(asksFor(account)));
  await prove(vera.browser, "link");
  expect(doneOf(await unlink(vera.browser, account))).toBe(asksFor(account));
  await prove(vera.browser, "unlink");
  expect(doneOf(await unlink(vera.browser, account))).toBe("account_unlinked");
  expect(await openGrants(vera.userId)).toBe(1);
});

test("keeps the last way in, writes nothing, and leaves the proof good", async () => {
  await database().db.user.update({ where: { id: vera.userId }, data: { provedEmail: null }, select: { id: true } });
  await signInAs(vera.browser, vera.userId, { ageSeconds: 601 });
  await prove(vera.browser, "unlink");
  await expectNothing(async () => expect((await unlink(vera.browser, account)).status).toBe(409));
  expect(await accountsOf(vera.userId)).toHaveLength(1);
  expect(await openGrants(vera.userId)).toBe(1);
});

test("unlinks nothing of anybody else, and says nothing about it", async () => {
  const mal = await newPerson();
  for (const id of [account, "00000000-0000-4000-8000-000000000000"]) {
    await expectNothing(async () => expect(doneOf(await unlink(mal.browser, id))).toBe("account_unlinked"));
  }
  expect((await accountOf(persona))?.userId).toBe(vera.userId);
});

test("leads whoever is signed out to signing in", async () => {
  vera.browser.cookies.delete("authjs.session-token");
  expect(doneOf(await unlink(vera.browser, account))).toBe(`/signin?${new URLSearchParams({ returnTo: `/account/sign-in-methods/unlink?account=${account}` })}`);
  expect(await accountOf(persona)).not.toBeNull();
});

test("a double click unlinks once and ends well twice, also with a proof that is good once", async () => {
  await signInAs(vera.browser, vera.userId, { ageSeconds: 601 });
  await prove(vera.browser, "unlink");
  const twins = [vera.browser.copy(), vera.browser.copy()];
  expect((await Promise.all(twins.map((twin) => unlink(twin, account)))).map(doneOf)).toEqual(["account_unlinked", "account_unlinked"]);
  expect(await unlinkings()).toBe(1);
  expect((await noticesTo(vera.email)).filter((subject) => subject === unlinkedNotice)).toHaveLength(1);
});

test("of the last two ways in that are unlinked at the same moment one stays, whichever sessions ask", async () => {
  for (let round = 0; round < 5; round += 1) {
    const userId = await newUser(database());
    const ids = await Promise.all(
      [1, 2].map(async () => (await database().db.account.create({ data: { userId, provider: "amazon", providerAccountId: `amzn1.account.${randomToken()}` }, select: { id: true } })).id),
    );
    const people = [await newPerson(), await newPerson()];
    for (const { browser } of people) await signInAs(browser, userId);
    const answers = await Promise.all(people.map(({ browser }, index) => unlink(browser, ids[index] ?? "")));
    expect(answers.map(doneOf).toSorted()).toEqual(["409", "account_unlinked"]);
    expect(await accountsOf(userId)).toHaveLength(1);
  }
});

/** Does something else while Amazon lets a callback wait for its last answer. */
async function whileAmazonThinks(start: () => Promise<Response>, meanwhile: () => Promise<unknown>): Promise<Response> {
  amazon.faults.add({ endpoint: "profile", userId: persona.userId, times: 1, delayMilliseconds: 1_500 });
  const before = amazon.ledger.calls.length;
  let answered = false;
  const work = start().finally(() => (answered = true));
  await vi.waitFor(() => expect(amazon.ledger.calls.slice(before).map(({ path }) => path)).toContain("/user/profile"));
  await meanwhile();
  expect(answered, "Amazon was faster").toBe(false);
  return await work;
}

/** @see shared/security.md, LM-09 */
test("an answer of Amazon's that comes after the unlinking brings nothing back, and linking again makes a fresh row", async () => {
  const { browser: phone } = await newPerson();
  await signInAs(phone, vera.userId);
  const back = await comeBack(amazon, vera.browser, persona, "reconnect");
  const late = await whileAmazonThinks(() => callback(vera.browser, back), async () => expect(doneOf(await unlink(phone, account))).toBe("account_unlinked"));
  expect(whereTo(late)).toMatchObject({ path: "/signin/error", query: { code: "reconnect_other_account" } });
  expect(await accountOf(persona)).toBeNull();
  expect(await accountsOf(vera.userId)).toEqual([]);
  const again = await linkAll(amazon, vera.browser, persona);
  expect(again).not.toBe(account);
});

async function startSignIn(browser: TestBrowser): Promise<string> {
  const started = browser.take(await handleAuthPost(browser.form("/api/auth/signin/amazon", { returnTo: "/bag" }), ["signin", "amazon"]));
  return await decideAtAmazon(amazon, started.headers.get("location") ?? "", persona.userId);
}

test("a sign-in whose answer comes after the unlinking is one with an account that nobody has: it never opens the old user", async () => {
  const { browser } = await newPerson();
  browser.cookies.delete("authjs.session-token");
  const back = await startSignIn(browser);
  const late = await whileAmazonThinks(() => handleAuthGet(browser.request(back), ["callback", "amazon"], () => async () => undefined), async () => expect(doneOf(await unlink(vera.browser, account))).toBe("account_unlinked"));
  browser.take(late);
  expect(whereTo(late)).toMatchObject({ status: 303, path: "/bag" });
  expect((await accountOf(persona))?.userId).toBe((await sessionOf(browser))?.userId);
  expect((await sessionOf(browser))?.userId).not.toBe(vera.userId);
  expect(await accountsOf(vera.userId)).toEqual([]);
});

/** @see shared/security.md, DB-06 */
test("linking, replacing and unlinking from several sessions at once: every answer is an end of its own, every deed is recorded and told once", async () => {
  for (let round = 0; round < 4; round += 1) {
    const person = await newPerson();
    const first = await linkAll(amazon, person.browser, newPersona());
    const browsers = [person.browser];
    for (let count = 0; count < 3; count += 1) {
      const { browser } = await newPerson();
      await signInAs(browser, person.userId);
      browsers.push(browser);
    }
    const [one, two, three, four] = browsers as [TestBrowser, TestBrowser, TestBrowser, TestBrowser];
    const [second, third] = [newPersona(), newPersona()];
    const [replacing, linking] = [await toConfirm(amazon, two, second), await toConfirm(amazon, three, third)];
    const ends = await Promise.all([unlink(one, first), answer(two, replacing, { replaces: first }), answer(three, linking), unlink(four, first)]);
    const [unlinked, replaced, linked, unlinkedToo] = ends.map(doneOf);
    expect([unlinked, unlinkedToo]).toEqual(["account_unlinked", "account_unlinked"]);
    expect(["account_linked", "account_replaced", "409"]).toContain(replaced);
    expect(["account_linked", "409"]).toContain(linked);
    const accounts = await accountsOf(person.userId);
    expect(accounts.map(({ providerAccountId }) => providerAccountId)).not.toContain(first);
    expect(accounts.length).toBeLessThanOrEqual(1);
    const trail = await auditTrail(database(), { userId: person.userId });
    const events = (type: string) => trail.filter((one_) => one_ === type).length;
    expect(events("account.linked") - events("account.unlinked")).toBe(accounts.length);
    expect(await noticesTo(person.email)).toHaveLength(events("account.linked") + events("account.unlinked"));
  }
});
