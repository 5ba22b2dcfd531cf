import { t } from "#lib/i18n/index.ts";
import { locationOf } from "../fixtures/http-browser.ts";
import { pathOf, rowCounts, sessionOf, startEmail } from "../fixtures/journey.ts";
import { ageSessions, mailedSubjects, newAddress, newestCode, newestLink, newProvedUser } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import type { Stack } from "../fixtures/stack.ts";

/** Links in mails, opened by whoever is not meant to: FB-01, FB-02, FB-03, FB-07. */

const agents = ["Mozilla/5.0 (Windows NT 10.0) SafeLinks", "Slackbot-LinkExpanding 1.0", "WhatsApp/2.23", "curl/8.5.0", ""];
const tokenOf = (link: string) => new URL(link, "http://site.test").searchParams.get("token") ?? "";

/** Whatever could change when a link is looked at. */
async function everything(stack: Stack): Promise<unknown> {
  const { rows } = await stack.sql.query(`SELECT c."id", c."usedAt", c."voidedAt", c."wrongTries", t."status", t."outcome", t."endedAt" FROM "EmailCode" c JOIN "Attempt" t ON t."id" = c."attemptId" ORDER BY 1`);
  const { rows: jobs } = await stack.sql.query(`SELECT count(*) FROM jobs.job`);
  return { rows, jobs, counts: await rowCounts(stack) };
}

test("twenty scanners look at the link and at the page of the code, and the person still gets in with it", async ({ stack, open }) => {
  const [vera, email] = [open(), newAddress()];
  await startEmail(vera, email, "/bag");
  const link = await newestLink(stack, email);
  const before = await everything(stack);
  for (let times = 0; times < 20; times += 1) {
    const scanner = open();
    scanner.headers = { "user-agent": agents[times % agents.length] ?? "" };
    const answer = await scanner.request(link, { method: times % 3 === 0 ? "HEAD" : "GET" });
    expect(answer.status).toBe(200);
    expect(answer.setCookies).toEqual([]);
    expect(answer.headers.get("referrer-policy")).toBe("no-referrer");
    expect(answer.headers.get("cache-control")).toContain("no-store");
    expect(answer.body).not.toContain(email);
    expect(answer.body).not.toContain(await newestCode(stack, email));
  }
  for (let times = 0; times < 20; times += 1) expect((await vera.request(link, { method: times % 2 ? "GET" : "HEAD" })).status).toBe(200);
  expect(await everything(stack)).toEqual(before);
  expect(pathOf(await vera.post("/signin/verify", { token: tokenOf(link), action: "use" }))).toBe("/bag");
  expect((await sessionOf(vera))?.user.email).toBe(email);
});

test("a scanner that presses every button signs nobody in and spends nothing", async ({ stack, open }) => {
  const [vera, email] = [open(), newAddress()];
  await startEmail(vera, email, "/bag");
  const token = tokenOf(await newestLink(stack, email));
  const before = await everything(stack);
  for (const action of ["use", "switch"]) {
    const answer = await open().post("/signin/verify", { token, action });
    expect(answer.status).toBe(409);
    expect(answer.setCookies).toEqual([]);
  }
  expect(await everything(stack)).toEqual(before);
  expect(pathOf(await vera.post("/signin/verify", { token, action: "use" }))).toBe("/bag");
});

// FB-03
test("a link that Mal asked for, opened by Vera while she is signed in: it names nobody, switches nobody, and spends nothing", async ({ stack, open }) => {
  const [vera, mal, malsAddress] = [open(), open(), newAddress("mal")];
  const { email } = await newProvedUser(stack);
  expect(pathOf(await vera.post("/signin/verify", { attempt: await startEmail(vera, email), code: await newestCode(stack, email, 2) }))).toBe("/account");
  const [session, cookie] = [await sessionOf(vera), vera.cookie("authjs.session-token")];
  await startEmail(mal, malsAddress, "/bag");
  const link = await newestLink(stack, malsAddress);
  const before = await everything(stack);
  const page = await vera.get(link);
  const answers = [page, await vera.post("/signin/verify", { token: tokenOf(link), action: "use" }), await vera.post("/signin/verify", { token: tokenOf(link), action: "switch" })];
  expect(answers.map(({ status }) => status)).toEqual([200, 409, 409]);
  for (const { body, setCookies } of answers) {
    expect(setCookies).toEqual([]);
    expect(body).toContain(t("auth.link.elsewhereTitle"));
    expect(body).not.toContain(malsAddress);
    // There is no button that could be pressed in her name.
    expect(body).not.toContain('action="/signin/verify"');
  }
  expect(await everything(stack)).toEqual(before);
  expect([await sessionOf(vera), vera.cookie("authjs.session-token")]).toEqual([session, cookie]);
  expect(pathOf(await mal.post("/signin/verify", { token: tokenOf(link), action: "use" }))).toBe("/bag");
});

