import { beforeEach, expect, test, vi } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { auditTrail, newAddress, newSession, newUser } from "../../accounts/test-people.ts";
import { TestBrowser, whereTo } from "../../auth/test-browser.ts";
import { visitorOf } from "../../auth/visitor.ts";
import { heldData, heldSpans } from "../../composition.ts";
import { randomToken, sha256 } from "../../crypto/random.ts";
import { type Database, database } from "../../db/client.ts";
import { waitingMails } from "../../mail/test-mails.ts";
import { grantStepUp } from "../../sessions/step-up.ts";
import { askForCopy } from "./ask.ts";
import { sendCopy } from "./fetch.ts";
import { makeCopy } from "./make.ts";
import { copyState } from "./state.ts";
import { sweepCopies } from "./sweep.ts";
import { filesOf } from "./test-held.ts";

/** Asking for a copy, and its one-time link: WP-02 and the bad input of the export. */

vi.mock("../../http/page-response.ts", () => ({
  pageResponse: async (_request: Request, path: string, init: { status: number; headers?: HeadersInit }) => new Response(path, init),
  missingResponse: async () => new Response("missing", { status: 404 }),
}));

testInstallation();

type Person = { browser: TestBrowser; userId: string; email: string; session: { id: string; token: string } };

async function newPerson(userId?: string): Promise<Person> {
  const email = newAddress();
  const id = userId ?? (await newUser(database(), { name: "Vera Summer", email, provedEmail: email }));
  const session = await newSession(database(), id, { at: new Date() });
  const browser = new TestBrowser();
  browser.cookies.set("authjs.session-token", { value: session.token, path: "/" });
  return { browser, userId: id, email, session };
}

let vera: Person;
beforeEach(async () => void (vera = await newPerson()));

const ask = async ({ browser }: Person) => {
  const request = browser.form("/account/privacy/copy", { action: "make" });
  return await askForCopy(request, visitorOf(request));
};
const fetchBy = async ({ browser }: Person, token: string, method = "GET", headers: Record<string, string> = {}) => {
  const request = browser.request(`/account/privacy/copy/download?token=${token}`, { method, headers });
  return await sendCopy(request, visitorOf(request), token);
};
const newest = async ({ userId }: Person) => await database().db.dataCopy.findFirstOrThrow({ where: { userId }, orderBy: { createdAt: "desc" } });
const stateOf = async ({ userId, session }: Person) => {
  const { method, authenticatedAt } = await database().db.session.findUniqueOrThrow({ where: { id: session.id } });
  return await copyState({ id: session.id, userId, method, authenticatedAt });
};
const age = async ({ session }: Person) => void (await database().db.session.update({ where: { id: session.id }, data: { authenticatedAt: new Date(Date.now() - 601_000) }, select: { id: true } }));
const tokenFor = async (person: Person) => {
  const state = await stateOf(person);
  return state.kind === "ready" && state.proved ? (new URLSearchParams(state.href.split("?")[1]).get("token") ?? "") : "";
};
/** Asks, has it made, and gives the token of its link. */
async function readyCopy(person: Person = vera): Promise<string> {
  expect(whereTo(await ask(person))).toMatchObject({ status: 303, path: "/account/privacy/copy" });
  expect(await makeCopy(database() as Database, { held: heldData, spans: heldSpans }, (await newest(person)).id)).toBe("ready");
  return await tokenFor(person);
}

test("is asked for once at a time: a second wish leads to the first, and the owner is told by one mail", async () => {
  expect(await stateOf(vera)).toEqual({ kind: "none" });
  const answers = await Promise.all([ask(vera), ask(vera), ask(vera)]);
  expect(answers.map(whereTo)).toEqual(answers.map(() => ({ status: 303, path: "/account/privacy/copy", query: {} })));
  expect(await stateOf(vera)).toEqual({ kind: "waiting" });
  expect(await database().db.dataCopy.count({ where: { userId: vera.userId } })).toBe(1);
  const mails = (await waitingMails(database())).filter(({ to }) => to === vera.email);
  expect(mails.map(({ subject }) => subject)).toEqual([expect.stringContaining("A copy of your")]);
  expect(mails[0]?.text).toContain("not you");
  expect(await auditTrail(database(), vera)).toEqual(["data.copy_requested", "session.created"]);
});

