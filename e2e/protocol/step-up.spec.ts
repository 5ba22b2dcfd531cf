import { t } from "#lib/i18n/index.ts";
import { type Answer, type HttpBrowser, locationOf } from "../fixtures/http-browser.ts";
import { decideAtAmazon, expectRecovery, parameter, pathOf, rowCounts, sessionOf, signedIn, startEmail } from "../fixtures/journey.ts";
import { ageSessions, newestCode, newPersona, newProvedUser, plantSessions, userIdOf } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import type { Stack } from "../fixtures/stack.ts";

/** A fresh proof is for one person, session, browser, purpose and deed, and Amazon is never one: SC-01, SC-06, SC-07, SC-08. */

const cookieName = "authjs.session-token";
const endOthers = "/account/sessions/end-others";
const wish = { purpose: "end_sessions", returnTo: endOthers };
const asks = `/reauthenticate?${new URLSearchParams(wish)}`;

/** Somebody with a proved address whose sign-in is not recent any more. */
async function newUserLongAgo(stack: Stack): Promise<{ email: string; userId: string; browser: HttpBrowser }> {
  const user = await newProvedUser(stack);
  await ageSessions(stack, user.userId);
  return user;
}

const attemptIn = (answer: Answer) => locationOf(answer).searchParams.get("attempt") ?? "";

async function startStepUp(browser: HttpBrowser, of = wish): Promise<string> {
  const answer = await browser.post("/reauthenticate", { action: "send_code", ...of });
  expect(answer.status, answer.body.slice(0, 300)).toBe(303);
  expect(pathOf(answer)).toMatch(/^\/reauthenticate\?attempt=[\da-f-]{36}$/);
  return attemptIn(answer);
}

const verify = (browser: HttpBrowser, attempt: string, code: string) => browser.post("/reauthenticate", { action: "verify_code", attempt, code });

async function grantsOf(stack: Stack, userId: string): Promise<number> {
  const { rows } = await stack.sql.query(`SELECT 1 FROM "StepUpGrant" g JOIN "Session" s ON s."id" = g."sessionId" WHERE s."userId" = $1 AND g."usedAt" IS NULL`, [userId]);
  return rows.length;
}

test("a fresh proof gives a new token, and the old one is dead on the server", async ({ stack, open }) => {
  const { email, userId, browser } = await newUserLongAgo(stack);
  const vera = open();
  vera.plant(cookieName, browser.cookie(cookieName) ?? "");
  expect(pathOf(await vera.post(endOthers, { scope: "others" }))).toBe(asks);
  const attempt = await startStepUp(vera);
  const before = vera.copy();
  const proved = await verify(vera, attempt, await newestCode(stack, email, 2));
  expect(pathOf(proved)).toBe(endOthers);
  expect(vera.cookie(cookieName)).not.toBe(before.cookie(cookieName));
  expect(await sessionOf(before)).toBeNull();
  expect((await sessionOf(vera))?.user.id).toBe(userId);
  await plantSessions(stack, userId, 1);
  expect(pathOf(await vera.post(endOthers, { scope: "others" }))).toBe("/account?done=others_ended");
  await plantSessions(stack, userId, 1);
  expect(pathOf(await vera.post(endOthers, { scope: "others" })), "used once").toBe(asks);
  expect(await grantsOf(stack, userId)).toBe(0);
});

test("ending other sessions ends them at once, and nobody else's", async ({ stack, open }) => {
  const { email, userId, browser } = await newProvedUser(stack);
  const { browser: stranger } = await newProvedUser(stack);
  const { rows } = await stack.sql.query<{ id: string }>(`SELECT "id" FROM "Session" WHERE "userId" = $1`, [userId]);
  const phone = open();
  await phone.post("/signin/verify", { attempt: await startEmail(phone, email), code: await newestCode(stack, email, 2) });
  expect((await sessionOf(phone))?.user.id).toBe(userId);
  expect(pathOf(await browser.post(endOthers, { scope: "others" }))).toBe("/account?done=others_ended");
  const left = await stack.sql.query<{ id: string }>(`SELECT "id" FROM "Session" WHERE "userId" = $1`, [userId]);
  expect(left.rows).toEqual(rows);
  expect([await sessionOf(phone), (await sessionOf(browser))?.user.id]).toEqual([null, userId]);
  expect(await sessionOf(stranger)).not.toBeNull();
  const page = await open().get(endOthers);
  expect([page.status, locationOf(page).pathname]).toEqual([307, "/signin"]);
});