/** The links of every mail to an address; nothing in them may be of another host. */
function linksTo(stack: Stack, address: string): string[] {
  const mails = stack.mailbox.mails.all(address);
  for (const { subject, text, html } of mails) expect(`${subject}${text}${html}`).not.toContain("evil.example");
  const links = mails.flatMap(({ text, html }) => `${text} ${html}`.match(/https?:[^\s"<]+/g) ?? []);
  for (const link of links) expect(new URL(link).origin).toBe(stack.appUrl);
  return links;
}

const lies: Record<string, Record<string, string>> = {
  Host: { host: "evil.example" },
  "X-Forwarded-Host": { "x-forwarded-host": "evil.example", "x-forwarded-proto": "https" },
  Forwarded: { forwarded: "host=evil.example;proto=https" },
};

for (const [lie, headers] of Object.entries(lies)) {
  // FB-07
  test(`every mail's links are on the configured origin when ${lie} names another one: sign-in, reset, fresh proof, change of address`, async ({ stack, open }) => {
    const [stranger, address, next] = [open(), newAddress(), newAddress("next")];
    expect((await stranger.post("/signin/check-email", { email: address, returnTo: "//evil.example" }, headers)).status).toBe(303);
    const link = await newestLink(stack, address);
    expect(new Set(linksTo(stack, address))).toEqual(new Set([stack.appUrl + link]));
    const { email, userId, browser: vera } = await newProvedUser(stack);
    expect((await stranger.post("/signin/password/reset", { email, returnTo: "//evil.example" }, headers)).status).toBe(303);
    await newestCode(stack, email, 2);
    await ageSessions(stack, userId);
    const asked = await vera.post("/reauthenticate", { action: "send_code", purpose: "change_email", returnTo: "/account/sign-in-methods/email" }, headers);
    expect([asked.status, locationOf(asked).origin]).toEqual([303, stack.appUrl]);
    const proved = await vera.post("/reauthenticate", { action: "verify_code", attempt: locationOf(asked).searchParams.get("attempt") ?? "", code: await newestCode(stack, email, 3) }, headers);
    expect(pathOf(proved)).toBe("/account/sign-in-methods/email");
    const sent = await vera.post("/account/sign-in-methods/email", { action: "send", email: next }, headers);
    expect(sent.status).toBe(303);
    const changed = await vera.post("/account/sign-in-methods/email", { action: "verify", attempt: locationOf(sent).searchParams.get("attempt") ?? "", code: await newestCode(stack, next) }, headers);
    expect(pathOf(changed)).toBe("/account/sign-in-methods?done=email_changed");
    const undo = await newestLink(stack, email, "undo-change");
    expect(linksTo(stack, email)).toContain(stack.appUrl + undo);
    await mailedSubjects(stack, next, "now belongs to");
    expect(linksTo(stack, next)).not.toEqual([]);
  });
}

// FB-08
test("nothing that a visitor chose is in a mail", async ({ stack, open }) => {
  const [vera, email] = [open(), newAddress("vera+click-http-evil")];
  await vera.post("/signin/check-email", { email, returnTo: "/bag?next=<b>click</b>https://evil.example" });
  await newestCode(stack, email);
  const mail = stack.mailbox.mails.all(email)[0];
  for (const body of [mail?.subject, mail?.text, mail?.html]) expect(body).not.toMatch(/evil|click<|bag/);
});

test("fifty uses of one link at once give one session", async ({ stack, open, journal }) => {
  // They wait for one row; on a busy machine some wait too long, which is the designed outage.
  journal.faultsExpected = true;
  const [vera, email] = [open(), newAddress()];
  await startEmail(vera, email, "/bag");
  const token = tokenOf(await newestLink(stack, email));
  const answers = await Promise.all(Array.from({ length: 50 }, () => vera.copy().post("/signin/verify", { token, action: "use" })));
  expect(answers.filter((answer) => answer.setCookies.some((cookie) => /session-token=[\w-]/.test(cookie)))).toHaveLength(1);
  const { rows } = await stack.sql.query(`SELECT count(*) FROM "Session" s JOIN "User" u ON u."id" = s."userId" WHERE u."provedEmail" = $1`, [email]);
  expect(rows).toEqual([{ count: "1" }]);
});

test("a token of one mail with the attempt, the code or the address of another is worth nothing", async ({ stack, open }) => {
  const [vera, mal, email, other] = [open(), open(), newAddress(), newAddress()];
  await startEmail(vera, email);
  const attempt = await startEmail(mal, other);
  const token = tokenOf(await newestLink(stack, email));
  const code = await newestCode(stack, other);
  for (const fields of [{ token, action: "use", email: other }, { token, action: "switch", attempt, code }] as Record<string, string>[]) {
    const answer = await mal.post("/signin/verify", fields);
    expect(answer.status).toBe(409);
    expect(answer.setCookies).toEqual([]);
  }
  expect(await sessionOf(mal)).toBeNull();
  expect(await sessionOf(vera)).toBeNull();
  expect(pathOf(await mal.post("/signin/verify", { attempt, code }))).toBe("/account");
  expect((await sessionOf(mal))?.user.email).toBe(other);
});

test.describe("tokens that are none", () => {
  for (const [name, query, outcome] of [
    ["nothing", "token=", "email_link_malformed"],
    ["too short", `token=${"x".repeat(42)}`, "email_link_malformed"],
    ["huge", `token=${"x".repeat(4_000)}`, "email_link_malformed"],
    ["repeated", `token=${"x".repeat(43)}&token=${"y".repeat(43)}`, "email_link_malformed"],
    ["with NUL", `token=${"x".repeat(42)}%00`, "email_link_malformed"],
    ["unknown", `token=${"x".repeat(43)}`, "email_link_unknown"],
  ] as const) {
    test(`${name} ends as ${outcome}`, async ({ stack, open }) => {
      const before = await everything(stack);
      const answer = await open().get(`/signin/verify?${query}`);
      expect(locationOf(answer).pathname).toBe("/signin/error");
      expect(locationOf(answer).searchParams.get("code")).toBe(outcome);
      expect(await everything(stack)).toEqual(before);
    });
  }
});
