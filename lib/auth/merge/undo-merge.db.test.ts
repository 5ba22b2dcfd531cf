import { randomUUID } from "node:crypto";
import { beforeEach, expect, test, vi } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { personalDataEntries } from "#lib/composition.ts";
import { performMerge } from "../../accounts/merge/perform.ts";
import { dumpAll } from "../../accounts/merge/test-merges.ts";
import { vaultKeys } from "../../crypto/vault-keys.ts";
import { database } from "../../db/client.ts";
import { newestMail } from "../../mail/test-mails.ts";
import { type OutcomeCode, outcomes } from "../../outcomes.ts";
import { type TestBrowser, whereTo } from "../test-browser.ts";
import { ownAddressProof, startAddressProof, verifyAddressProof } from "../prove-address.ts";
import { knownBrowser, type Person, provedPerson, sessionIn, signIn, visitorIn } from "./test-sides.ts";
import { mergeLinkView, takeApartByLink } from "./undo-by-link.ts";
import { takeApart, undoMergeView } from "./undo-merge.ts";

/** Taking a merge back from the settings. */

vi.mock("../../http/page-response.ts", () => ({ pageResponse: async (_request: Request, path: string, init: { status: number }) => new Response(path, { status: init.status }) }));

let browser: TestBrowser;
let kept: Person;
let gone: Person;
let mergeId: string;

testInstallation();

beforeEach(async () => {
  browser = knownBrowser();
  [kept, gone] = [await provedPerson({ name: "Olive" }), await provedPerson({ name: "Yoko" })];
  await database().db.user.update({ where: { id: kept.userId }, data: { createdAt: new Date(Date.now() - 86_400_000) }, select: { id: true } });
  await database().db.savedItem.create({ data: { userId: gone.userId, productId: "storm-lantern" }, select: { id: true } });
  const pair = { signedInUserId: kept.userId, otherUserId: gone.userId };
  const result = await database().transaction((tx) => performMerge(tx, { pair, choices: {}, now: new Date(), keys: vaultKeys() }, personalDataEntries));
  mergeId = result.kind === "merged" ? result.mergeId : "";
  await signIn(browser, kept.userId, "email_code", 120);
});

const send = async (id = mergeId) => await takeApart(browser.form("/account/merge/undo", { merge: id }), visitorIn(browser), id, personalDataEntries);
const look = async (id = mergeId) => await undoMergeView(visitorIn(browser), await sessionIn(browser), id, personalDataEntries);
const statusOf = async (id: string) => (await database().db.user.findUniqueOrThrow({ where: { id }, select: { status: true } })).status;
const undone = { status: 303, path: "/account/merge/undo", query: { done: "undone" } };

async function expectRefused(outcome: OutcomeCode, id?: string): Promise<void> {
  const before = await dumpAll(database());
  expect(await look(id)).toMatchObject({ kind: "elsewhere", path: expect.stringContaining(`/signin/error?code=${outcome}`) as string });
  const response = await send(id);
  expect([response.status, new URLSearchParams((await response.text()).split("?")[1]).get("code")]).toEqual([outcomes[outcome].status, outcome]);
  expect(await dumpAll(database())).toEqual(before);
}

test("says what goes back, and takes it back: both are there again, and this session, which is older than the merge, goes on under a new token", async () => {
  const before = await dumpAll(database());
  expect(await look()).toMatchObject({ kind: "view", view: { mergeId, otherName: "Yoko", back: { saved_items: 1 } } });
  expect(await dumpAll(database())).toEqual(before);
  const [session, token] = [await sessionIn(browser), browser.cookies.get("authjs.session-token")?.value];
  expect(whereTo(browser.take(await send()))).toEqual(undone);
  expect([await statusOf(kept.userId), await statusOf(gone.userId)]).toEqual(["active", "active"]);
  expect(await database().db.savedItem.count({ where: { userId: gone.userId } })).toBe(1);
  expect((await sessionIn(browser)).id).toBe(session.id);
  expect(browser.cookies.get("authjs.session-token")?.value).not.toBe(token);
});

test("sent twice it ends at the same page, and so does the page that asks", async () => {
  browser.take(await send());
  const before = await dumpAll(database());
  expect(whereTo(await send())).toEqual(undone);
  expect(await look()).toEqual({ kind: "elsewhere", path: "/account/merge/undo?done=undone" });
  expect(await dumpAll(database())).toEqual(before);
});

