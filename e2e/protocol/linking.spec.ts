import { type Answer, type HttpBrowser, locationOf } from "../fixtures/http-browser.ts";
import { expectRecovery, parameter, pathOf, rowCounts, sessionOf, signInWithAmazon, tokenCalls } from "../fixtures/journey.ts";
import { accountIdOf, comeBackToLink, confirmPage, linkByRequest, methodsPage, waitToConfirm } from "../fixtures/linking.ts";
import { ageSessions, countUsersOf, newestCode, newPersona, newProvedUser, userIdOf } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import { control } from "../fixtures/sandbox-control.ts";
import type { Stack } from "../fixtures/stack.ts";

/** Links that race, come late, or belong to somebody else: LM-01, LM-04, LM-09, OA-13, DB-06. */

test.beforeEach(async ({ stack }) => void (await stack.sql.query(`DELETE FROM "RateLimit"`)));

const done = (deed: string) => `${methodsPage}?done=${deed}`;
const attemptsOf = async (stack: Stack, userId: string) => (await stack.sql.query<{ status: string; outcome: string }>(`SELECT "status"::text, "outcome" FROM "Attempt" WHERE "userId" = $1 AND "intent" = 'link' ORDER BY "createdAt"`, [userId])).rows;

test("two users who link one fresh Amazon account at the same instant: one owner, and the other is told without a name", async ({ stack }) => {
  const persona = newPersona(stack);
  const [vera, mal] = [await newProvedUser(stack, "Vera Veritable"), await newProvedUser(stack, "Mal Malicious")];
  const callbacks = [await comeBackToLink(stack, vera.browser, persona), await comeBackToLink(stack, mal.browser, persona)];
  // Both stand at Amazon's profile answer together.
  await control(stack, "POST", "faults", { endpoint: "profile", userId: persona.userId, times: 2, delayMilliseconds: 400 });
  const back = await Promise.all([vera, mal].map(({ browser }, index) => browser.get(callbacks[index] ?? "")));
  const attempts = back.map((answer) => parameter(pathOf(answer), "attempt"));
  const answers = await Promise.all([vera, mal].map(({ browser }, index) => browser.post(confirmPage, { attempt: attempts[index] ?? "", action: "link" })));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([303, 409]);
  const [winner, loser] = answers[0]?.status === 303 ? [vera, mal] : [mal, vera];
  expect(await userIdOf(stack, persona)).toBe(winner.userId);
  const page = await expectRecovery(loser.browser, answers.find(({ status }) => status === 409) as Answer, "link_owned_by_other");
  for (const secret of [winner === vera ? "Veritable" : "Malicious", winner.email, winner.userId]) expect(page.body).not.toContain(secret);
  expect(await attemptsOf(stack, loser.userId)).toEqual([{ status: "failed", outcome: "link_owned_by_other" }]);
});

test("twenty answers of one confirming page at once link once", async ({ stack }) => {
  const persona = newPersona(stack);
  const { userId, browser } = await newProvedUser(stack);
  const attempt = await waitToConfirm(stack, browser, persona);
  const answers = await Promise.all(Array.from({ length: 20 }, () => browser.copy().post(confirmPage, { attempt, action: "link" })));
  // Those that came when the token had changed already belong to no session any more; none of them links.
  for (const answer of answers) expect([303, 409]).toContain(answer.status);
  expect(answers.filter((answer) => answer.status === 303 && pathOf(answer) === done("account_linked")).length).toBeGreaterThanOrEqual(1);
  expect(await countUsersOf(stack, persona)).toEqual({ users: 1, accounts: 1 });
  expect(await userIdOf(stack, persona)).toBe(userId);
});