test("a proof from another browser, session, person, purpose or time is refused, each for its own reason", async ({ stack, open }) => {
  const { email, userId, browser } = await newUserLongAgo(stack);
  const { browser: mal, email: malEmail } = await newUserLongAgo(stack);
  const attempt = await startStepUp(browser);
  const code = await newestCode(stack, email, 2);
  // Another browser, even one that holds the session.
  const thief = open();
  thief.plant(cookieName, browser.cookie(cookieName) ?? "");
  await expectRecovery(thief, await verify(thief, attempt, code), "state_mismatch");
  await expectRecovery(mal, await verify(mal, attempt, code), "state_mismatch");
  // Mal's own code for Vera's attempt, and Vera's code for Mal's.
  const malAttempt = await startStepUp(mal);
  const malCode = await newestCode(stack, malEmail, 2);
  if (malCode !== code) {
    expect((await verify(browser, attempt, malCode)).status).toBe(422);
    expect((await verify(mal, malAttempt, code)).status).toBe(422);
  }
  // Mal's session in Vera's browser.
  const shared = browser.copy();
  shared.plant(cookieName, mal.cookie(cookieName) ?? "");
  await expectRecovery(shared, await verify(shared, attempt, code), "step_up_other_session");
  // For another purpose the code is another one, and the mail with it voids the older one.
  const unlink = await startStepUp(browser, { purpose: "unlink", returnTo: "/account" });
  const unlinkCode = await newestCode(stack, email, 3);
  for (const typed of [unlinkCode, code]) expect((await verify(browser, attempt, typed)).status).toBe(410);
  expect(pathOf(await verify(browser, unlink, unlinkCode))).toBe("/account");
  expect(pathOf(await browser.post(endOthers, { scope: "others" })), "a grant for something else").toBe(asks);
  await stack.sql.query(`UPDATE "EmailCode" SET "expires" = now() - interval '1 second' WHERE "attemptId" = $1`, [attempt]);
  expect((await verify(browser, attempt, code)).status).toBe(410);
  await stack.sql.query(`UPDATE "Attempt" SET "expires" = now() - interval '1 second' WHERE "id" = $1`, [attempt]);
  await expectRecovery(browser, await verify(browser, attempt, code), "attempt_expired");
  expect(await grantsOf(stack, userId)).toBe(1);
  await stack.sql.query(`UPDATE "StepUpGrant" SET "expires" = now() - interval '1 second', "purpose" = 'end_sessions' WHERE "usedAt" IS NULL`);
  expect(pathOf(await browser.post(endOthers, { scope: "others" })), "a grant that ran out").toBe(asks);
});

test("closing the account is asked for by its own name, and a proof to end sessions does not close it", async ({ stack }) => {
  const { email, userId, browser } = await newUserLongAgo(stack);
  const closing = { purpose: "close_account", returnTo: "/account/not-me" };
  const asksToClose = `/reauthenticate?${new URLSearchParams(closing)}`;
  await verify(browser, await startStepUp(browser), await newestCode(stack, email, 2));
  expect([pathOf(await browser.get("/account/not-me")), pathOf(await browser.post("/account/not-me", { since: "hour" }))]).toEqual([asksToClose, asksToClose]);
  const page = await browser.get(asksToClose);
  expect([page.body.includes(t("stepUp.purposes.close_account")), page.body.includes(t("stepUp.purposes.end_sessions"))]).toEqual([true, false]);
  expect(pathOf(await verify(browser, await startStepUp(browser, closing), await newestCode(stack, email, 3)))).toBe("/account/not-me");
  expect(parameter(pathOf(await browser.post("/account/not-me", { since: "hour" })), "code")).toBe("user_locked");
  const { rows } = await stack.sql.query<{ status: string }>(`SELECT "status"::text FROM "User" WHERE "id" = $1`, [userId]);
  expect(rows).toEqual([{ status: "locked" }]);
});

