import { rateLimits, type RateLimitName } from "#lib/rate-limit/limits.ts";
import { someAttempt } from "../fixtures/endpoints.ts";
import { type Answer, type HttpBrowser, locationOf } from "../fixtures/http-browser.ts";
import { decideAtAmazon, pathOf, rowCounts, sessionOf } from "../fixtures/journey.ts";
import { at, expectTooOften, expectWait, oneProxy, spend, spendForm } from "../fixtures/limits.ts";
import { addPasskey, askForPasskey, newDevice } from "../fixtures/passkeys.ts";
import { goodPassword, letProofAge, newPasswordUser, otherPassword } from "../fixtures/passwords.ts";
import { newAddress, newestCode, newestLink, newPersona, newProvedUser } from "../fixtures/people.ts";
import { expect, test } from "../fixtures/protocol.ts";
import type { Stack } from "../fixtures/stack.ts";

/** What each limit by client closes, and that it closes nothing else: FB-04. limits.spec.ts has how they are reached. */

test.use({ setting: { environment: oneProxy } });
// A limit closes one way, and then all the others are gone: on a busy machine that takes its time.
test.describe.configure({ timeout: 240_000 });

const client = "192.0.2.20";
const wait = (name: RateLimitName) => rateLimits[name].durationSeconds;

type Person = Awaited<ReturnType<typeof newPerson>>;

/** Somebody with a password and a passkey. */
async function newPerson(stack: Stack) {
  const user = await newPasswordUser(stack);
  const device = newDevice(stack);
  await addPasskey(user.browser, device);
  return { ...user, device };
}

const attemptIn = (answer: Answer) => locationOf(answer).searchParams.get("attempt") ?? "";

/** Every way in. Each goes on until it is signed in, or to the first answer that does not lead there. */
const ways = {
  code: async (stack: Stack, browser: HttpBrowser) => {
    const email = newAddress();
    const started = await browser.post("/signin/check-email", { email });
    return started.status === 303 ? await browser.post("/signin/verify", { attempt: attemptIn(started), code: await newestCode(stack, email) }) : started;
  },
  link: async (stack: Stack, browser: HttpBrowser) => {
    const email = newAddress();
    const started = await browser.post("/signin/check-email", { email });
    if (started.status !== 303) return started;
    return await browser.post("/signin/verify", { action: "use", token: new URL(await newestLink(stack, email), browser.origin).searchParams.get("token") ?? "" });
  },
  password: async (_stack: Stack, browser: HttpBrowser, { email, password }: Person) => await browser.post("/signin/password", { email, password }),
  passkey: async (_stack: Stack, browser: HttpBrowser, { device }: Person) => {
    const asked = await askForPasskey(browser);
    return asked.status === 200 ? await browser.post("/signin/passkey", { passkey: device.get(JSON.parse(asked.body)) }) : asked;
  },
  amazon: async (stack: Stack, browser: HttpBrowser) => {
    const started = await browser.post("/api/auth/signin/amazon", {});
    return started.status === 303 ? await browser.get(await decideAtAmazon(stack, locationOf(started).href, newPersona(stack))) : started;
  },
};
type Way = keyof typeof ways;

/** Of one client, these ways are closed and every other one signs in. */
async function expectClosed(stack: Stack, open: () => HttpBrowser, closed: readonly Way[], refused: (answer: Answer) => unknown): Promise<void> {
  const person = await newPerson(stack);
  for (const [name, way] of Object.entries(ways)) {
    const browser = at(open(), client);
    const answer = await way(stack, browser, person);
    if (closed.some((one) => one === name)) {
      refused(answer);
      expect(await sessionOf(browser), name).toBeNull();
    } else {
      expect(pathOf(answer), name).toBe("/account");
      expect(await sessionOf(browser), name).not.toBeNull();
    }
  }
}

test("wrong codes close the code, however right the next one is; the link of the same mail, passwords, passkeys and Amazon go on", async ({ stack, open }) => {
  await spend(stack, "wrong_code_from_client", client);
  await expectClosed(stack, open, ["code"], (answer) => expectTooOften(answer, wait("wrong_code_from_client")));
});

test("wrong passwords over all addresses close the password, also as a proof of who is signed in; a code to prove it is mailed", async ({ stack, open }) => {
  await spend(stack, "wrong_password_from_client", client);
  await expectClosed(stack, open, ["password"], (answer) => expectTooOften(answer, wait("wrong_password_from_client")));
  const { browser, userId, password } = await newPasswordUser(stack);
  await letProofAge(stack, userId);
  const wish = { purpose: "end_sessions", returnTo: "/account" };
  expectTooOften(await at(browser, client).post("/reauthenticate", { action: "password", ...wish, password }), wait("wrong_password_from_client"));
  expect(pathOf(await browser.post("/reauthenticate", { action: "send_code", ...wish }))).toMatch(/^\/reauthenticate\?attempt=/);
});

