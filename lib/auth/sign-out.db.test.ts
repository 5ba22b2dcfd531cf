import { beforeEach, expect, test } from "vitest";
import { testInstallation } from "#scripts/test/installation.ts";
import { newAddress, newSession, newUser } from "../accounts/test-people.ts";
import { database } from "../db/client.ts";
import type { SignInMethodName } from "../sessions/methods.ts";
import { endOtherSessions } from "./end-other-sessions.ts";
import { signOut } from "./sign-out.ts";
import { TestBrowser } from "./test-browser.ts";
import { visitorOf } from "./visitor.ts";

/** Signing out, in one browser and in several at once. */

let userId: string;

testInstallation();

beforeEach(async () => {
  const address = newAddress();
  userId = await newUser(database(), { email: address, provedEmail: address });
});

async function signedInBrowser(method: SignInMethodName = "email_code"): Promise<TestBrowser> {
  const browser = new TestBrowser();
  const { token } = await newSession(database(), userId, { at: new Date(), method });
  browser.cookies.set("authjs.session-token", { value: token, path: "/" });
  return browser;
}

const browsers = async (count: number) => await Promise.all(Array.from({ length: count }, () => signedInBrowser()));
const left = async () => await database().db.session.count({ where: { userId } });
const everywhere = async (browser: TestBrowser) => await signOut(browser.request("/signout"), "everywhere");

test("who signs out everywhere in several browsers at once is signed out in all of them, and told so in each", async () => {
  for (let round = 0; round < 25; round += 1) {
    const all = await browsers(4);
    const ends = await Promise.allSettled(all.map(everywhere));
    expect(ends.filter(({ status }) => status === "rejected")).toEqual([]);
    expect(await left()).toBe(0);
  }
});

test("who ends the others in one browser and signs out everywhere in another ends well in both", async () => {
  for (let round = 0; round < 25; round += 1) {
    const [one, other] = [await signedInBrowser(), await signedInBrowser()];
    await browsers(2);
    const ends = await Promise.allSettled([endOtherSessions(visitorOf(one.request("/account/sessions/end-others"))), everywhere(other)]);
    expect(ends.filter(({ status }) => status === "rejected")).toEqual([]);
    // Whoever was first decides: the others ended, this one among them or not.
    expect(await left()).toBeLessThanOrEqual(1);
  }
});

test("says by which method the session was that ended, and nothing of one that had ended before", async () => {
  for (const [method, told] of [["amazon", "amazon"], ["email_code", "email_code"]] as const) {
    for (const scope of ["this", "everywhere"] as const) {
      const browser = await signedInBrowser(method);
      expect((await signOut(browser.request("/signout"), scope)).method).toBe(told);
      expect((await signOut(browser.request("/signout"), scope)).method).toBeNull();
    }
  }
  expect((await signOut(new TestBrowser().request("/signout"), "this")).method).toBeNull();
});