test("signing out ends a step-up that is under way", async ({ stack }) => {
  const { email, browser } = await newUserLongAgo(stack);
  const attempt = await startStepUp(browser);
  await browser.post("/signout", { scope: "this" });
  const answer = await verify(browser, attempt, await newestCode(stack, email, 2));
  await expectRecovery(browser, answer, "attempt_used");
  expect(await sessionOf(browser)).toBeNull();
});

test("coming back from Amazon is never a proof: not silently, not by another account, not for somebody with a method that counts", async ({ stack, open }) => {
  const { email, userId, browser } = await newUserLongAgo(stack);
  const before = await rowCounts(stack);
  const answer = await browser.post("/reauthenticate", { action: "sign_in_again", purpose: "add_passkey", returnTo: "/account", provider: "amazon" });
  expect(pathOf(answer)).toBe("/reauthenticate?purpose=add_passkey&returnTo=%2Faccount");
  expect(await rowCounts(stack)).toEqual(before);
  // Somebody who has only Amazon, just back from there.
  const [ada, persona] = [open(), newPersona(stack)];
  await signedIn(stack, ada, persona);
  expect(pathOf(await ada.post(endOthers, { scope: "others" }))).toBe(asks);
  // A merge is not among them: there a return is one half of two proofs (decision 0013).
  for (const purpose of ["end_sessions", "close_account", "set_password", "unlink", "delete", "export", "undo_merge", "link", "change_email", "remove_email", "remove_password", "remove_passkey"]) {
    const asked = await ada.post("/reauthenticate", { action: "sign_in_again", purpose, returnTo: "/account", provider: "amazon" });
    expect(pathOf(asked), purpose).toBe(`/reauthenticate?purpose=${purpose}&returnTo=%2Faccount`);
    const page = await ada.get(`/reauthenticate?purpose=${purpose}&returnTo=%2Faccount`);
    expect(page.body).toContain("First add a second way to sign in");
    expect(page.body).not.toContain("Sign in with Amazon again");
  }
  await expectRecovery(ada, await ada.post("/reauthenticate", { action: "send_code", ...wish }), "step_up_method_gone");
  expect(await grantsOf(stack, userId)).toBe(0);
  expect(stack.mailbox.mails.all(email)).toHaveLength(1);
});

async function signInAgain(browser: HttpBrowser): Promise<string> {
  const answer = await browser.post("/reauthenticate", { action: "sign_in_again", purpose: "add_passkey", returnTo: "/account/sign-in-methods", provider: "amazon" });
  expect(locationOf(answer).pathname, answer.body.slice(0, 300)).toBe("/ap/oa");
  return locationOf(answer).href;
}

test("a fresh return from Amazon by the linked account makes the session young again, under a new token, and no second one", async ({ stack, open }) => {
  const [ada, persona] = [open(), newPersona(stack)];
  await signedIn(stack, ada, persona);
  const userId = (await userIdOf(stack, persona)) ?? "";
  await ageSessions(stack, userId);
  const before = ada.copy();
  const callback = await decideAtAmazon(stack, await signInAgain(ada), persona);
  expect(pathOf(await ada.get(callback))).toBe("/account/sign-in-methods");
  expect(await sessionOf(before)).toBeNull();
  const { rows } = await stack.sql.query<{ method: string; young: boolean }>(`SELECT "method", "authenticatedAt" > now() - interval '1 minute' AS young FROM "Session" WHERE "userId" = $1`, [userId]);
  expect(rows).toEqual([{ method: "amazon", young: true }]);
  expect(pathOf(await ada.get("/reauthenticate?purpose=add_passkey&returnTo=%2Fbag"))).toBe("/bag");
  expect(pathOf(await ada.post(endOthers, { scope: "others" }))).toBe(asks);
  expect(pathOf(await ada.get(callback)), "a reload leads on").toBe("/account/sign-in-methods");
  expect(await grantsOf(stack, userId)).toBe(0);
});

