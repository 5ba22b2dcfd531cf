import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { newSession, newUser } from "#lib/accounts/test-people.ts";
import { startEmailSignIn } from "#lib/auth/email-sign-in.ts";
import { TestBrowser } from "#lib/auth/test-browser.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { randomToken } from "#lib/crypto/random.ts";
import { database } from "#lib/db/client.ts";
import { newestMail, waitingMails } from "#lib/mail/test-mails.ts";
import { hashPassword } from "#lib/methods/password/hash.ts";
import { fillGate } from "#lib/methods/password/test-gate.ts";
import { configureLog } from "#lib/telemetry/log.ts";
import { POST as change } from "../../../account/sign-in-methods/password/submit/route.ts";
import { POST as signUp } from "../../../signup/submit/route.ts";
import { POST as reset } from "../new/submit/route.ts";
import { POST as signIn } from "./route.ts";

/** Every form with a password, while more passwords come than can be hashed. */

let browser: TestBrowser;
let address: string;
let openGate: () => void;
let output: string;
let good: string;

const password = "bramble otter teacup kite";
const other = "quiver lantern moss pebble";

// Nothing listens on that port: answers fall back to the bare page, which carries status and headers all the same.
testInstallation(async () => ({ PORT: "1" }));
beforeAll(async () => void (good = await hashPassword(password)));
afterAll(() => configureLog({}));
beforeEach(async () => {
  browser = new TestBrowser();
  address = `${randomToken().toLowerCase().replaceAll(/[-_]/g, "x")}@shop.example`;
  openGate = fillGate();
  output = "";
  configureLog({ destination: { write: (text: string) => void (output += text) } });
});
afterEach(() => openGate());

async function passwordUser(): Promise<string> {
  const userId = await newUser(database(), { provedEmail: address, email: address });
  await database().db.passwordCredential.create({ data: { userId, hash: good } });
  return userId;
}
const hashOf = async (userId: string) => (await database().db.passwordCredential.findUniqueOrThrow({ where: { userId } })).hash;

async function expectBusy(response: Response): Promise<void> {
  expect([response.status, response.headers.get("retry-after"), response.headers.getSetCookie()]).toEqual([503, "5", []]);
  expect(await response.text()).toContain("/signin/error?code=password_busy");
  const lines = output.trim().split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.filter(({ event }) => event === "form.refused")).toMatchObject([{ level: "error", outcome: "password_busy" }]);
}

test("signing in is answered 503 with Retry-After for every address alike, counts no try, and works a moment later", async () => {
  const userId = await passwordUser();
  for (const email of [address, `nobody-${address}`]) {
    output = "";
    await expectBusy(await signIn(browser.form("/signin/password", { email, password, returnTo: "/bag" })));
  }
  expect(await database().db.attempt.findMany({ where: { method: "password" }, select: { status: true, outcome: true }, distinct: ["status", "outcome"] })).toEqual([{ status: "failed", outcome: "password_busy" }]);
  expect(await database().db.rateLimit.count({ where: { key: { startsWith: "wrong_password" }, points: { not: 0 } } })).toBe(0);
  openGate();
  expect((await signIn(browser.form("/signin/password", { email: address, password, returnTo: "/bag" }))).status).toBe(303);
  expect(await database().db.session.count({ where: { userId } })).toBe(1);
});

test("signing up starts no attempt and mails nothing", async () => {
  const before = [await database().db.attempt.count(), (await waitingMails(database())).length];
  await expectBusy(await signUp(browser.form("/signup", { email: address, password, returnTo: "/bag" })));
  expect([await database().db.attempt.count(), (await waitingMails(database())).length]).toEqual(before);
});

test("a reset spends no code", async () => {
  const userId = await passwordUser();
  const started = await startEmailSignIn(visitorOf(browser.request("/signin")), { email: address, returnTo: "/bag", purpose: "reset_password" });
  if (started.kind !== "sent") throw new Error(started.kind);
  browser.take(new Response(null, { headers: started.cookies.map((cookie) => ["set-cookie", `${cookie.name}=${cookie.value}; Path=/`] as [string, string]) }));
  const code = /^\d{6}$/m.exec((await newestMail(database(), address))?.text ?? "")?.[0] ?? "";
  const form = () => browser.form("/signin/password/new", { attempt: started.attempt.id, code, password: other });
  await expectBusy(await reset(form()));
  expect(await hashOf(userId)).toBe(good);
  openGate();
  expect((await reset(form())).status).toBe(303);
  expect(await hashOf(userId)).not.toBe(good);
});

test("a change in the settings spends no fresh proof and ends no session", async () => {
  const userId = await passwordUser();
  await newSession(database(), userId, { at: new Date() });
  const { token } = await newSession(database(), userId, { at: new Date() });
  browser.cookies.set("authjs.session-token", { value: token, path: "/" });
  const form = () => browser.form("/account/sign-in-methods/password", { password: other, endOthers: "yes" });
  await expectBusy(await change(form()));
  expect([await hashOf(userId), await database().db.session.count({ where: { userId } })]).toEqual([good, 2]);
  openGate();
  expect((await change(form())).status).toBe(303);
  expect([(await hashOf(userId)) === good, await database().db.session.count({ where: { userId } })]).toEqual([false, 1]);
});

test.each([4_096, 60_000])("what is far too long to be a password is refused without being hashed: %i characters", async (length) => {
  // With the gate full, whatever were hashed would be answered 503.
  const huge = "q".repeat(length);
  const status = length > 4_096 ? 400 : 422;
  for (const [path, post] of [["/signin/password", signIn], ["/signup", signUp]] as const) expect((await post(browser.form(path, { email: address, password: huge, returnTo: "/bag" }))).status, path).toBe(status);
});
