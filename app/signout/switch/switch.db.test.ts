import { beforeEach, expect, test } from "vitest";
import { newUser } from "#lib/accounts/test-people.ts";
import { signInAs } from "#lib/auth/test-linking.ts";
import { TestBrowser, whereTo } from "#lib/auth/test-browser.ts";
import { visitorOf } from "#lib/auth/visitor.ts";
import { joinGuest } from "#lib/composition.ts";
import { randomToken, sha256 } from "#lib/crypto/random.ts";
import { database } from "#lib/db/client.ts";
import { testInstallation } from "#scripts/test/installation.ts";
import { POST } from "./submit/route.ts";

/** Signed in to the wrong account: what becomes of the bags. */

let browser: TestBrowser;
let wrong: string;
let right: string;

testInstallation();

beforeEach(async () => {
  [wrong, right] = [await newUser(database()), await newUser(database())];
  browser = new TestBrowser();
  browser.cookies.set("siwa.browser", { value: randomToken(), path: "/" });
  await signInAs(browser, wrong);
});

const send = async (bag: "take" | "leave", of = browser) => of.take(await POST(of.form("/signout/switch", { bag, returnTo: "/bag" })));
const put = async (userId: string, productId: string, quantity: number) => void (await database().db.bagItem.create({ data: { userId, productId, quantity }, select: { id: true } }));
const bagOf = async (userId: string) => Object.fromEntries((await database().db.bagItem.findMany({ where: { userId } })).map(({ productId, quantity }) => [productId, quantity]));
const guestToken = (of = browser) => of.cookies.get("guest")?.value ?? null;
/** What the next sign-in in this browser does. */
const joins = async (userId: string, of = browser) => await database().transaction((tx) => joinGuest(guestToken(of))(tx, userId));

test("takes the bag along on the person's wish: out of the one account, into the other, adding up", async () => {
  await put(wrong, "enamel-kettle", 2);
  await put(wrong, "seed-tin", 1);
  await put(right, "enamel-kettle", 3);
  expect(whereTo(await send("take"))).toEqual({ status: 303, path: "/signin", query: { returnTo: "/bag" } });
  expect(await visitorOf(browser.request("/")).session()).toBeNull();
  expect([await bagOf(wrong), await bagOf(right)]).toEqual([{}, { "enamel-kettle": 3 }]);
  await joins(right);
  expect(await bagOf(right)).toEqual({ "enamel-kettle": 5, "seed-tin": 1 });
  expect(await database().db.guest.count({ where: { tokenHash: sha256(guestToken() ?? "") } })).toBe(0);
});

test("leaves the bag where it is without that wish, and the next sign-in brings nothing", async () => {
  await put(wrong, "enamel-kettle", 2);
  await send("leave");
  expect(guestToken()).toBeNull();
  await joins(right);
  expect([await bagOf(wrong), await bagOf(right)]).toEqual([{ "enamel-kettle": 2 }, {}]);
});

test("somebody who goes back to the same account finds everything there once", async () => {
  await put(wrong, "enamel-kettle", 2);
  await send("take");
  await joins(wrong);
  expect(await bagOf(wrong)).toEqual({ "enamel-kettle": 2 });
});

test("a double click takes the bag once, and both answers bring the cookie that has it", async () => {
  await put(wrong, "enamel-kettle", 2);
  const twins = [browser.copy(), browser.copy(), browser.copy()];
  await Promise.all(twins.map((twin) => send("take", twin)));
  expect(new Set(twins.map((twin) => guestToken(twin))).size).toBe(1);
  expect(guestToken(twins[0])).toMatch(/^[\w-]{43}$/);
  await joins(right, twins[2]);
  expect([await bagOf(wrong), await bagOf(right)]).toEqual([{}, { "enamel-kettle": 2 }]);
});

test("makes no guest of an empty bag, and takes nobody's who is not signed in", async () => {
  const guests = await database().db.guest.count();
  await send("take");
  expect(guestToken()).toBeNull();
  await put(wrong, "enamel-kettle", 2);
  const stranger = new TestBrowser();
  stranger.cookies.set("authjs.session-token", { value: randomToken(), path: "/" });
  expect(whereTo(await send("take", stranger))).toMatchObject({ status: 303, path: "/signin" });
  expect(guestToken(stranger)).toBeNull();
  expect(await database().db.guest.count()).toBe(guests);
  expect(await bagOf(wrong)).toEqual({ "enamel-kettle": 2 });
});

test("ends this session and no other of the user, on record", async () => {
  const phone = new TestBrowser();
  await signInAs(phone, wrong);
  await send("leave");
  expect(await visitorOf(phone.request("/")).session()).not.toBeNull();
  expect(await database().db.session.count({ where: { userId: wrong } })).toBe(1);
});
