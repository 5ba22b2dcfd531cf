import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import { type RunningSandbox, startSandbox } from "#sandbox/amazon/server.ts";
import { testInstallation } from "#scripts/test/installation.ts";
import { auditTrail, newUser } from "../accounts/test-people.ts";
import { signInMethodsOf, waysIn } from "../accounts/sign-in-methods.ts";
import { database } from "../db/client.ts";
import { waitingMails } from "../mail/test-mails.ts";
import { getOrRefresh } from "../token-vault/get-or-refresh.ts";
import { pulse } from "../token-vault/pulse.ts";
import { askForMore, forgetFetched, takeOver, updateProfile } from "./amazon-profile.ts";
import { handleAuthPost } from "./handlers.ts";
import { type TestBrowser, whereTo } from "./test-browser.ts";
import { accountOf, callback, comeBack, doneOf, linkAll, linkingEnvironment, newestAttempt, newPerson, shopClient, signInAs, unlink } from "./test-linking.ts";
import { visitorOf } from "./visitor.ts";

const page = "/account/sign-in-methods/amazon";
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

beforeEach(async () => {
  vera = await newPerson();
  persona = amazon.personas.add({ name: "Vera at Amazon", email: "vera@amazon.example", postalCode: "00501" }) as { userId: string };
  account = await linkAll(amazon, vera.browser, persona);
});

const control = async (method: string, path: string, body?: unknown) =>
  await fetch(`${amazon.url}/_sandbox/${path}`, { method, ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }) });
const changeAtAmazon = async (change: object) => await control("PATCH", "personas", { userId: persona.userId, ...change });
const removeAtAmazon = async () => await control("DELETE", `consents?${new URLSearchParams({ userId: persona.userId, clientId: shopClient.clientId })}`);

async function update(browser: TestBrowser = vera.browser, id = account): Promise<Response> {
  const request = browser.form(page, { action: "update", account: id });
  return await updateProfile(request, visitorOf(request), id);
}

/** What the page about Amazon is told that was done. */
const onPage = (response: Response) => {
  const { status, path, query } = whereTo(response);
  return status === 303 && path === page ? query : { status, path };
};

/** Asks for the postal code and decides at Amazon with these scopes. */
async function askForPostalCode(grantedScopes: string[], who = persona): Promise<Response> {
  const request = vera.browser.form(page, { action: "postal_code", account });
  const started = vera.browser.take(await askForMore(request, visitorOf(request), { extra: "postal_code", account }));
  const authorizationUrl = started.headers.get("location") ?? "";
  expect(new URL(authorizationUrl).searchParams.get("scope")).toBe("profile postal_code");
  expect(new URL(authorizationUrl).searchParams.get("scope_data")).toBe(`{"postal_code":{"essential":false}}`);
  const answer = await control("POST", "authorize", { authorizationUrl, userId: who.userId, decision: "allow", grantedScopes });
  return await callback(vera.browser, ((await answer.json()) as { redirectUrl: string }).redirectUrl);
}

test("brings name and address up to date, says which of them changed, and leaves what is the user's own", async () => {
  expect(onPage(await update())).toEqual({ done: "profile_up_to_date" });
  const before = await accountOf(persona);
  await changeAtAmazon({ name: "Vera Winter", email: "winter@amazon.example" });
  expect(onPage(await update())).toEqual({ done: "profile_changed", changed: "name.email" });
  const after = await accountOf(persona);
  expect(after).toMatchObject({ providerName: "Vera Winter", providerEmail: "winter@amazon.example", providerPostalCode: null });
  // Looking is no signing in.
  expect(after?.updatedAt).toEqual(before?.updatedAt);
  expect(await database().db.user.findUnique({ where: { id: vera.userId } })).toMatchObject({ name: "Vera", email: vera.email, provedEmail: vera.email });
});