test("a fresh return by another Amazon account, of nobody or of somebody else, is refused, links nothing and signs nobody in", async ({ stack, open }) => {
  const [ada, persona] = [open(), newPersona(stack)];
  await signedIn(stack, ada, persona);
  const userId = (await userIdOf(stack, persona)) ?? "";
  const known = newPersona(stack, { name: "Somebody Known" });
  await signedIn(stack, open(), known);
  await ageSessions(stack, userId);
  const { AuditEvent: _, ...before } = await rowCounts(stack);
  for (const other of [newPersona(stack, { name: "Somebody New" }), known]) {
    const token = ada.cookie(cookieName);
    await expectRecovery(ada, await ada.get(await decideAtAmazon(stack, await signInAgain(ada), other)), "step_up_other_account");
    expect(ada.cookie(cookieName)).toBe(token);
    expect((await sessionOf(ada))?.user.id).toBe(userId);
  }
  const { AuditEvent: __, ...after } = await rowCounts(stack);
  expect(after).toEqual(before);
  expect((await ada.get("/reauthenticate?purpose=add_passkey&returnTo=%2Fbag")).body, "still asked").toContain("Sign in with Amazon again");
});

test("a fresh return that ends in another session counts for nobody, and Cancel leads back to the question", async ({ stack, open }) => {
  const [ada, persona] = [open(), newPersona(stack)];
  await signedIn(stack, ada, persona);
  await ageSessions(stack, (await userIdOf(stack, persona)) ?? "");
  const cancelled = await ada.get(await decideAtAmazon(stack, await signInAgain(ada), persona, "cancel"));
  expect(pathOf(cancelled)).toBe("/reauthenticate?purpose=add_passkey&returnTo=%2Faccount%2Fsign-in-methods");
  const callback = await decideAtAmazon(stack, await signInAgain(ada), persona);
  const elsewhere = open();
  await signedIn(stack, elsewhere, newPersona(stack));
  ada.plant(cookieName, elsewhere.cookie(cookieName) ?? "");
  await expectRecovery(ada, await ada.get(callback), "step_up_other_session");
});

test("a step-up asks no one who is signed out, knows its purposes, and never leaves the site", async ({ stack, open }) => {
  const stranger = open();
  expect(pathOf(await stranger.get(asks))).toBe(`/signin?${new URLSearchParams({ returnTo: endOthers })}`);
  expect(pathOf(await stranger.post("/reauthenticate", { action: "send_code", ...wish }))).toBe(`/signin?${new URLSearchParams({ returnTo: endOthers })}`);
  const { browser } = await newUserLongAgo(stack);
  for (const query of ["", "?purpose=", "?purpose=everything", "?purpose=__proto__", "?purpose=link&purpose=link"]) expect((await browser.get(`/reauthenticate${query}`)).status, query).toBe(404);
  const before = await rowCounts(stack);
  const odd: Record<string, string>[] = [{ purpose: "everything" }, { purpose: "toString" }, { purpose: "" }, { returnTo: endOthers }];
  for (const fields of odd) await expectRecovery(browser, await browser.post("/reauthenticate", { action: "send_code", ...fields }), "input_invalid");
  await expectRecovery(browser, await browser.post("/reauthenticate", { action: "grant", ...wish }), "input_invalid");
  expect(await rowCounts(stack)).toEqual(before);
  for (const returnTo of ["//evil.example", "/\\evil.example", "https://evil.example/", "/signout", "/reauthenticate?purpose=link", "/account/submit", "x".repeat(4_000)]) {
    const attempt = await startStepUp(browser, { purpose: "end_sessions", returnTo });
    const { rows } = await stack.sql.query<{ returnTo: string }>(`SELECT "returnTo" FROM "Attempt" WHERE "id" = $1`, [attempt]);
    expect(rows, returnTo).toEqual([{ returnTo: "/account" }]);
    await stack.sql.query(`DELETE FROM "RateLimit"`);
  }
});
