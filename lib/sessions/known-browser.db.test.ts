import { beforeAll, beforeEach, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { finishSignIn } from "../accounts/context.ts";
import { contextOf, keys, later, newAddress, newAttempt, newUser, now } from "../accounts/test-people.ts";
import { randomToken, sha256 } from "../crypto/random.ts";
import { database as openDatabase, type Database } from "../db/client.ts";
import { newestMail, waitingMails } from "../mail/test-mails.ts";
import { forgetNewBrowsers, noteBrowser, sweepKnownBrowsers } from "./known-browser.ts";

let database: Database;
let userId: string;
let address: string;

testInstallation();
beforeAll(() => void (database = openDatabase()));
beforeEach(async () => {
  address = newAddress();
  userId = await newUser(database, { email: address, provedEmail: address });
});

const newBrowser = () => sha256(randomToken());
const note = (browserHash: string, at = now, of = userId) => database.transaction((tx) => noteBrowser(tx, { userId: of, browserHash, now: at }));
const told = async () => (await waitingMails(database, keys)).filter(({ to, subject }) => to === address && subject.includes("new browser")).length;

async function signIn(browserHash: string, at = now) {
  const attempt = await newAttempt(database, { browserHash, at });
  await database.transaction((tx) => finishSignIn(tx, contextOf(attempt, { now: at, browserHash }), { userId, method: "password", outcome: "signed_in", deeds: [] }));
}

test("a first browser is nothing to tell of, a second one is, and none twice", async () => {
  const [laptop, phone] = [newBrowser(), newBrowser()];
  expect(await note(laptop)).toBe(false);
  expect(await note(laptop, later(60))).toBe(false);
  expect(await note(phone, later(120))).toBe(true);
  expect([await note(phone, later(180)), await note(laptop, later(180))]).toEqual([false, false]);
});

test("of the same new browser at once one is told, and browsers of others are nobody's", async () => {
  await note(newBrowser());
  const phone = newBrowser();
  const results = await Promise.all(Array.from({ length: 5 }, (_, index) => note(phone, later(60 + index))));
  expect(results.filter(Boolean)).toHaveLength(1);
  expect(await note(phone, later(60), await newUser(database))).toBe(false);
});

test("a sign-in in a new browser is told to the owner once, with the session and never without it", async () => {
  const [laptop, phone] = [newBrowser(), newBrowser()];
  await signIn(laptop);
  expect(await told()).toBe(0);
  await signIn(phone, later(60));
  await signIn(phone, later(120));
  expect(await told()).toBe(1);
  const attempt = await newAttempt(database, { browserHash: newBrowser() });
  await expect(
    database.transaction(async (tx) => {
      await finishSignIn(tx, contextOf(attempt, { browserHash: newBrowser() }), { userId, method: "password", outcome: "signed_in", deeds: [] });
      throw new Error("no commit");
    }),
  ).rejects.toThrow("no commit");
  expect(await told()).toBe(1);
});

test("the mail says in which browser and how it was, as we call them", async () => {
  await signIn(newBrowser());
  const origin = { browser: "Firefox", system: "Windows", shared: false };
  const begin = async (method: "passkey" | "amazon", change: { origin?: typeof origin }) => {
    const attempt = await newAttempt(database, { browserHash: newBrowser(), at: later(60) });
    const context = contextOf(attempt, { now: later(60), browserHash: newBrowser(), ...change });
    await database.transaction((tx) => finishSignIn(tx, context, { userId, method, outcome: "signed_in", deeds: [] }));
    return (await newestMail(database, address, keys))?.text;
  };
  expect(await begin("passkey", { origin })).toContain("Where: Firefox on Windows.\n\nHow: with a passkey.");
  expect(await begin("amazon", {})).toContain("Where: A browser that did not say what it is.\n\nHow: with Amazon.");
});

test("a browser that is forgotten is new again, and no other looks like the first", async () => {
  const [laptop, phone] = [newBrowser(), newBrowser()];
  await note(laptop);
  await note(phone, later(60));
  await database.transaction((tx) => forgetNewBrowsers(tx, { userId, since: later(60) }));
  expect([await note(laptop, later(120)), await note(phone, later(120))]).toEqual([false, true]);
  await database.transaction((tx) => forgetNewBrowsers(tx, { userId, since: now }));
  expect([await note(laptop, later(180)), await note(phone, later(180))]).toEqual([true, true]);
});

test("a browser that was not used for more than a year is new again", async () => {
  const [laptop, phone] = [newBrowser(), newBrowser()];
  await note(laptop);
  await note(phone, later(60));
  await note(laptop, later(399 * 86_400));
  await sweepKnownBrowsers(database.db, later(401 * 86_400));
  expect(await note(phone, later(401 * 86_400))).toBe(true);
  expect(await note(laptop, later(401 * 86_400))).toBe(false);
});
