import { createHash, randomUUID } from "node:crypto";
import { t } from "#lib/i18n/index.ts";
import type { SessionEndReason } from "#lib/sessions/ended-session.ts";
import { someAttempt } from "../fixtures/endpoints.ts";
import type { HttpBrowser } from "../fixtures/http-browser.ts";
import { expectRecovery, parameter, pathOf, sessionOf, signedIn, signInWithAmazon, startEmail } from "../fixtures/journey.ts";
import { accountIdOf, linkByRequest, methodsPage } from "../fixtures/linking.ts";
import { mergeByRequest, proveOther } from "../fixtures/merging.ts";
import { goodPassword, newPasswordUser, otherPassword } from "../fixtures/passwords.ts";
import { ageSessions, newestCode, newPersona, newProvedUser, plantSessions } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import type { Stack } from "../fixtures/stack.ts";

/** The list of one's sessions, what can be ended from it, and what a browser is told whose session has ended. SC-06, SC-07. */

const cookieName = "authjs.session-token";
const list = "/account/sessions";
const hashOf = (browser: HttpBrowser) => createHash("sha256").update(browser.cookie(cookieName) ?? "").digest("base64url");

async function idOf(stack: Stack, browser: HttpBrowser): Promise<string> {
  const { rows } = await stack.sql.query<{ id: string }>(`SELECT "id" FROM "Session" WHERE "tokenHash" = $1`, [hashOf(browser)]);
  return rows[0]?.id ?? "";
}

async function signInByCode(stack: Stack, browser: HttpBrowser, email: string, mails: number): Promise<void> {
  expect((await browser.post("/signin/verify", { attempt: await startEmail(browser, email), code: await newestCode(stack, email, mails) })).status).toBe(303);
}