test("the form of a link belongs to one browser, one session, one attempt and one step", async ({ stack, open }) => {
  const persona = newPersona(stack);
  const [vera, mal] = [await newProvedUser(stack), await newProvedUser(stack)];
  const attempt = await waitToConfirm(stack, vera.browser, persona);
  const own = await waitToConfirm(stack, mal.browser, newPersona(stack));
  await expectRecovery(mal.browser, await mal.browser.post(confirmPage, { attempt, action: "link" }), "state_mismatch");
  // Mal's session in Vera's browser.
  const shared = vera.browser.copy();
  shared.plant("authjs.session-token", mal.browser.cookie("authjs.session-token") ?? "");
  expect((await shared.get(`${confirmPage}?attempt=${attempt}`)).body).not.toContain(persona.name);
  // Vera's session in Mal's browser, for Mal's attempt.
  const stolen = mal.browser.copy();
  stolen.plant("authjs.session-token", vera.browser.cookie("authjs.session-token") ?? "");
  await expectRecovery(stolen, await stolen.post(confirmPage, { attempt: own, action: "link" }), "link_other_session");
  // Forms of other steps lead to the question that waits, or do nothing.
  for (const [path, fields] of [["/signin/existing", { action: "not_mine" }], ["/signin/switch", { action: "switch" }], ["/signin/yours", { action: "not_mine" }]] as [string, Record<string, string>][]) {
    expect(pathOf(await vera.browser.post(path, { attempt, ...fields }))).toBe(`${confirmPage}?attempt=${attempt}`);
  }
  expect(await countUsersOf(stack, persona)).toEqual({ users: 0, accounts: 0 });
  expect(pathOf(await vera.browser.post(confirmPage, { attempt, action: "link" }))).toBe(done("account_linked"));
  expect(await sessionOf(open())).toBeNull();
});

test("a link never comes of an ordinary sign-in, and a sign-in never of a link", async ({ stack }) => {
  const persona = newPersona(stack);
  const { userId, browser } = await newProvedUser(stack);
  const answer = await signInWithAmazon(stack, browser, persona, "/bag");
  expect(pathOf(answer)).toMatch(/^\/signin\/switch\?attempt=/);
  // The question that waits for this attempt is another one.
  expect(pathOf(await browser.post(confirmPage, { attempt: parameter(pathOf(answer), "attempt"), action: "link" }))).toBe(pathOf(answer));
  expect(await countUsersOf(stack, persona)).toEqual({ users: 0, accounts: 0 });
  // Signed out on the way: the callback of the link signs nobody in.
  const callback = await comeBackToLink(stack, browser, persona);
  browser.cookies.delete("authjs.session-token");
  await expectRecovery(browser, await browser.get(callback), "link_other_session");
  expect(await sessionOf(browser)).toBeNull();
  expect(await countUsersOf(stack, persona)).toEqual({ users: 0, accounts: 0 });
  expect(await attemptsOf(stack, userId)).toEqual([{ status: "failed", outcome: "link_other_session" }]);
});

test("what waits for a yes is sealed, and erased by no, by signing out and by a refusal", async ({ stack }) => {
  const persona = newPersona(stack);
  const { browser } = await newProvedUser(stack);
  const sealed = async (attempt: string) => (await stack.sql.query<{ sealed: string }>(`SELECT "sealed" FROM "ParkedIdentity" WHERE "attemptId" = $1`, [attempt])).rows;
  const declined = await waitToConfirm(stack, browser, persona);
  expect(JSON.stringify(await sealed(declined))).not.toContain(persona.name);
  expect(pathOf(await browser.post(confirmPage, { attempt: declined, action: "cancel" }))).toBe(done("link_declined"));
  expect(await sealed(declined)).toEqual([{ sealed: "" }]);
  const left = await waitToConfirm(stack, browser, persona);
  await browser.post("/signout", { scope: "this" });
  expect(await sealed(left)).toEqual([]);
  expect(await countUsersOf(stack, persona)).toEqual({ users: 0, accounts: 0 });
});

