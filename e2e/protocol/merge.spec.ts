import type { Answer, HttpBrowser } from "../fixtures/http-browser.ts";
import { locationOf } from "../fixtures/http-browser.ts";
import { someAttempt } from "../fixtures/endpoints.ts";
import { decideAtAmazon, expectRecovery, pathOf, sessionOf, signedIn, signInWithAmazon, startEmail } from "../fixtures/journey.ts";
import { attemptIn, mergePage as page, previewPage as preview, proveOther as prove } from "../fixtures/merging.ts";
import { newPasskeyUser, passkeyOptions } from "../fixtures/passkeys.ts";
import { goodPassword, newPasswordUser } from "../fixtures/passwords.ts";
import { ageSessions, newAddress, newestCode, newPersona, newProvedUser, userIdOf } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import type { Stack } from "../fixtures/stack.ts";

/** Two accounts become one on fresh proofs of both, in one browser and session, and on nothing less: LM-10, SC-01. */

test.beforeEach(async ({ stack }) => void (await stack.sql.query(`DELETE FROM "RateLimit"`)));

const cookieName = "authjs.session-token";

/** Signs a user in by code. */
async function signIn(stack: Stack, browser: HttpBrowser, user: { email: string; userId: string }, mails: number): Promise<void> {
  const answer = await browser.post("/signin/verify", { attempt: await startEmail(browser, user.email), code: await newestCode(stack, user.email, mails) });
  expect([answer.status, (await sessionOf(browser))?.user.id]).toEqual([303, user.userId]);
}

/** The two sides of a merge, the older one first; the younger one is signed in in a browser of the test's. */
async function newPair(stack: Stack, open: () => HttpBrowser) {
  const older = await newProvedUser(stack, "Olive Older");
  const younger = await newProvedUser(stack, "Yoko Younger");
  const browser = open();
  await signIn(stack, browser, younger, 2);
  return { older, younger, browser };
}

async function statusOf(stack: Stack, userId: string): Promise<string | undefined> {
  const { rows } = await stack.sql.query<{ status: string }>(`SELECT "status"::text AS status FROM "User" WHERE "id" = $1`, [userId]);
  return rows[0]?.status;
}

async function expectApart(stack: Stack, ...userIds: string[]): Promise<void> {
  for (const userId of userIds) expect(await statusOf(stack, userId)).toBe("active");
  expect(await stack.sql.query(`SELECT 1 FROM "MergeJournal" WHERE "keptUserId" = ANY($1) OR "mergedUserId" = ANY($1)`, [userIds])).toMatchObject({ rowCount: 0 });
}

test("both sides proved: the merge gives a new token, and the old one is dead on the server", async ({ stack, open }) => {
  const { older, younger, browser } = await newPair(stack, open);
  const attempt = await prove(stack, browser, older.email);
  const before = browser.copy();
  expect(pathOf(await browser.post(preview, { attempt, name: "merged", email: "kept" }))).toBe("/account?done=merged");
  expect(browser.cookie(cookieName)).not.toBe(before.cookie(cookieName));
  expect([await sessionOf(before), await sessionOf(younger.browser)]).toEqual([null, null]);
  expect((await sessionOf(browser))?.user).toEqual({ id: older.userId, name: "Yoko Younger", email: older.email });
  expect((await sessionOf(older.browser))?.user.id, "the older one's other browsers stay signed in").toBe(older.userId);
  expect(await statusOf(stack, younger.userId)).toBe("merged");
  const used = await browser.get(`${preview}?attempt=${attempt}`);
  expect(pathOf(used)).toBe("/account?done=merged");
});

test("an id in the body is no proof: neither of the other side, nor of a third beside a good one", async ({ stack, open }) => {
  const { older, younger, browser } = await newPair(stack, open);
  const third = await newProvedUser(stack, "Tilda Third");
  for (const attempt of [older.userId, someAttempt]) {
    await expectRecovery(browser, await browser.post(preview, { attempt, otherUserId: older.userId, userId: older.userId }), "attempt_unknown");
  }
  await expectApart(stack, older.userId, younger.userId);
  const attempt = await prove(stack, browser, older.email);
  expect(pathOf(await browser.post(preview, { attempt, otherUserId: third.userId, signedInUserId: third.userId }))).toBe("/account?done=merged");
  expect([await statusOf(stack, younger.userId), await statusOf(stack, third.userId)]).toEqual(["merged", "active"]);
});