test("lets the person take the name over, and an address only as contact data", async () => {
  const take = async (part: "name" | "email") => await takeOver(visitorOf(vera.browser.request("/")), account, part);
  expect(onPage(await take("name"))).toEqual({ done: "took_name" });
  // A proved address gives way to nothing but another that is proved.
  expect(whereTo(await take("email")).path).toBe("/account/sign-in-methods/email");
  await database().db.user.update({ where: { id: vera.userId }, data: { email: null, emailVerified: null, provedEmail: null }, select: { id: true } });
  // Nobody's by being written down: another user may have it as well, as long as nobody has proved it.
  await newUser(database(), { email: "vera@amazon.example" });
  expect(onPage(await take("email"))).toEqual({ done: "took_email" });
  expect(await database().db.user.findUnique({ where: { id: vera.userId } })).toMatchObject({ name: "Vera at Amazon", email: "vera@amazon.example", provedEmail: null, emailVerified: null });
});

test("an address that somebody else has proved is not taken over: it takes a proof", async () => {
  const email = `taken.${vera.userId}@amazon.example`;
  const owner = await newUser(database(), { email, provedEmail: email });
  await changeAtAmazon({ email });
  await update();
  await database().db.user.update({ where: { id: vera.userId }, data: { email: null, emailVerified: null, provedEmail: null }, select: { id: true } });
  expect(whereTo(await takeOver(visitorOf(vera.browser.request("/")), account, "email")).path).toBe("/account/sign-in-methods/email");
  expect(await database().db.user.findUnique({ where: { id: vera.userId } })).toMatchObject({ email: null });
  expect(await database().db.user.findUnique({ where: { id: owner } })).toMatchObject({ provedEmail: email });
});

test("a removal at Amazon is noticed by the next refresh: the tokens go, one mail, and Amazon is a way in all the same", async () => {
  await removeAtAmazon();
  await database().db.account.update({ where: { id: account }, data: { expires_at: 0 }, select: { id: true } });
  const tokenCalls = () => amazon.ledger.calls.filter(({ path }) => path === "/auth/o2/token").length;
  const before = tokenCalls();
  expect((await update()).status).toBe(409);
  expect(await accountOf(persona)).toMatchObject({ consentLostReason: "revoked", access_token: null, refresh_token: null });
  expect(tokenCalls()).toBe(before + 1);
  // Nobody asks again, and nobody is told again.
  expect((await update()).status).toBe(409);
  expect(tokenCalls()).toBe(before + 1);
  const subjects = (await waitingMails(database())).filter(({ to }) => to === vera.email).map(({ subject }) => subject);
  expect(subjects.filter((subject) => subject.startsWith("Amazon is no longer connected"))).toHaveLength(1);
  const methods = await signInMethodsOf(database().db, vera.userId);
  expect(methods?.linked).toMatchObject([{ consentLost: "revoked" }]);
  expect(methods && waysIn(methods)).toBe(2);
});

test("who has proved no address gets no mail about it", async () => {
  await database().db.user.update({ where: { id: vera.userId }, data: { provedEmail: null, emailVerified: null }, select: { id: true } });
  await removeAtAmazon();
  await database().db.account.update({ where: { id: account }, data: { expires_at: 0 }, select: { id: true } });
  expect((await update()).status).toBe(409);
  expect((await waitingMails(database())).filter(({ to, subject }) => to === vera.email && subject.startsWith("Amazon is no longer"))).toEqual([]);
});