test("an unlinking that commits while Amazon thinks wins: nothing comes back, and linking again makes a fresh row", async ({ stack, open }) => {
  const persona = newPersona(stack);
  const { email, userId, browser } = await newProvedUser(stack);
  await linkByRequest(stack, browser, persona);
  const account = await accountIdOf(stack, persona);
  const phone = open();
  const started = await phone.post("/signin/check-email", { email, returnTo: "/account" });
  expect(pathOf(await phone.post("/signin/verify", { attempt: locationOf(started).searchParams.get("attempt") ?? "", code: await newestCode(stack, email, 2) }))).toBe("/account");
  const callback = await comeBackToLink(stack, browser, persona, "reconnect");
  await control(stack, "POST", "faults", { endpoint: "profile", userId: persona.userId, times: 1, delayMilliseconds: 3_000 });
  const late = browser.get(callback);
  await expect.poll(() => tokenCalls(stack, parameter(callback, "code")).length).toBe(1);
  expect(pathOf(await phone.post(`${methodsPage}/unlink`, { account: account ?? "" }))).toBe(done("account_unlinked"));
  await expectRecovery(browser, await late, "reconnect_other_account");
  expect(await countUsersOf(stack, persona)).toEqual({ users: 0, accounts: 0 });
  await linkByRequest(stack, browser, persona);
  expect(await accountIdOf(stack, persona)).not.toBe(account);
  expect(await userIdOf(stack, persona)).toBe(userId);
});

test("without a fresh proof nothing starts, is linked or unlinked, whatever the form says", async ({ stack }) => {
  const [persona, other] = [newPersona(stack), newPersona(stack)];
  const { userId, browser } = await newProvedUser(stack);
  await linkByRequest(stack, browser, persona);
  const account = (await accountIdOf(stack, persona)) ?? "";
  const attempt = await waitToConfirm(stack, browser, other);
  await ageSessions(stack, userId);
  const before = await rowCounts(stack);
  const forms: [string, Record<string, string>][] = [
    [`${methodsPage}/link`, { provider: "amazon", intent: "link" }],
    [confirmPage, { attempt, action: "replace", replaces: account }],
    [`${methodsPage}/unlink`, { account }],
  ];
  for (const [path, fields] of forms) {
    for (const extra of [{}, { purpose: "link", proof: "1", userId }] as Record<string, string>[]) expect(locationOf(await browser.post(path, { ...fields, ...extra })).pathname, path).toBe("/reauthenticate");
  }
  expect(await rowCounts(stack)).toEqual(before);
  expect(await userIdOf(stack, persona)).toBe(userId);
});

test("nobody unlinks what is somebody else's", async ({ stack }) => {
  const persona = newPersona(stack);
  const [vera, mal] = [await newProvedUser(stack), await newProvedUser(stack)];
  await linkByRequest(stack, vera.browser, persona);
  const account = (await accountIdOf(stack, persona)) ?? "";
  const before = await rowCounts(stack);
  expect((await mal.browser.get(`${methodsPage}/unlink?account=${account}`)).status).toBe(404);
  expect(pathOf(await mal.browser.post(`${methodsPage}/unlink`, { account }))).toBe(done("account_unlinked"));
  expect(await rowCounts(stack)).toEqual(before);
  expect(await userIdOf(stack, persona)).toBe(vera.userId);
});

test("a bag that was taken along is found by the second answer of a double click too, and by nobody else", async ({ stack, open }) => {
  const { browser } = await newProvedUser(stack);
  await browser.post("/bag", { action: "add", productId: "wool-blanket" });
  const twins: HttpBrowser[] = [browser.copy(), browser.copy(), browser.copy()];
  const answers = await Promise.all(twins.map((twin) => twin.post("/signout/switch", { bag: "take", returnTo: "/bag" })));
  for (const answer of answers) expect(pathOf(answer)).toBe("/signin?returnTo=%2Fbag");
  for (const twin of twins) expect((await twin.get("/bag")).body).toContain("Striped wool blanket");
  const stranger = open();
  stranger.plant("authjs.session-token", "A".repeat(43));
  await stranger.post("/signout/switch", { bag: "take", returnTo: "/bag" });
  expect((await stranger.get("/bag")).body).not.toContain("Striped wool blanket");
});