test("a proof that is 20 minutes old is refused", async ({ stack, open }) => {
  const { older, younger, browser } = await newPair(stack, open);
  const attempt = await prove(stack, browser, older.email);
  await stack.sql.query(`UPDATE "MergeProof" SET "createdAt" = now() - interval '20 minutes', "expires" = now() - interval '10 minutes' WHERE "attemptId" = $1`, [attempt]);
  await expectRecovery(browser, await browser.post(preview, { attempt }), "merge_proof_expired");
  await expectApart(stack, older.userId, younger.userId);
});

test("a proof that was used is refused, in the same browser and after an undo", async ({ stack, open }) => {
  const { older, younger, browser } = await newPair(stack, open);
  const attempt = await prove(stack, browser, older.email);
  expect(pathOf(await browser.post(preview, { attempt }))).toBe("/account?done=merged");
  const { rows } = await stack.sql.query<{ id: string }>(`SELECT "id" FROM "MergeJournal" WHERE "keptUserId" = $1`, [older.userId]);
  expect(pathOf(await browser.post("/account/merge/undo", { merge: rows[0]?.id ?? "" }))).toBe("/account/merge/undo?done=undone");
  // The same form again leads to where it ended, and does nothing.
  expect(pathOf(await browser.post(preview, { attempt }))).toBe("/account?done=merged");
  expect([await statusOf(stack, older.userId), await statusOf(stack, younger.userId)]).toEqual(["active", "active"]);
  expect(pathOf(await browser.post("/account/merge/undo", { merge: rows[0]?.id ?? "" }))).toBe("/account/merge/undo?done=undone");
});

test("a proof from another browser or another session is refused", async ({ stack, open }) => {
  const { older, younger, browser } = await newPair(stack, open);
  const attempt = await prove(stack, browser, older.email);
  const thief = open();
  thief.plant(cookieName, browser.cookie(cookieName) ?? "");
  await expectRecovery(thief, await thief.post(preview, { attempt }), "state_mismatch");
  expect(pathOf(await thief.get(`${preview}?attempt=${attempt}`))).toMatch(/^\/signin\/error\?code=state_mismatch&/);
  await signIn(stack, browser, younger, 3);
  await expectRecovery(browser, await browser.post(preview, { attempt }), "step_up_other_session");
  await expectApart(stack, older.userId, younger.userId);
});

test("a proof for another pair is refused", async ({ stack, open }) => {
  const { older, younger, browser } = await newPair(stack, open);
  const { older: other, younger: mal, browser: malBrowser } = await newPair(stack, open);
  const [mine, theirs] = [await prove(stack, browser, older.email), await prove(stack, malBrowser, other.email)];
  await expectRecovery(malBrowser, await malBrowser.post(preview, { attempt: mine }), "state_mismatch");
  await expectRecovery(browser, await browser.post(preview, { attempt: theirs }), "state_mismatch");
  // Somebody else signs in in the browser in which the pair was proved.
  await signIn(stack, browser, mal, 3);
  await expectRecovery(browser, await browser.post(preview, { attempt: mine }), "step_up_other_session");
  await expectApart(stack, older.userId, younger.userId, other.userId, mal.userId);
});