test.each(["reconnect", "sign in"])("to %s mends a lost connection, and Amazon answers again", async (how) => {
  await removeAtAmazon();
  await database().db.account.update({ where: { id: account }, data: { expires_at: 0 }, select: { id: true } });
  await update();
  const other = amazon.personas.add({ name: "Kim" }) as { userId: string };
  if (how === "reconnect") {
    expect(whereTo(await callback(vera.browser, await comeBack(amazon, vera.browser, other, "reconnect"))).query.code).toBe("reconnect_other_account");
    expect(await accountOf(persona)).toMatchObject({ consentLostReason: "revoked" });
    expect(doneOf(await callback(vera.browser, await comeBack(amazon, vera.browser, persona, "reconnect")))).toBe("account_reconnected");
  } else {
    const started = vera.browser.take(await handleAuthPost(vera.browser.form("/api/auth/signin/amazon", { returnTo: "/bag" }), ["signin", "amazon"]));
    const answer = await control("POST", "authorize", { authorizationUrl: started.headers.get("location"), userId: persona.userId, decision: "allow" });
    expect(whereTo(await callback(vera.browser, ((await answer.json()) as { redirectUrl: string }).redirectUrl)).path).toBe("/bag");
  }
  expect(await accountOf(persona)).toMatchObject({ consentLostAt: null, consentLostReason: null });
  expect(onPage(await update())).toEqual({ done: "profile_up_to_date" });
});

test("a token that the profile refuses is refreshed once, which decides: lost where the consent is gone, good where it is not", async () => {
  const refuse = (endpoint: "profile" | "tokeninfo", times: number) => amazon.faults.add({ endpoint, userId: persona.userId, times, status: 400, body: `{"error":"invalid_token"}` });
  for (const endpoint of ["profile", "tokeninfo"] as const) {
    refuse(endpoint, 1);
    expect(onPage(await update())).toEqual({ done: "profile_up_to_date" });
  }
  // Refused with a fresh token as well: that is Amazon's contradiction, and nobody is marked.
  refuse("profile", 2);
  expect((await update()).status).toBe(503);
  expect(await accountOf(persona)).toMatchObject({ consentLostAt: null });
  amazon.settings.change({ accessTokensAfterRemoval: "die" });
  await removeAtAmazon();
  expect((await update()).status).toBe(409);
  expect(await accountOf(persona)).toMatchObject({ consentLostReason: "revoked" });
  amazon.settings.change({ accessTokensAfterRemoval: "live_on" });
});

test.each([
  ["answers 503 for a while", { status: 503 }],
  ["cuts the connection", { reset: true }],
])("while the profile %s, nothing changes, nobody is marked, and the answer says when to come again", async (_name, fault) => {
  amazon.faults.add({ endpoint: "profile", userId: persona.userId, ...fault });
  const before = await accountOf(persona);
  const response = await update();
  expect(response.status).toBe(503);
  expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await accountOf(persona)).toEqual(before);
});

test("an answer about another person, or made for another shop, changes nothing", async () => {
  await changeAtAmazon({ name: "Somebody Else" });
  for (const fault of [{ endpoint: "tokeninfo" as const, aud: "amzn1.application-oa2-client.theirs" }, { endpoint: "profile" as const, otherUserId: "amzn1.account.SOMEBODYELSE" }]) {
    amazon.faults.add({ ...fault, userId: persona.userId, times: 1 });
    expect((await update()).status).toBe(409);
  }
  // Both agree, on somebody who is not linked here.
  for (const endpoint of ["tokeninfo", "profile"] as const) amazon.faults.add({ endpoint, otherUserId: "amzn1.account.SOMEBODYELSE", userId: persona.userId, times: 1 });
  expect((await update()).status).toBe(409);
  expect(await accountOf(persona)).toMatchObject({ providerName: "Vera at Amazon" });
});

test("nobody brings up to date, takes over or forgets what is another user's", async () => {
  const mal = await newPerson();
  await changeAtAmazon({ name: "Vera Winter" });
  expect(onPage(await update(mal.browser))).toEqual({});
  await takeOver(visitorOf(mal.browser.request("/")), account, "name");
  await database().db.account.update({ where: { id: account }, data: { providerPostalCode: "00501" }, select: { id: true } });
  await forgetFetched(visitorOf(mal.browser.request("/")), account);
  expect(await accountOf(persona)).toMatchObject({ providerName: "Vera at Amazon", providerPostalCode: "00501" });
  expect(await database().db.user.findUnique({ where: { id: mal.userId } })).toMatchObject({ name: "Vera" });
  await database().db.session.deleteMany({ where: { userId: vera.userId } });
  expect(whereTo(await update()).path).toBe("/signin");
});