/** Somebody at a laptop and at a phone, both signed in a moment ago. */
async function twoBrowsers(stack: Stack, open: () => HttpBrowser) {
  const { email, userId } = await newProvedUser(stack);
  const [laptop, phone] = [open(), open()];
  laptop.headers = { "user-agent": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15" };
  phone.headers = { "user-agent": 'Mozilla/5.0 (Linux; Android 15; "><script>alert(1)</script>) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile Safari/537.36' };
  await signInByCode(stack, laptop, email, 2);
  await signInByCode(stack, phone, email, 3);
  await stack.sql.query(`DELETE FROM "Session" WHERE "userId" = $1 AND "tokenHash" <> ALL($2)`, [userId, [hashOf(laptop), hashOf(phone)]]);
  return { email, userId, laptop, phone };
}

/** The entries of the list as people read them. */
function entriesOf(body: string): string[] {
  const items = body.match(/<li\b.*?<\/li>/gs) ?? [];
  return items.filter((item) => item.includes(`action="${list}"`)).map((item) => item.replaceAll(/<[^>]+>/g, "|").replaceAll(/\|+/g, "|"));
}

test("the list says of each session its device and browser, the method, since when and when it was last seen, marks this one, and holds nothing that opens one", async ({ stack, open }) => {
  const { userId, laptop, phone } = await twoBrowsers(stack, open);
  const stranger = await newProvedUser(stack);
  const since = new Date(Date.now() - 53 * 86_400_000).toISOString();
  await stack.sql.query(`UPDATE "Session" SET "createdAt" = $2, "lastSeenAt" = now() - interval '1 hour', "method" = 'passkey' WHERE "tokenHash" = $1`, [hashOf(phone), since]);
  const page = await laptop.get(list);
  expect([page.status, page.setCookies]).toEqual([200, []]);
  const [own = "", other = "", ...more] = entriesOf(page.body);
  expect(more).toEqual([]);
  expect(own).toContain(`|${t("sessions.own")}|Safari on Mac|`);
  expect(other).toContain("|Chrome on Android|");
  expect(other).not.toContain(t("sessions.own"));
  expect([own.includes("a code by e-mail"), other.includes("a passkey")]).toEqual([true, true]);
  for (const entry of [own, other]) for (const term of [t("sessions.since"), t("sessions.seen")]) expect(entry).toContain(`|${term}|`);
  expect(page.body.toLowerCase()).toContain(`datetime="${since.toLowerCase()}"`);
  expect(page.body).not.toContain("<script>alert(1)");
  const strangers = await idOf(stack, stranger.browser);
  for (const secret of [laptop, phone].flatMap((browser) => [browser.cookie(cookieName) ?? "", hashOf(browser)]).concat(strangers, userId)) expect(page.body).not.toContain(secret);
});

test("without a fresh proof no other session ends; this one ends on the sign-out page; of others, and of what is no id, nothing does", async ({ stack, open }) => {
  const { userId, laptop, phone } = await twoBrowsers(stack, open);
  const stranger = await newProvedUser(stack);
  const [own, other, strangers] = [await idOf(stack, laptop), await idOf(stack, phone), await idOf(stack, stranger.browser)];
  const all = async () => (await stack.sql.query<{ id: string }>(`SELECT "id" FROM "Session" WHERE "id" = ANY($1) ORDER BY 1`, [[own, other, strangers]])).rows.map(({ id }) => id);
  await ageSessions(stack, userId);
  for (const [path, fields] of [[list, { session: other }], [`${list}/end-others`, { scope: "others" }]] as const) {
    const asked = await laptop.post(path, fields);
    expect([new URL(pathOf(asked), stack.appUrl).pathname, parameter(pathOf(asked), "purpose")]).toEqual(["/reauthenticate", "end_sessions"]);
  }
  expect(pathOf(await laptop.post(list, { session: own }))).toBe("/signout");
  expect(await all()).toHaveLength(3);
  await ageSessions(stack, userId, 0);
  for (const session of [strangers, someAttempt]) expect(pathOf(await laptop.post(list, { session }))).toBe(`${list}?done=ended`);
  for (const session of ["", "x", `${other}' OR '1'='1`, `${other},${own}`, hashOf(phone), "../x"]) await expectRecovery(laptop, await laptop.post(list, { session }), "input_invalid");
  await expectRecovery(laptop, await laptop.request(list, { method: "POST", headers: { origin: laptop.origin, "sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded" }, body: `session=${strangers}&session=${other}` }), "input_invalid");
  expect(await all()).toHaveLength(3);
  expect(pathOf(await laptop.post(list, { session: other }))).toBe(`${list}?done=ended`);
  expect([await sessionOf(phone), (await sessionOf(laptop))?.user.id, (await sessionOf(stranger.browser))?.user.id]).toEqual([null, userId, stranger.userId]);
});

/** Proves by a code that it is still them, for ending sessions. */
async function proveAgain(stack: Stack, browser: HttpBrowser, email: string, mails: number): Promise<void> {
  const attempt = parameter(pathOf(await browser.post("/reauthenticate", { action: "send_code", purpose: "end_sessions", returnTo: list })), "attempt");
  expect(pathOf(await browser.post("/reauthenticate", { action: "verify_code", attempt, code: await newestCode(stack, email, mails) }))).toBe(list);
}

const goodOf = async (stack: Stack, userId: string) => (await stack.sql.query(`SELECT 1 FROM "Session" WHERE "userId" = $1`, [userId])).rows.length;

test("an id that names nothing spends no proof, the same id sent twice ends in the same place, and one proof ends one session", async ({ stack, open }) => {
  const { email, userId, laptop, phone } = await twoBrowsers(stack, open);
  const [other, [third = ""]] = [await idOf(stack, phone), await plantSessions(stack, userId, 1)];
  await ageSessions(stack, userId);
  await proveAgain(stack, laptop, email, 4);
  const end = async (session: string) => pathOf(await laptop.post(list, { session }));
  expect(await end(randomUUID())).toBe(`${list}?done=ended`);
  expect(await goodOf(stack, userId)).toBe(3);
  expect(await Promise.all([end(other), end(other)])).toEqual([`${list}?done=ended`, `${list}?done=ended`]);
  expect(await end(other)).toBe(`${list}?done=ended`);
  expect([await sessionOf(phone), await goodOf(stack, userId)]).toEqual([null, 2]);
  expect(await end(third)).toBe(`/reauthenticate?${new URLSearchParams({ purpose: "end_sessions", returnTo: list })}`);
  expect(await goodOf(stack, userId)).toBe(2);
});

test("ending all others from the list ends on the list, for a double click too, and asks anew for who came later", async ({ stack, open }) => {
  const { email, userId, laptop, phone } = await twoBrowsers(stack, open);
  await ageSessions(stack, userId);
  const back = `${list}/end-others?${new URLSearchParams({ returnTo: list })}`;
  const asks = `/reauthenticate?${new URLSearchParams({ purpose: "end_sessions", returnTo: back })}`;
  const end = async () => pathOf(await laptop.post(`${list}/end-others`, { scope: "others", returnTo: list }));
  expect([await end(), pathOf(await laptop.get(back))]).toEqual([asks, asks]);
  await proveAgain(stack, laptop, email, 4);
  expect((await laptop.get(back)).body).toContain(`name="returnTo" value="${list}"`);
  expect(await Promise.all([end(), end()])).toEqual([`${list}?done=others_ended`, `${list}?done=others_ended`]);
  expect([await sessionOf(phone), await goodOf(stack, userId)]).toEqual([null, 1]);
  expect((await laptop.get(`${list}?done=others_ended`)).body).toContain(t("stepUp.endOthers.done"));
  await plantSessions(stack, userId, 1);
  expect([await end(), await goodOf(stack, userId)]).toEqual([asks, 2]);
  for (const returnTo of ["//evil.example", "/bag", "https://evil.example/account", ""]) await expectRecovery(laptop, await laptop.post(`${list}/end-others`, { scope: "others", returnTo }), "input_invalid");
  expect(pathOf(await laptop.get(`${list}/end-others?returnTo=//evil.example`))).toBe(`/reauthenticate?${new URLSearchParams({ purpose: "end_sessions", returnTo: `${list}/end-others` })}`);
});

test("a list that has no room for all says how many more there are, shows this one, and names each button of its own", async ({ stack, open }) => {
  const { userId, laptop } = await twoBrowsers(stack, open);
  await stack.sql.query(`UPDATE "Session" SET "lastSeenAt" = now() - interval '9 minutes' WHERE "userId" = $1`, [userId]);
  await plantSessions(stack, userId, 120);
  await stack.sql.query(`UPDATE "Session" SET "lastSeenAt" = now() - interval '14 days' WHERE "id" IN (SELECT "id" FROM "Session" WHERE "userId" = $1 AND "method" = 'password' LIMIT 10)`, [userId]);
  const { body } = await laptop.get(list);
  const entries = entriesOf(body);
  expect([entries.length, entries.filter((entry) => entry.includes(t("sessions.own"))).length]).toEqual([100, 1]);
  expect(body).toContain(t("sessions.more", { count: 12 }));
  const names = [...body.matchAll(/aria-label="(End this session: [^"]+)"/g)].map(([, name]) => name);
  expect([names.length, new Set(names).size]).toEqual([99, 99]);
});

type Scene = { stack: Stack; open: () => HttpBrowser; laptop: HttpBrowser; phone: HttpBrowser; email: string; userId: string };

/** How the phone's session ends, for each reason that there is. */
const ends: Record<SessionEndReason, (scene: Scene) => Promise<unknown>> = {
  others: async ({ laptop }) => await laptop.post(`${list}/end-others`, { scope: "others" }),
  everywhere: async ({ laptop }) => await laptop.post("/signout", { scope: "everywhere" }),
  one: async ({ stack, laptop, phone }) => await laptop.post(list, { session: await idOf(stack, phone) }),
  password_changed: async ({ laptop }) => await laptop.post(`${methodsPage}/password`, { password: goodPassword, endOthers: "yes" }),
  password_reset: async ({ stack, open, phone }) => {
    const { email } = await newPasswordUser(stack);
    await phone.post("/signout", { scope: "this" });
    await phone.post("/signin/password", { email, password: goodPassword, returnTo: "/account" });
    const other = open();
    const attempt = parameter(pathOf(await other.post("/signin/password/reset", { email, returnTo: "/bag" })), "attempt");
    expect(pathOf(await other.post("/signin/password/new", { attempt, code: await newestCode(stack, email, 2), password: otherPassword }))).toBe("/bag");
  },
  unlinked: async ({ stack, laptop, phone }) => {
    const persona = newPersona(stack);
    await linkByRequest(stack, laptop, persona);
    await signedIn(stack, phone, persona);
    await laptop.post(`${methodsPage}/unlink`, { account: (await accountIdOf(stack, persona)) ?? "" });
  },
  merged: async ({ stack, laptop, phone, userId }) => {
    const other = await newProvedUser(stack);
    await phone.post("/signout", { scope: "this" });
    await signInByCode(stack, phone, other.email, 2);
    await mergeByRequest(stack, laptop, await proveOther(stack, laptop, other.email, 3), userId);
  },
  compromised: async ({ laptop }) => await laptop.post("/account/not-me", { since: "hour" }),
  deletion: async ({ laptop }) => await laptop.post("/account/privacy/delete", { action: "delete", confirm: "yes" }),
  expired: async ({ stack, phone }) => await stack.sql.query(`UPDATE "Session" SET "lastSeenAt" = now() - interval '14 days' WHERE "tokenHash" = $1`, [hashOf(phone)]),
  aged: async ({ stack, phone }) => await stack.sql.query(`UPDATE "Session" SET "createdAt" = now() - interval '90 days', "expires" = now() WHERE "tokenHash" = $1`, [hashOf(phone)]),
};

for (const [reason, end] of Object.entries(ends)) {
  test(`a tab whose session has ended is told why at its next click, and nobody else is: ${reason}`, async ({ stack, open }) => {
    const scene: Scene = { stack, open, ...(await twoBrowsers(stack, open)) };
    await end(scene);
    const { phone } = scene;
    expect(await sessionOf(phone)).toBeNull();
    const click = await phone.get("/account/activity");
    expect([click.status, pathOf(click), click.setCookies]).toEqual([307, "/signin?returnTo=%2Faccount%2Factivity", []]);
    const page = await phone.get(pathOf(click));
    const words = t(`sessions.why.${reason as SessionEndReason}`);
    expect(page.body).toContain(t("sessions.endedTitle"));
    expect(page.body).toContain(words);
    const elsewhere = open();
    elsewhere.plant(cookieName, "x".repeat(43));
    for (const browser of [open(), elsewhere]) expect((await browser.get(pathOf(click))).body).not.toContain(t("sessions.endedTitle"));
    // Once signed in again there is nothing to say.
    await signedIn(stack, phone, newPersona(stack));
    expect((await phone.get("/signin")).body).not.toContain(t("sessions.endedTitle"));
  });
}

test("on a shared computer the hint of an earlier sign-in is forgotten, the cookie goes with the window, and the session says so", async ({ stack, open }) => {
  const [vera, persona] = [open(), newPersona(stack)];
  await signedIn(stack, vera, persona);
  expect(vera.cookie("siwa.last")).toBe("amazon");
  await vera.post("/signout", { scope: "this" });
  expect(vera.cookie("siwa.last")).toBe("amazon");
  expect(pathOf(await vera.post("/signin", { computer: "shared", returnTo: "/bag" }))).toBe("/signin?returnTo=%2Fbag");
  const { setCookies } = await signInWithAmazon(stack, vera, persona);
  const session = setCookies.find((line) => line.startsWith(`${cookieName}=`)) ?? "";
  expect(session).not.toMatch(/max-age|expires/i);
  expect(setCookies.filter((line) => line.startsWith("siwa.device="))).toEqual([]);
  expect(vera.cookie("siwa.last")).toBeUndefined();
  const { rows } = await stack.sql.query(`SELECT "shared" FROM "Session" WHERE "tokenHash" = $1`, [hashOf(vera)]);
  expect(rows).toEqual([{ shared: true }]);
  expect(entriesOf((await vera.get(list)).body).join()).toContain(t("sessions.shared"));
  await stack.sql.query(`UPDATE "Session" SET "lastSeenAt" = now() - interval '59 minutes' WHERE "tokenHash" = $1`, [hashOf(vera)]);
  expect(await sessionOf(vera)).not.toBeNull();
  await stack.sql.query(`UPDATE "Session" SET "lastSeenAt" = now() - interval '60 minutes' WHERE "tokenHash" = $1`, [hashOf(vera)]);
  expect(await sessionOf(vera)).toBeNull();
});