test("GET and HEAD look and change nothing, whatever they ask for", async ({ stack, open }) => {
  const { older, younger, browser } = await newPair(stack, open);
  const attempt = await prove(stack, browser, older.email);
  const query = new URLSearchParams({ attempt, name: "merged", email: "merged", action: "merge" });
  for (const method of ["GET", "HEAD"]) {
    for (const path of [`${preview}?${query}`, `${preview}/submit?${query}`, `${page}?${query}`, `${page}/submit?${query}`]) {
      const answer = await browser.request(path, { method });
      expect(answer.status, `${method} ${path}`).toBeLessThan(500);
      expect(answer.setCookies.filter((line) => line.startsWith(cookieName)), path).toEqual([]);
    }
  }
  await expectApart(stack, older.userId, younger.userId);
  const { rows } = await stack.sql.query<{ usedAt: Date | null }>(`SELECT "usedAt" FROM "MergeProof" WHERE "attemptId" = $1`, [attempt]);
  expect(rows).toEqual([{ usedAt: null }]);
});

test("the own side is asked for first, at every form, and its grant is good once", async ({ stack, open }) => {
  const { older, younger, browser } = await newPair(stack, open);
  const attempt = await prove(stack, browser, older.email);
  await ageSessions(stack, younger.userId);
  const asks = `/reauthenticate?${new URLSearchParams({ purpose: "merge", returnTo: page })}`;
  const forms: Record<string, string>[] = [{ action: "send_code", email: newAddress() }, { action: "password", email: older.email, password: goodPassword }, { action: "passkey", passkey: "{}" }, { action: "provider", provider: "amazon" }];
  for (const fields of forms) {
    expect(pathOf(await browser.post(page, fields)), fields.action).toBe(asks);
  }
  const back = `/reauthenticate?${new URLSearchParams({ purpose: "merge", returnTo: `${preview}?attempt=${attempt}` })}`;
  expect(pathOf(await browser.get(`${preview}?attempt=${attempt}`))).toBe(back);
  expect(pathOf(await browser.post(preview, { attempt }))).toBe(back);
  await expectApart(stack, older.userId, younger.userId);
  const asked = await browser.post("/reauthenticate", { action: "send_code", purpose: "merge", returnTo: `${preview}?attempt=${attempt}` });
  const proved = await browser.post("/reauthenticate", { action: "verify_code", attempt: attemptIn(asked), code: await newestCode(stack, younger.email, 3) });
  expect(pathOf(proved)).toBe(`${preview}?attempt=${attempt}`);
  expect(pathOf(await browser.post(preview, { attempt }))).toBe("/account?done=merged");
  expect(await stack.sql.query(`SELECT 1 FROM "StepUpGrant" g JOIN "Session" s ON s."id" = g."sessionId" WHERE s."userId" = ANY($1) AND g."usedAt" IS NULL`, [[older.userId, younger.userId]])).toMatchObject({ rowCount: 0 });
});

test("what stands for the other side: its password and its passkey do, a wrong one, another's and its id do not", async ({ stack, open }) => {
  const [byPassword, byPasskey] = [await newPasswordUser(stack), await newPasskeyUser(stack)];
  const me = await newProvedUser(stack);
  const browser = open();
  await signIn(stack, browser, me, 2);
  const wrong = await browser.post(page, { action: "password", email: byPassword.email, password: "quiver lantern moss pebble" });
  const unknown = await browser.post(page, { action: "password", email: newAddress(), password: byPassword.password });
  expect([wrong.status, unknown.status]).toEqual([422, 422]);
  const right = await browser.post(page, { action: "password", email: byPassword.email, password: byPassword.password });
  expect(locationOf(right).pathname).toBe(preview);
  const options = await passkeyOptions(browser, { purpose: "merge" });
  expect(options.allowCredentials).toEqual([]);
  const passkey = byPasskey.device.get(options);
  const proved = await browser.post(page, { action: "passkey", passkey });
  expect(locationOf(proved).pathname).toBe(preview);
  const again = await browser.post(page, { action: "passkey", passkey });
  expect(again.status).toBe(409);
  expect(again.body).toContain("this one has been used");
  const shown = await browser.get(pathOf(proved));
  expect(shown.status).toBe(200);
  expect(shown.body).toContain(byPasskey.email);
  expect(shown.body).not.toContain(byPassword.email);
  const { rows } = await stack.sql.query(`SELECT "method", "otherUserId" FROM "MergeProof" WHERE "sessionId" IN (SELECT "id" FROM "Session" WHERE "userId" = $1) ORDER BY "createdAt"`, [me.userId]);
  expect(rows).toEqual([{ method: "password", otherUserId: byPassword.userId }, { method: "passkey", otherUserId: byPasskey.userId }]);
});

