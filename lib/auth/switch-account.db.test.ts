import { expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { newUser } from "../accounts/test-people.ts";
import { carryGuestBag } from "../composition.ts";
import { database } from "../db/client.ts";
import { addToBag, viewBag } from "../shop/bag.ts";
import { findGuest } from "../shop/guest-session.ts";
import { knownBrowser, signIn, visitorIn } from "./merge/test-sides.ts";
import { leaveForAnother } from "./switch-account.ts";

testInstallation(async () => ({ AUTH_URL: "http://localhost:3000" }));

test("a bag that is carried comes with its cookie, once more for a double click, and never again for the token of a session that has ended", async () => {
  const [userId, browser] = [await newUser(database()), knownBrowser()];
  await addToBag(database().db, { kind: "user", userId }, "seed-tin", 2);
  await signIn(browser, userId);
  const guestCookieOf = async () => (await leaveForAnother(visitorIn(browser), carryGuestBag)).find(({ name }) => name === "guest");
  const cookie = await guestCookieOf();
  expect(await guestCookieOf()).toEqual(cookie);
  const guestId = (await findGuest(database().db, cookie?.value ?? "")) ?? "";
  await database().db.guest.update({ where: { id: guestId }, data: { createdAt: new Date(Date.now() - 16_000) } });
  expect(await guestCookieOf()).toMatchObject({ value: "", maxAgeSeconds: 0 });
  expect((await viewBag(database().db, { kind: "guest", guestId })).lines).toMatchObject([{ product: { id: "seed-tin" }, quantity: 2 }]);
});

test("an empty bag makes no guest, and the way that is left is no longer marked as the last", async () => {
  const [userId, browser, before] = [await newUser(database()), knownBrowser(), await database().db.guest.count()];
  await signIn(browser, userId);
  browser.cookies.set("siwa.last", { value: "amazon", path: "/" });
  const cookies = await leaveForAnother(visitorIn(browser), carryGuestBag);
  expect(cookies.map(({ name, value, maxAgeSeconds }) => [name, value, maxAgeSeconds])).toEqual(["authjs.session-token", "siwa.last", "guest"].map((name) => [name, "", 0]));
  expect(await database().db.guest.count()).toBe(before);
});