test("the eleventh time within a quarter of an hour waits", async () => {
  for (let count = 0; count < 10; count += 1) expect(onPage(await update())).toEqual({ done: "profile_up_to_date" });
  const response = await update();
  expect(response.status).toBe(429);
  expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
});

test("fetches the postal code only when asked to, keeps its zeros and the granted scopes, and forgets it on a wish", async () => {
  expect(await accountOf(persona)).toMatchObject({ scope: "profile", providerPostalCode: null });
  expect(onPage(await askForPostalCode(["profile", "postal_code"]))).toEqual({ done: "postal_code_fetched" });
  expect(await accountOf(persona)).toMatchObject({ scope: "profile postal_code", providerPostalCode: "00501", userId: vera.userId });
  const attempt = await newestAttempt(vera.browser);
  expect(attempt).toMatchObject({ intent: "reconnect", purpose: "postal_code", status: "succeeded", outcome: "postal_code_fetched" });
  expect(await auditTrail(database(), { attemptId: attempt.id })).toEqual(["account.refreshed"]);
  await changeAtAmazon({ postalCode: "01002" });
  expect(onPage(await update())).toEqual({ done: "profile_changed", changed: "postal_code" });
  expect(await accountOf(persona)).toMatchObject({ providerPostalCode: "01002" });
  expect(onPage(await forgetFetched(visitorOf(vera.browser.request("/")), account))).toEqual({ done: "postal_code_forgotten" });
  expect(await accountOf(persona)).toMatchObject({ providerPostalCode: null });
});

test("a postal code that was forgotten is not fetched again unasked, by whatever tokens, and on request it is", async () => {
  await askForPostalCode(["profile", "postal_code"]);
  await forgetFetched(visitorOf(vera.browser.request("/")), account);
  expect(await accountOf(persona)).toMatchObject({ scope: "profile", providerPostalCode: null });
  expect(onPage(await update())).toEqual({ done: "profile_up_to_date" });
  // Amazon grants it still, and says so with new tokens.
  expect(await getOrRefresh(account, { force: true })).toMatchObject({ kind: "token", scopes: ["profile"] });
  expect(onPage(await update())).toEqual({ done: "profile_up_to_date" });
  expect(await accountOf(persona)).toMatchObject({ scope: "profile", providerPostalCode: null });
  expect(onPage(await askForPostalCode(["profile", "postal_code"]))).toEqual({ done: "postal_code_fetched" });
  expect(await accountOf(persona)).toMatchObject({ scope: "profile postal_code", providerPostalCode: "00501" });
});

test("a postal code that was forgotten while a refresh, or the profile, was under way stays forgotten", async () => {
  const spentBy = () => amazon.ledger.issued.filter(({ kind, userId }) => kind === "refresh_token" && userId === persona.userId).reduce((sum, { uses }) => sum + uses, 0);
  for (const [endpoint, work] of [["token", () => getOrRefresh(account, { force: true })], ["profile", update]] as const) {
    await askForPostalCode(["profile", "postal_code"]);
    const [calls, spent] = [amazon.ledger.calls.length, spentBy()];
    amazon.faults.add({ endpoint, userId: persona.userId, delayMilliseconds: 300, times: 1 });
    const done = work();
    await vi.waitFor(() => expect(endpoint === "token" ? spentBy() - spent : amazon.ledger.calls.slice(calls).filter(({ path }) => path === "/user/profile").length).toBe(1));
    await forgetFetched(visitorOf(vera.browser.request("/")), account);
    await done;
    expect(await accountOf(persona), endpoint).toMatchObject({ scope: "profile", providerPostalCode: null });
  }
});