test("wants a fresh proof, and writes nothing without one", async () => {
  await age(vera);
  expect(whereTo(await ask(vera))).toMatchObject({ path: "/reauthenticate", query: { purpose: "export", returnTo: "/account/privacy/copy" } });
  expect(await database().db.dataCopy.count({ where: { userId: vera.userId } })).toBe(0);
  await database().transaction(async (tx) => await grantStepUp(tx, { sessionId: vera.session.id, userId: vera.userId, purpose: "end_sessions", method: "email_code", now: new Date() }));
  expect(await database().db.dataCopy.count({ where: { userId: vera.userId } })).toBe(0);
});

test("is refused to who asks too often in a day, with when to come again", async () => {
  for (let times = 0; times < 5; times += 1) await readyCopy();
  const answer = await ask(vera);
  expect([answer.status, Number(answer.headers.get("retry-after"))]).toEqual([429, expect.any(Number)]);
  expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(80_000);
  expect(await database().db.dataCopy.groupBy({ by: ["status"], where: { userId: vera.userId }, _count: true, orderBy: { status: "asc" } })).toEqual([{ status: "ready", _count: 1 }, { status: "voided", _count: 4 }]);
});

test("is an archive that no cache keeps, whole, and gone once it was taken", async () => {
  const token = await readyCopy();
  const answer = await fetchBy(vera, token);
  expect(Object.fromEntries(answer.headers)).toMatchObject({ "content-type": "application/zip", "cache-control": "no-store", "content-disposition": expect.stringMatching(/^attachment; filename="your-data-\d{4}-\d\d-\d\d\.zip"$/) as string });
  const bytes = new Uint8Array(await answer.arrayBuffer());
  expect(bytes).toHaveLength(Number(answer.headers.get("x-body-length")));
  expect(filesOf(bytes)["your-data.json"]).toContain("Vera Summer");
  expect(await newest(vera)).toMatchObject({ status: "fetched", linkSealed: null, fetchSessionId: vera.session.id });
  expect(await database().db.dataCopyPiece.count({ where: { copy: { userId: vera.userId } } })).toBe(0);
  expect(await stateOf(vera)).toMatchObject({ kind: "fetched" });
  const replayed = await fetchBy(vera, token);
  expect([replayed.status, await replayed.text()]).toEqual([410, expect.stringContaining("code=copy_used")]);
  expect((await auditTrail(database(), vera)).filter((type) => type.startsWith("data."))).toEqual(["data.copy_fetched", "data.copy_ready", "data.copy_requested"]);
});

test("is not used up by a look at its head", async () => {
  const token = await readyCopy();
  const head = await fetchBy(vera, token, "HEAD");
  expect([head.status, head.headers.get("content-type"), await head.text()]).toEqual([200, "application/zip", ""]);
  expect(await newest(vera)).toMatchObject({ status: "ready", fetchedAt: null });
  expect((await fetchBy(vera, token)).status).toBe(200);
});

test.each([["sec-purpose", "prefetch"], ["sec-purpose", "prefetch;prerender"], ["purpose", "prefetch"], ["x-moz", "prefetch"]])("is not used up by a browser that fetches ahead (%s: %s), which is refused it", async (name, value) => {
  const token = await readyCopy();
  for (const method of ["GET", "HEAD"]) {
    const answer = await fetchBy(vera, token, method, { [name]: value });
    expect([answer.status, answer.headers.get("cache-control"), await answer.text()]).toEqual([503, "no-store", ""]);
  }
  expect(await newest(vera)).toMatchObject({ status: "ready", fetchedAt: null });
  expect((await fetchBy(vera, token)).status).toBe(200);
});

test("does not exist for anybody else, signed in or not, nor under any other token", async () => {
  const token = await readyCopy();
  const mal = await newPerson();
  for (const method of ["GET", "HEAD"]) expect((await fetchBy(mal, token, method)).status).toBe(404);
  for (const other of ["", "x", randomToken(), `${token}x`, token.slice(1), sha256(token), "a".repeat(4_000), "' OR 1=1 --"]) expect((await fetchBy(vera, other)).status).toBe(404);
  const nobody = { ...vera, browser: new TestBrowser() };
  expect(whereTo(await fetchBy(nobody, token))).toEqual({ status: 303, path: "/signin", query: { returnTo: "/account/privacy/copy" } });
  expect(await newest(vera)).toMatchObject({ status: "ready", fetchedAt: null });
});