test("new passwords that were looked at too often close sign-up, reset and the settings, spend no code, and close no way in", async ({ stack, open }) => {
  const { email, browser } = await newPasswordUser(stack);
  await spend(stack, "new_password_from_client", client);
  const before = await rowCounts(stack);
  const vera = at(open(), client);
  expectTooOften(await vera.post("/signup", { email: newAddress(), password: goodPassword }), wait("new_password_from_client"));
  expectTooOften(await at(browser, client).post("/account/sign-in-methods/password", { password: otherPassword }), wait("new_password_from_client"));
  expect(await rowCounts(stack)).toEqual(before);
  const attempt = attemptIn(await vera.post("/signin/password/reset", { email }));
  const reset = { attempt, code: await newestCode(stack, email, 2), password: otherPassword };
  expectTooOften(await vera.post("/signin/password/new", reset), wait("new_password_from_client"));
  await expectClosed(stack, open, [], () => undefined);
  vera.headers = { "x-forwarded-for": "192.0.2.21" };
  expect((await vera.post("/signin/password/new", reset)).status).toBe(303);
  expect(await sessionOf(vera)).not.toBeNull();
});

test("challenges that were asked for too often close passkeys, with an answer that our script can read", async ({ stack, open }) => {
  await spend(stack, "passkey_options_from_client", client);
  await expectClosed(stack, open, ["passkey"], (answer) => {
    expectWait(answer, wait("passkey_options_from_client"));
    expect(JSON.parse(answer.body)).toMatchObject({ error: "rate_limited" });
    expect(answer.setCookies).toEqual([]);
  });
});

test("mails that one client caused close the code and the link that would be in the next one", async ({ stack, open }) => {
  await spend(stack, "email_code_from_client", client);
  await expectClosed(stack, open, ["code", "link"], (answer) => expectTooOften(answer, wait("email_code_from_client")));
});

const proof = { purpose: "end_sessions", returnTo: "/account" };
const token = "x".repeat(43);

/** Every form that a client may send so often, with each button that is a way of its own. */
const countedForms = (): { path: string; fields: Record<string, string> }[] => [
  { path: "/api/auth/signin/amazon", fields: {} },
  { path: "/signin/check-email", fields: { email: newAddress() } },
  { path: "/signin/verify", fields: { attempt: someAttempt, code: "123456" } },
  { path: "/signin/verify", fields: { token, action: "use" } },
  { path: "/signin/existing", fields: { attempt: someAttempt, action: "send_code" } },
  { path: "/signin/existing", fields: { attempt: someAttempt, action: "verify", code: "123456" } },
  { path: "/signin/existing", fields: { attempt: someAttempt, action: "password", password: otherPassword } },
  { path: "/signin/existing", fields: { attempt: someAttempt, action: "passkey", passkey: "{}" } },
  { path: "/signin/existing", fields: { attempt: someAttempt, action: "not_mine" } },
  { path: "/signin/switch", fields: { attempt: someAttempt, action: "stay" } },
  { path: "/signin/yours", fields: { attempt: someAttempt, action: "not_mine" } },
  { path: "/signin/passkey", fields: { passkey: "{}" } },
  { path: "/signin/password", fields: { email: newAddress(), password: otherPassword } },
  { path: "/signin/password/reset", fields: { email: newAddress() } },
  { path: "/signin/password/new", fields: { attempt: someAttempt, code: "123456", password: otherPassword } },
  { path: "/signin/undo-change", fields: { token } },
  { path: "/signin/undo-merge", fields: { token } },
  { path: "/signup", fields: { email: newAddress(), password: goodPassword } },
  { path: "/reauthenticate", fields: { action: "send_code", ...proof } },
  { path: "/reauthenticate", fields: { action: "verify_code", attempt: someAttempt, code: "123456" } },
  { path: "/reauthenticate", fields: { action: "password", ...proof, password: otherPassword } },
  { path: "/reauthenticate", fields: { action: "passkey", ...proof, passkey: "{}" } },
  { path: "/account/sign-in-methods/email", fields: { action: "send", email: newAddress() } },
  { path: "/account/sign-in-methods/link", fields: { provider: "amazon", intent: "link" } },
  { path: "/account/sign-in-methods/link/confirm", fields: { action: "link", attempt: someAttempt } },
  { path: "/account/merge", fields: { action: "send_code", email: newAddress() } },
  { path: "/account/merge", fields: { action: "password", email: newAddress(), password: otherPassword } },
];

const limitOf = (path: string) => (path === "/api/auth/signin/amazon" || path.endsWith("/link") ? "sign_in_from_client" : "sign_in_form_from_client");

test("a form that came too often is refused and writes nothing, and every other form is answered as if nothing had been: also those of the same page", async ({ stack }) => {
  const { browser, userId } = await newProvedUser(stack);
  await letProofAge(stack, userId);
  const vera = at(browser, client);
  const post = async ({ path, fields }: { path: string; fields: Record<string, string> }) => await vera.post(path, fields);
  const usual: number[] = [];
  for (const form of countedForms()) usual.push((await post(form)).status);
  expect(usual.filter((status) => status === 429 || status >= 500)).toEqual([]);
  for (const index of usual.keys()) {
    await stack.sql.query(`DELETE FROM "RateLimit"`);
    const forms = countedForms();
    const spent = forms[index] as (typeof forms)[number];
    await spendForm(stack, limitOf(spent.path), client, spent);
    const before = await rowCounts(stack);
    expectTooOften(await post(spent), wait(limitOf(spent.path)));
    expect(await rowCounts(stack)).toEqual(before);
    const others: number[] = [];
    for (const [place, form] of forms.entries()) others.push(place === index ? (usual[index] ?? 0) : (await post(form)).status);
    expect(others, `${spent.path} ${spent.fields.action ?? ""}`).toEqual(usual);
  }
  expect(await sessionOf(vera)).not.toBeNull();
  expect((await vera.post("/bag", { action: "add", productId: "wool-blanket" })).status).toBe(303);
});