test("in a session that began since the merge it ends at the sign-in page, which says why, and nobody is signed in", async () => {
  await signIn(browser, kept.userId);
  const response = browser.take(await send());
  expect(whereTo(response)).toEqual({ status: 303, path: "/signin", query: { returnTo: "/account", notice: "merge_undone" } });
  expect(browser.cookies.get("authjs.session-token")).toBeUndefined();
  expect(await statusOf(gone.userId)).toBe("active");
  expect(await database().db.session.count({ where: { userId: kept.userId, createdAt: { gt: new Date(Date.now() - 60_000) } } })).toBe(0);
});

test("asks for a fresh proof of its own first: one for a merge, or a return from a provider, is none", async () => {
  const session = await signIn(browser, kept.userId, "amazon");
  await database().db.stepUpGrant.create({ data: { sessionId: session.id, purpose: "merge", method: "passkey", expires: new Date(Date.now() + 600_000) }, select: { id: true } });
  const asks = `/reauthenticate?${new URLSearchParams({ purpose: "undo_merge", returnTo: `/account/merge/undo?merge=${mergeId}` })}`;
  expect(await look()).toEqual({ kind: "elsewhere", path: asks });
  expect((await send()).headers.get("location")).toBe(`http://localhost:3000${asks}`);
  expect(await statusOf(gone.userId)).toBe("merged");
});

test("a merge of somebody else is as unknown as one that never was", async () => {
  await signIn(browser, (await provedPerson()).userId);
  await expectRefused("merge_undo_unknown");
  await expectRefused("merge_undo_unknown", randomUUID());
});

test("after 30 days nothing is taken back", async () => {
  await database().db.mergeJournal.update({ where: { id: mergeId }, data: { expires: new Date() }, select: { id: true } });
  await expectRefused("merge_undo_expired");
});

/** The token in the notice to the address that was released. */
async function mailedToken(): Promise<string> {
  const mail = await newestMail(database(), gone.address);
  return /undo-merge\?token=([\w-]{43})$/m.exec(mail?.text ?? "")?.[1] ?? "no token";
}

test("a mailed link takes it back without a session, ends this one, and is good once, also for many at once", async () => {
  const token = await mailedToken();
  expect(await mergeLinkView(token)).toMatchObject({ kind: "good", linked: { side: "merged" } });
  expect(await statusOf(gone.userId)).toBe("merged");
  const results = await Promise.all(Array.from({ length: 4 }, () => takeApartByLink(token, personalDataEntries)));
  expect(results.filter(({ kind }) => kind === "undone")).toHaveLength(1);
  expect(results.filter((one) => one.kind === "refused" && one.outcome === "merge_undo_used")).toHaveLength(3);
  expect([await statusOf(kept.userId), await statusOf(gone.userId)]).toEqual(["active", "active"]);
  expect(await database().db.session.count({ where: { userId: { in: [kept.userId, gone.userId] } } })).toBe(0);
});

/** Tries to prove an address in the settings of whoever is signed in in a browser. */
async function prove(of: TestBrowser, email: string) {
  const started = await startAddressProof(visitorIn(of), { email });
  if (started.kind !== "sent") throw new Error(started.kind);
  of.keep(started.cookies);
  const own = await ownAddressProof(visitorIn(of), started.attempt.id);
  if (!own.ok) throw new Error(own.outcome);
  return await verifyAddressProof(visitorIn(of), own.attempt, /^\d{6}$/m.exec((await newestMail(database(), email))?.text ?? "")?.[0] ?? "no code");
}

test("the address that was let go can be proved in nobody else's settings while the link to it is good", async () => {
  const token = await mailedToken();
  const { address } = gone;
  const mal = knownBrowser();
  const { userId } = await provedPerson({ name: "Mal" });
  await signIn(mal, userId);
  expect(await prove(mal, address)).toEqual({ kind: "refused", outcome: "address_released" });
  expect((await database().db.user.findUniqueOrThrow({ where: { id: userId } })).provedEmail).not.toBe(address);
  expect(await mergeLinkView(token)).toMatchObject({ kind: "good" });
  await signIn(browser, kept.userId);
  expect(await prove(browser, address)).toMatchObject({ kind: "confirmed", outcome: "email_proved" });
});

test("a mailed link changes nothing while the account is on hold", async () => {
  const token = await mailedToken();
  await database().db.user.update({ where: { id: kept.userId }, data: { status: "suspended" }, select: { id: true } });
  const before = await dumpAll(database());
  expect(await takeApartByLink(token, personalDataEntries)).toEqual({ kind: "refused", outcome: "merge_user_suspended" });
  expect(await dumpAll(database())).toEqual(before);
});

test("of many at once one takes it back, and nobody sees a fault", async () => {
  const answers = await Promise.all(Array.from({ length: 4 }, () => send()));
  expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303]);
  expect(answers.filter((answer) => answer.headers.getSetCookie().length > 0)).toHaveLength(1);
  expect(await statusOf(gone.userId)).toBe("active");
});