test("wants a fresh proof in another session of its owner, which is used up, and is then that one's alone", async () => {
  const token = await readyCopy();
  const phone = await newPerson(vera.userId);
  await age(phone);
  expect(await stateOf(phone)).toMatchObject({ kind: "ready", proved: false, href: expect.stringContaining("/reauthenticate?purpose=export") as string });
  expect(whereTo(await fetchBy(phone, token))).toMatchObject({ status: 303, path: "/reauthenticate", query: { purpose: "export" } });
  expect(await newest(vera)).toMatchObject({ fetchedAt: null });
  const grant = await database().transaction(async (tx) => await grantStepUp(tx, { sessionId: phone.session.id, userId: vera.userId, purpose: "export", method: "email_code", now: new Date() }));
  phone.browser.cookies.set("authjs.session-token", { value: grant?.token ?? "", path: "/" });
  expect(await tokenFor(phone)).toBe(token);
  const answer = await fetchBy(phone, token);
  expect(answer.status).toBe(200);
  expect(await database().db.stepUpGrant.count({ where: { sessionId: phone.session.id, usedAt: null } })).toBe(0);
  // While it goes there, nobody else gets it, nor is told that it is gone.
  expect((await fetchBy(vera, token)).status).toBe(410);
  const { fetchedAt } = await newest(vera);
  expect(await stateOf(vera)).toEqual({ kind: "fetching", at: new Date((fetchedAt?.getTime() ?? 0) + 600_000) });
  await answer.body?.cancel();
  expect((await fetchBy(phone, token)).status).toBe(200);
});

test("can be begun again for ten minutes where it broke off, by the same session, and is gone then", async () => {
  const token = await readyCopy();
  const broken = await fetchBy(vera, token);
  await broken.body?.cancel();
  expect(await stateOf(vera)).toMatchObject({ kind: "ready", begun: true, proved: true });
  const { fetchedAt } = await newest(vera);
  const again = await fetchBy(vera, token);
  expect([again.status, (await newest(vera)).fetchedAt]).toEqual([200, fetchedAt]);
  await again.body?.cancel();
  await database().db.dataCopy.updateMany({ where: { userId: vera.userId }, data: { fetchedAt: new Date(Date.now() - 600_000) } });
  expect((await fetchBy(vera, token)).status).toBe(410);
  expect(await stateOf(vera)).toMatchObject({ kind: "fetched" });
  await sweepCopies(database().db, new Date());
  expect(await database().db.dataCopyPiece.count({ where: { copy: { userId: vera.userId } } })).toBe(0);
  expect((await newest(vera)).status).toBe("fetched");
});

test("goes to one of two who come at once from two sessions", async () => {
  const token = await readyCopy();
  const phone = await newPerson(vera.userId);
  const statuses = (await Promise.all([fetchBy(vera, token), fetchBy(phone, token)])).map(({ status }) => status);
  expect(statuses.toSorted()).toEqual([200, 410]);
});

test("breaks off where a piece is missing, instead of looking whole", async () => {
  await database().pool.query(`INSERT INTO "SavedItem" ("id", "userId", "productId") SELECT gen_random_uuid(), $1::uuid, md5(n::text) || md5((n + 1)::text) FROM generate_series(1, 8000) n`, [vera.userId]);
  const token = await readyCopy();
  const { id, pieces } = await newest(vera);
  await database().db.dataCopyPiece.delete({ where: { copyId_position: { copyId: id, position: (pieces ?? 0) - 1 } } });
  const answer = await fetchBy(vera, token);
  await expect(answer.arrayBuffer()).rejects.toThrow("a piece of the archive is not there any more");
  expect((await newest(vera)).status).toBe("ready");
});

test("is over after its day, and at once when it was voided", async () => {
  const token = await readyCopy();
  await database().db.dataCopy.updateMany({ where: { userId: vera.userId }, data: { expires: new Date() } });
  const late = await fetchBy(vera, token);
  expect([late.status, await late.text()]).toEqual([410, expect.stringContaining("code=copy_over")]);
  expect(await stateOf(vera)).toMatchObject({ kind: "expired" });
  const next = await readyCopy();
  expect((await fetchBy(vera, token)).status).toBe(410);
  expect((await fetchBy(vera, next)).status).toBe(200);
});

vi.setConfig({ testTimeout: 60_000 });
