import { type HttpBrowser, locationOf } from "../fixtures/http-browser.ts";
import { pathOf, sessionOf, startEmail } from "../fixtures/journey.ts";
import { goodPassword, otherPassword } from "../fixtures/passwords.ts";
import { ageSessions, newAddress, newestCode, newestLink, newProvedUser } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/second-process.ts";

/** Two web processes over one database: what is done at one is so at the other within a second. SC-07, FB-02. */

const cookieName = "authjs.session-token";
const userIdAt = async (browser: HttpBrowser) => (await sessionOf(browser))?.user.id ?? null;
/** A busy machine answers late; nothing here waits for anything. */
const atOnce = { timeout: 5_000, intervals: [10] };

test("other sessions that are ended at one process are over at the other, and the one that ended them goes on", async ({ stack, open, atOther }) => {
  const { email, userId, browser: vera } = await newProvedUser(stack);
  const phone = open();
  await phone.post("/signin/verify", { attempt: await startEmail(phone, email), code: await newestCode(stack, email, 2) });
  const phoneThere = atOther(phone);
  expect([await userIdAt(phoneThere), await userIdAt(atOther(vera))]).toEqual([userId, userId]);
  expect(pathOf(await vera.post("/account/sessions/end-others", { scope: "others" }))).toBe("/account?done=others_ended");
  await expect.poll(() => userIdAt(phoneThere), atOnce).toBeNull();
  expect((await phoneThere.get("/account")).status).toBe(307);
  expect(await userIdAt(atOther(vera))).toBe(userId);
  await vera.post("/signout", { scope: "everywhere" });
  await expect.poll(() => userIdAt(atOther(vera)), atOnce).toBeNull();
});

test("the token before a fresh proof, and every session before a change of password, are dead at the other process; the new ones are good there", async ({ stack, open, atOther }) => {
  const { email, userId, browser: vera } = await newProvedUser(stack);
  await ageSessions(stack, userId);
  const beforeProof = atOther(vera);
  expect(await userIdAt(beforeProof)).toBe(userId);
  const asked = await vera.post("/reauthenticate", { action: "send_code", purpose: "set_password", returnTo: "/account/sign-in-methods/password" });
  const attempt = locationOf(asked).searchParams.get("attempt") ?? "";
  // What one process began the other takes up: the code is typed there.
  const proving = atOther(vera);
  expect(pathOf(await proving.post("/reauthenticate", { action: "verify_code", attempt, code: await newestCode(stack, email, 2) }))).toBe("/account/sign-in-methods/password");
  expect(proving.cookie(cookieName)).not.toBe(vera.cookie(cookieName));
  await expect.poll(() => userIdAt(beforeProof), atOnce).toBeNull();
  expect(await userIdAt(vera)).toBeNull();
  vera.plant(cookieName, proving.cookie(cookieName) ?? "");
  const phone = open();
  await phone.post("/signin/verify", { attempt: await startEmail(phone, email), code: await newestCode(stack, email, 3) });
  const [phoneThere, beforeChange] = [atOther(phone), atOther(vera)];
  expect([await userIdAt(phoneThere), await userIdAt(beforeChange)]).toEqual([userId, userId]);
  expect((await vera.post("/account/sign-in-methods/password", { password: goodPassword, endOthers: "yes" })).status).toBe(303);
  for (const dead of [phoneThere, beforeChange]) await expect.poll(() => userIdAt(dead), atOnce).toBeNull();
  expect(await userIdAt(atOther(vera))).toBe(userId);
  const guessing = atOther(open());
  expect((await guessing.post("/signin/password", { email, password: otherPassword })).status).toBe(422);
  expect(pathOf(await guessing.post("/signin/password", { email, password: goodPassword }))).toBe("/account");
});

test("fifty uses of one mailed link at once, spread over both processes, give one session that both know", async ({ stack, open, journal, atOther }) => {
  // They wait for one row; on a busy machine some wait too long, which is the designed outage.
  journal.faultsExpected = true;
  const [vera, email] = [open(), newAddress()];
  await startEmail(vera, email, "/bag");
  const token = new URL(await newestLink(stack, email), stack.appUrl).searchParams.get("token") ?? "";
  const windows = Array.from({ length: 50 }, (_, index) => (index % 2 ? atOther(vera) : vera.copy()));
  await Promise.all(windows.map((browser) => browser.post("/signin/verify", { token, action: "use" })));
  const winners = windows.filter((browser) => browser.cookie(cookieName) !== undefined);
  expect(winners).toHaveLength(1);
  const { rows } = await stack.sql.query(`SELECT count(*) FROM "Session" s JOIN "User" u ON u."id" = s."userId" WHERE u."provedEmail" = $1`, [email]);
  expect(rows).toEqual([{ count: "1" }]);
  const here = open();
  here.plant(cookieName, winners[0]?.cookie(cookieName) ?? "");
  expect([await userIdAt(here), await userIdAt(atOther(here))]).toEqual([await userIdAt(winners[0] as HttpBrowser), await userIdAt(here)]);
  expect(await userIdAt(here)).not.toBeNull();
});