async function atAmazon(stack: Stack, browser: HttpBrowser, persona: Parameters<typeof decideAtAmazon>[2]): Promise<Answer> {
  const away = await browser.post(page, { action: "provider", provider: "amazon" });
  return await browser.get(await decideAtAmazon(stack, locationOf(away).href, persona));
}

test("Amazon stands for a side only where it owns nothing better, and never for both", async ({ stack, open }) => {
  const [ada, grace] = [newPersona(stack), newPersona(stack)];
  for (const persona of [ada, grace]) await signedIn(stack, open(), persona);
  const me = await newProvedUser(stack);
  const browser = open();
  await signIn(stack, browser, me, 2);
  // Both sides by Amazon alone.
  const shopper = open();
  await signInWithAmazon(stack, shopper, grace);
  await expectRecovery(shopper, await atAmazon(stack, shopper, ada), "merge_one_must_count");
  // Oneself, nobody, and somebody who owns something better.
  await expectRecovery(shopper, await atAmazon(stack, shopper, grace), "merge_same_user");
  await expectRecovery(browser, await atAmazon(stack, browser, newPersona(stack)), "merge_no_account");
  const proved = await atAmazon(stack, browser, ada);
  expect(locationOf(proved).pathname).toBe(preview);
  const adaId = (await userIdOf(stack, ada)) ?? "";
  expect(pathOf(await browser.post(preview, { attempt: attemptIn(proved) }))).toBe("/account?done=merged");
  expect((await sessionOf(browser))?.user).toMatchObject({ id: adaId, email: me.email });
  await expectRecovery(shopper, await atAmazon(stack, shopper, ada), "merge_own_way");
  await expectApart(stack, (await userIdOf(stack, grace)) ?? "");
});

test("names nobody before the other account is proved, and gives every address the same answer", async ({ stack, open }) => {
  const { older, browser } = await newPair(stack, open);
  const answers = [await browser.post(page, { action: "send_code", email: older.email }), await browser.post(page, { action: "send_code", email: newAddress() })];
  const bare = answers.map(({ status, body, setCookies, headers }) => JSON.stringify([status, body, setCookies.map((line) => line.split("=")[0]), (headers.get("location") ?? "").replace(/attempt=[\da-f-]{36}/, "attempt=id")]));
  expect(bare[0]).toBe(bare[1]);
  for (const answer of answers) {
    const shown = await browser.get(pathOf(answer));
    for (const secret of ["Olive Older", older.userId]) expect(shown.body).not.toContain(secret);
  }
});

test("the form sent many times at once merges once, and nobody sees a fault", async ({ stack, open }) => {
  const { older, younger, browser } = await newPair(stack, open);
  const attempt = await prove(stack, browser, older.email);
  const windows = Array.from({ length: 6 }, () => browser.copy());
  const answers = await Promise.all(windows.map((window) => window.post(preview, { attempt })));
  expect(answers.map(pathOf)).toEqual(answers.map(() => "/account?done=merged"));
  expect(answers.filter(({ setCookies }) => setCookies.some((line) => line.startsWith(cookieName)))).toHaveLength(1);
  expect(await stack.sql.query(`SELECT 1 FROM "MergeJournal" WHERE "mergedUserId" = $1`, [younger.userId])).toMatchObject({ rowCount: 1 });
});

test("somebody who is signed out is led to the sign-in page by every form and page", async ({ open }) => {
  const nobody = open();
  for (const [path, fields] of [[page, { action: "send_code", email: newAddress() }], [preview, { attempt: someAttempt }], ["/account/merge/undo", { merge: someAttempt }]] as const) {
    expect(locationOf(await nobody.post(path, fields)).pathname, path).toBe("/signin");
    expect(locationOf(await nobody.get(path)).pathname, path).toBe("/signin");
  }
});