test("a postal code that was unticked, or that Amazon does not have, is said, and everything else works", async () => {
  expect(onPage(await askForPostalCode(["profile"]))).toEqual({ done: "postal_code_declined" });
  expect(await accountOf(persona)).toMatchObject({ scope: "profile", providerPostalCode: null, consentLostAt: null });
  expect(onPage(await update())).toEqual({ done: "profile_up_to_date" });
  await changeAtAmazon({ postalCode: null });
  expect(onPage(await askForPostalCode(["profile", "postal_code"]))).toEqual({ done: "postal_code_missing" });
  expect(await accountOf(persona)).toMatchObject({ scope: "profile postal_code", providerPostalCode: null });
});

test("asks the very account that is named: another one is refused, also one of their own, and its postal code not kept", async () => {
  const other = amazon.personas.add({ name: "Kim", postalCode: "99999" }) as { userId: string };
  const second = amazon.personas.add({ name: "Vera's second", postalCode: "88888" }) as { userId: string };
  await database().db.account.create({ data: { userId: vera.userId, provider: "amazon", providerAccountId: second.userId }, select: { id: true } });
  const before = await accountOf(second);
  expect(whereTo(await askForPostalCode(["profile", "postal_code"], second)).query.code).toBe("reconnect_other_account");
  expect(await accountOf(second)).toEqual(before);
  const request = vera.browser.form(page, { action: "postal_code" });
  expect((await askForMore(request, visitorOf(request), { extra: "postal_code", account: undefined })).status).toBe(400);
  expect(whereTo(await askForPostalCode(["profile", "postal_code"], other)).query.code).toBe("reconnect_other_account");
  expect(await accountOf(persona)).toMatchObject({ providerPostalCode: null });
  expect(await accountOf(other)).toBeNull();
});

test("a sign-in without the scope keeps the fetched postal code; unlinking erases it with the row", async () => {
  await askForPostalCode(["profile", "postal_code"]);
  expect(doneOf(await callback(vera.browser, await comeBack(amazon, vera.browser, persona, "reconnect")))).toBe("account_reconnected");
  expect(await accountOf(persona)).toMatchObject({ scope: "profile", providerPostalCode: "00501" });
  // The newest grant does not let us ask for it: what is held stays, and the rest is brought up to date.
  await changeAtAmazon({ postalCode: "01002", name: "Vera Winter" });
  expect(onPage(await update())).toEqual({ done: "profile_changed", changed: "name" });
  expect(await accountOf(persona)).toMatchObject({ providerPostalCode: "00501" });
  expect(doneOf(await unlink(vera.browser, account))).toBe("account_unlinked");
  expect(await accountOf(persona)).toBeNull();
  expect(onPage(await update())).toEqual({});
});

test("the pulse notices a removal, and an outage marks nobody", async () => {
  const quiet = async () => {
    await database().db.pulsePlace.deleteMany();
    await database().db.account.update({ where: { id: account }, data: { tokensAt: new Date(0), pulseAfter: null }, select: { id: true } });
  };
  await quiet();
  const before = await accountOf(persona);
  expect(await pulse(database().db, new Date())).toBe("token");
  const after = await accountOf(persona);
  expect(after?.tokensAt?.getTime()).toBeGreaterThan(Date.now() - 60_000);
  // The page says when the shopper used it last, not when we did.
  expect(after?.updatedAt).toEqual(before?.updatedAt);
  await quiet();
  amazon.faults.add({ endpoint: "token", userId: persona.userId, status: 503 });
  expect(await pulse(database().db, new Date())).toBe("unavailable");
  amazon.faults.clear();
  expect(await accountOf(persona)).toMatchObject({ consentLostAt: null });
  await removeAtAmazon();
  await database().db.account.update({ where: { id: account }, data: { refreshLeaseUntil: null }, select: { id: true } });
  await quiet();
  expect(await pulse(database().db, new Date())).toBe("needs_consent");
  expect(await accountOf(persona)).toMatchObject({ consentLostReason: "revoked" });
  await signInAs(vera.browser, vera.userId);
  expect((await update()).status).toBe(409);
});
